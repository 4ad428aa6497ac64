#include "cli/program.hpp"

#include <mpi.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/command_line.hpp"
#include "cli/launcher.hpp"
#include "parallel/communicator.hpp"

namespace engram::cli {
namespace {

/// Starts the program anew with threads that sleep while they wait, unless the user chose
/// otherwise: threads that spin between regions slow a busy machine down. The OpenMP library reads
/// this before main() begins.
void set_wait_policy(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  execv("/proc/self/exe", argv);
}

/// MPI for the length of a command.
class MpiSession {
 public:
  MpiSession() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  }
  ~MpiSession() { MPI_Finalize(); }
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
};

ExitCode print(const Answer& answer) {
  std::FILE* out = answer.code == ExitCode::done ? stdout : stderr;
  std::fputs(answer.text.c_str(), out);
  if (!answer.text.empty() && answer.text.back() != '\n') std::fputc('\n', out);
  std::fflush(out);
  return answer.code;
}

struct CarryOut {
  ExitCode operator()(const Answer& answer) const { return print(answer); }
  ExitCode operator()(const RunCommand& command) const { return run(command); }
  ExitCode operator()(const SweepCommand& command) const { return sweep(command); }
  ExitCode operator()(const CheckCommand& command) const { return check(command.plan); }
  ExitCode operator()(const PlanCommand& command) const { return plan(command); }
  ExitCode operator()(const InfoCommand& command) const { return info(command); }
  ExitCode operator()(const ModelsCommand& command) const { return models(command); }
  ExitCode operator()(const ReportCommand& command) const { return report(command); }
};

/// Whether all ranks take part in the command.
bool runs_experiments(const Command& command) {
  const SweepCommand* sweep = std::get_if<SweepCommand>(&command);
  return std::holds_alternative<RunCommand>(command) || (sweep != nullptr && sweep->runs);
}

bool refused(const Command& command) {
  const Answer* answer = std::get_if<Answer>(&command);
  return answer != nullptr && answer->code != ExitCode::done;
}

/// Collective: one rank carries the command out for all, but for runs, in which all take part. A
/// command line that one rank does not understand, or that is another on another rank, ends all of
/// them.
ExitCode together(const Command& command) {
  const Communicator communicator(MPI_COMM_WORLD);
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  const auto nobody = static_cast<std::uint64_t>(communicator.size());
  const std::uint64_t first = communicator.min(refused(command) ? me : nobody);
  if (first != nobody) {
    if (first == me) print(std::get<Answer>(command));
    communicator.barrier();
    return ExitCode::bad_input;
  }
  const auto kind = static_cast<std::uint64_t>(command.index());
  if (communicator.min(kind) != communicator.max(kind)) {
    if (communicator.is_root())
      print_error("the ranks were given different commands; give all of them the same");
    communicator.barrier();
    return ExitCode::bad_input;
  }
  if (runs_experiments(command)) return std::visit(CarryOut(), command);
  const ExitCode code = communicator.is_root() ? std::visit(CarryOut(), command) : ExitCode::done;
  return static_cast<ExitCode>(communicator.max(static_cast<std::uint64_t>(code)));
}

}  // namespace

int program(int argc, char** argv) {
  try {
    const Command command = parse_command_line({argv, argv + argc});
    const bool runs = runs_experiments(command);
    const bool reports = std::holds_alternative<ReportCommand>(command);
    if (runs) set_wait_policy(argv);
    // The report becomes another program, which must not happen in the middle of an MPI session.
    if (runs || (started_with_others() && !reports)) {
      const MpiSession session;
      return static_cast<int>(together(command));
    }
    return static_cast<int>(std::visit(CarryOut(), command));
  } catch (const std::exception& error) {
    print_error(std::string("unexpected error: ") + error.what());
    return static_cast<int>(ExitCode::failed);
  }
}

}  // namespace engram::cli
