#pragma once

#include <string>

#include "model/catalogue.hpp"

namespace engram {

/// The JSON Schema (draft-07) of experiment files, for editors and other programs. It knows the
/// form of the file and the range of every number of the catalogue's models; what it refuses, the
/// reader refuses too.
[[nodiscard]] std::string json_schema(const Catalogue& catalogue);

}  // namespace engram
