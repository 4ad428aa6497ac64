#pragma once

#include <cstdint>
#include <string>

namespace engram::h5 {

/// Sets aside `bytes` behind the end of the file, so that a full disk is noticed before anything
/// has been changed. Throws FileError if there is not enough space. Where the file system cannot
/// set space aside, only the free space is compared.
void reserve_space(const std::string& path, std::uint64_t bytes);

/// Makes a file at least `bytes` long, with space set aside, so that nothing that is written into
/// it up to there can fail for want of space. Throws FileError, and leaves the file as it was, if
/// there is not enough. Where the file system cannot set space aside, only the free space is
/// compared.
void extend_file(const std::string& path, std::uint64_t bytes);

/// Gives back what was set aside and not used.
void release_reserved_space(const std::string& path) noexcept;

}  // namespace engram::h5
