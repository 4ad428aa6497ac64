#pragma once

namespace engram::cli {

/// From now on SIGINT and SIGTERM only ask the run to end; a second SIGINT ends the program at
/// once.
void listen_for_stop();

/// True once such a signal has come. Any thread may ask.
[[nodiscard]] bool stop_asked();

/// From now on SIGUSR1 only asks the run to save its state and end.
void listen_for_pause();

/// True once that signal has come. Any thread may ask.
[[nodiscard]] bool pause_asked();

}  // namespace engram::cli
