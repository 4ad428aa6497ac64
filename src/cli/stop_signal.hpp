#pragma once

namespace engram::cli {

/// From now on SIGINT and SIGTERM only ask the run to end; a second one ends the program at once.
void listen_for_stop();

/// True once such a signal has come.
[[nodiscard]] bool stop_asked();

}  // namespace engram::cli
