#pragma once

#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/table_index.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Collective: gives all ranks what rank 0 has read of a checkpoint.
void broadcast(const Communicator& communicator, CheckpointHead& head, TableIndex& tables);

}  // namespace engram
