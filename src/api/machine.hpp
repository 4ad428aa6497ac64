#pragma once

#include <cstdint>
#include <string>

#include "parallel/communicator.hpp"

namespace engram {

/// Cores this process may run on.
[[nodiscard]] int usable_cores();

/// Cores the machine has.
[[nodiscard]] int cores_of_machine();

/// Bytes the machine (or the control group) can still give to new processes; 0 if unknown.
[[nodiscard]] std::uint64_t available_memory();

/// Largest resident memory of this process so far, bytes.
[[nodiscard]] std::uint64_t peak_memory();

/// Resident memory of this process now, bytes.
[[nodiscard]] std::uint64_t resident_memory();

[[nodiscard]] std::string host_name();

/// Collective: ranks that share this machine.
[[nodiscard]] int ranks_on_this_machine(const Communicator& communicator);

/// Threads a rank uses unless told: OMP_NUM_THREADS, else its share of the cores.
[[nodiscard]] int default_threads(int ranks_here);

}  // namespace engram
