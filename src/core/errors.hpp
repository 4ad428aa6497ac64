#pragma once

// Users of the library catch these types, so that they are part of its public face.
#include "engram/errors.hpp"
