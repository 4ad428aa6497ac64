#include "cli/stop_signal.hpp"

#include <csignal>

namespace engram::cli {
namespace {

// The only kind of state a signal handler may touch.
volatile std::sig_atomic_t asked = 0;
volatile std::sig_atomic_t asked_to_pause = 0;

extern "C" void ask_to_pause(int /*signal*/) {
  asked_to_pause = 1;
}

extern "C" void ask(int signal) {
  asked = 1;
  // Who presses Ctrl-C twice means it. SIGTERM may come twice by itself: from a launcher and from a
  // batch system.
  if (signal == SIGINT) std::signal(signal, SIG_DFL);
}

}  // namespace

void listen_for_stop() {
  std::signal(SIGINT, ask);
  std::signal(SIGTERM, ask);
}

void listen_for_pause() {
  std::signal(SIGUSR1, ask_to_pause);
}

bool pause_asked() {
  return asked_to_pause != 0;
}

bool stop_asked() {
  return asked != 0;
}

}  // namespace engram::cli
