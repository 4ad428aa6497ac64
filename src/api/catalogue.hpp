#pragma once

#include "model/catalogue.hpp"

namespace engram {

/// Every model this library holds.
[[nodiscard]] Catalogue full_catalogue();

}  // namespace engram
