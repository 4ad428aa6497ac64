#pragma once

#include <hdf5.h>

#include <concepts>
#include <cstdint>

namespace engram::h5 {

/// HDF5's name of a number type in this machine's memory.
template <class T>
[[nodiscard]] hid_t native_type() {
  if constexpr (std::same_as<T, double>)
    return H5T_NATIVE_DOUBLE;
  else if constexpr (std::same_as<T, float>)
    return H5T_NATIVE_FLOAT;
  else if constexpr (std::same_as<T, std::uint64_t>)
    return H5T_NATIVE_UINT64;
  else if constexpr (std::same_as<T, std::int64_t>)
    return H5T_NATIVE_INT64;
  else if constexpr (std::same_as<T, std::uint32_t>)
    return H5T_NATIVE_UINT32;
  else {
    static_assert(std::same_as<T, std::uint8_t>, "a number type the files do not use");
    return H5T_NATIVE_UINT8;
  }
}

}  // namespace engram::h5
