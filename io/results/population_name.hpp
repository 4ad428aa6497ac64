#pragma once

#include <string>

#include "core/errors.hpp"

namespace engram {

/// Throws FileError for `file` if `name` cannot be the name of an HDF5 group or part of a file's
/// name.
inline void require_usable_name(const std::string& file, const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    throw FileError(file, "cannot hold a population or variable called '" + name +
                              "'; a name must neither be empty nor '.' nor '..' nor contain '/'");
  }
}

}  // namespace engram
