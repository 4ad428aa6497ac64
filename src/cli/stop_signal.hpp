#pragma once

namespace engram::cli {

/// From now on SIGINT and SIGTERM only ask the run to end; a second SIGINT ends the program at
/// once.
void listen_for_stop();

/// True once such a signal has come. Any thread may ask.
[[nodiscard]] bool stop_asked();

}  // namespace engram::cli
