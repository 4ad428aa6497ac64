#include "io/checkpoint/state_type.hpp"

#include <array>

namespace engram {

hid_t file_type(StateType type) {
  switch (type) {
    case StateType::uint8:
      return H5T_STD_U8LE;
    case StateType::uint16:
      return H5T_STD_U16LE;
    case StateType::int32:
      return H5T_STD_I32LE;
    case StateType::uint32:
      return H5T_STD_U32LE;
    case StateType::float32:
      return H5T_IEEE_F32LE;
    case StateType::int64:
      return H5T_STD_I64LE;
    case StateType::uint64:
      return H5T_STD_U64LE;
    case StateType::float64:
      return H5T_IEEE_F64LE;
  }
  return H5I_INVALID_HID;
}

std::optional<StateType> state_type(hid_t type) {
  for (const StateType each :
       {StateType::uint8, StateType::uint16, StateType::int32, StateType::uint32,
        StateType::float32, StateType::int64, StateType::uint64, StateType::float64}) {
    if (H5Tequal(type, file_type(each)) > 0) return each;
  }
  return std::nullopt;
}

}  // namespace engram
