#pragma once

#include <hdf5.h>

#include <string>

#include "io/hdf5/handle.hpp"

namespace engram::h5 {

/// Stops HDF5 from printing its error stack: errors reach the caller as FileError only.
void silence_error_printing();

/// What HDF5 says about the failure of the last call, innermost cause first, or "" if it says
/// nothing.
[[nodiscard]] std::string last_error();

/// Throws FileError for `file`: `what_failed`, followed by HDF5's cause.
[[noreturn]] void fail(const std::string& file, const std::string& what_failed);

/// Returns the identifier in a handle, or throws FileError if it is invalid.
[[nodiscard]] Handle own(hid_t id, Handle::Closer closer, const std::string& file,
                         const std::string& what);

/// Throws FileError if `status` says that the call failed.
void check(herr_t status, const std::string& file, const std::string& what);

}  // namespace engram::h5
