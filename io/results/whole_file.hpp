#pragma once

#include <string>
#include <string_view>

namespace engram {

/// Writes a file so that at every moment there is either the old one or the whole new one: to
/// "<path>.tmp", synchronised to the disk, then renamed. Throws FileError; the temporary file is
/// removed.
void write_whole_file(const std::string& path, std::string_view text);

}  // namespace engram
