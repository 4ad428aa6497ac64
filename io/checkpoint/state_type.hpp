#pragma once

#include <hdf5.h>

#include <optional>

#include "parallel/state_archive.hpp"

namespace engram {

/// HDF5's name of a type of saved values, as it stands in the file.
[[nodiscard]] hid_t file_type(StateType type);

/// The reverse; nothing for types that checkpoints do not use.
[[nodiscard]] std::optional<StateType> state_type(hid_t type);

}  // namespace engram
