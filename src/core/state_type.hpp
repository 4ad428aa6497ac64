#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engram {

/// Types of the values in a table of saved state.
enum class StateType : std::uint8_t {
  uint8,
  uint16,
  int32,
  uint32,
  float32,
  int64,
  uint64,
  float64
};

template <class T>
struct StateTypeOf;
template <>
struct StateTypeOf<std::uint8_t> {
  static constexpr StateType value = StateType::uint8;
};
template <>
struct StateTypeOf<std::uint16_t> {
  static constexpr StateType value = StateType::uint16;
};
template <>
struct StateTypeOf<std::int32_t> {
  static constexpr StateType value = StateType::int32;
};
template <>
struct StateTypeOf<std::uint32_t> {
  static constexpr StateType value = StateType::uint32;
};
template <>
struct StateTypeOf<float> {
  static constexpr StateType value = StateType::float32;
};
template <>
struct StateTypeOf<std::int64_t> {
  static constexpr StateType value = StateType::int64;
};
template <>
struct StateTypeOf<std::uint64_t> {
  static constexpr StateType value = StateType::uint64;
};
template <>
struct StateTypeOf<double> {
  static constexpr StateType value = StateType::float64;
};

/// Size of one value.
[[nodiscard]] constexpr std::size_t bytes_of(StateType type) {
  switch (type) {
    case StateType::uint8:
      return 1;
    case StateType::uint16:
      return 2;
    case StateType::int32:
    case StateType::uint32:
    case StateType::float32:
      return 4;
    case StateType::int64:
    case StateType::uint64:
    case StateType::float64:
      return 8;
  }
  return 0;
}

/// Lists of values, one per key: those of key k are as many as `counts[k]` says, and stand behind
/// those of the keys before.
template <class T>
struct KeyedLists {
  std::vector<std::uint64_t> counts;
  std::vector<T> values;
};

}  // namespace engram
