#include "cli/stop_signal.hpp"

#include <csignal>

namespace engram::cli {
namespace {

// The one piece of state a signal handler may touch.
volatile std::sig_atomic_t asked = 0;

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

bool stop_asked() {
  return asked != 0;
}

}  // namespace engram::cli
