#pragma once

#include <cstddef>

namespace engram::bench {

/// Seconds since some fixed moment.
[[nodiscard]] double seconds();

/// Seconds this thread has computed: what a shared machine gives to others does not count.
[[nodiscard]] double thread_seconds();

/// Bytes per second that `threads` threads together read from memory in order (best of several
/// rounds).
[[nodiscard]] double streaming_read_bandwidth(int threads);

/// Nanoseconds per add of a double to a random place of an array of `doubles`, per core, with
/// `threads` threads at work (best of several rounds). The places come from a list that is read in
/// order.
[[nodiscard]] double scattered_add_time(int threads, std::size_t doubles);

}  // namespace engram::bench
