#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

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

/// Writes a scalar attribute of one signed 64-bit number.
void write_integer_attribute(const File& file, const std::string& object, const std::string& name,
                             std::int64_t number);

/// Writes a scalar attribute of one unsigned byte.
void write_flag_attribute(const File& file, const std::string& object, const std::string& name,
                          std::uint8_t flag);

/// The text of an attribute, for an enumeration the name of its value; nothing if there is no such
/// attribute or it is neither text nor enumeration.
[[nodiscard]] std::optional<std::string> read_text_attribute(const File& file,
                                                             const std::string& object,
                                                             const std::string& name);

/// The value of a scalar attribute of integers; nothing if there is no such attribute.
[[nodiscard]] std::optional<std::int64_t> read_integer_attribute(const File& file,
                                                                 const std::string& object,
                                                                 const std::string& name);

/// The same of a real number.
[[nodiscard]] std::optional<double> read_real_attribute(const File& file, const std::string& object,
                                                        const std::string& name);

/// Names of the attributes of an object, sorted.
[[nodiscard]] std::vector<std::string> attribute_names(const File& file, const std::string& object);

}  // namespace engram::h5
