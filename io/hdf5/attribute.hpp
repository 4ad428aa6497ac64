#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "io/hdf5/file.hpp"

namespace engram::h5 {

/// Writes a text attribute (variable length UTF-8) to the object at `object`.
void write_text_attribute(const File& file, const std::string& object, const std::string& name,
                          const std::string& text);

/// Writes an attribute of unsigned 32-bit numbers: a scalar if there is one number.
void write_number_attribute(const File& file, const std::string& object, const std::string& name,
                            std::span<const std::uint32_t> numbers);

/// The same of double precision numbers.
void write_real_attribute(const File& file, const std::string& object, const std::string& name,
                          std::span<const double> numbers);

/// Writes a scalar attribute of one unsigned byte.
void write_flag_attribute(const File& file, const std::string& object, const std::string& name,
                          std::uint8_t flag);

/// The text of an attribute, for an enumeration the name of its value; nothing if there is no such
/// attribute or it is neither text nor enumeration.
[[nodiscard]] std::optional<std::string> read_text_attribute(const File& file,
                                                             const std::string& object,
                                                             const std::string& name);

}  // namespace engram::h5
