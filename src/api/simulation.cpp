#include "engram/simulation.hpp"

#include <mpi.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "api/checks.hpp"
#include "api/machine.hpp"
#include "api/pacing.hpp"
#include "api/progress_meter.hpp"
#include "api/result_files.hpp"
#include "api/summarise.hpp"
#include "engine/build_network.hpp"
#include "engram_version.hpp"
#include "io/experiment/writer.hpp"
#include "io/results/output_directory.hpp"
#include "io/sources/hdf5_source.hpp"
#include "parallel/throw_together.hpp"
#include "partitioning/strategy.hpp"

namespace engram {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Collective: runs `action` on the root; a failure there is a FileError about the same file on
/// every rank.
template <class Action>
void on_root(const Communicator& communicator, const std::string& path, const Action& action) {
  std::string file = path;
  std::string failure;
  if (communicator.is_root()) {
    try {
      action();
    } catch (const FileError& error) {
      file = error.file();
      failure = std::string(error.what()).substr(file.size() + 2);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  failure = communicator.broadcast(failure);
  if (!failure.empty()) throw FileError(communicator.broadcast(file), failure);
}

}  // namespace

class Simulation::Implementation {
 public:
  Implementation(Experiment experiment, RunOptions options, MPI_Comm comm);
  void build();
  RunResult run();

 private:
  void prepare_output();
  void run_to(Step end, ProgressMeter& meter);
  [[nodiscard]] Step next_stop(Step end, std::int64_t most_steps) const;
  void record();
  void take(ResultFiles::When when);
  void require_finite();
  bool someone_stops();
  [[nodiscard]] Provenance provenance();

  Catalogue catalogue_ = full_catalogue();
  Experiment experiment_;
  RunOptions options_;
  Communicator communicator_;
  Hdf5Source data_;
  NetworkLayout layout_;
  TimeGrid grid_;
  int threads_ = 1;
  std::optional<Simulator> simulator_;
  std::optional<ResultFiles> files_;
  BuildReport built_;
  double build_seconds_ = 0.0;
  double record_seconds_ = 0.0;
  bool interrupted_ = false;
};

Simulation::Implementation::Implementation(Experiment experiment, RunOptions options, MPI_Comm comm)
    : experiment_(std::move(experiment)),
      options_(std::move(options)),
      communicator_(comm),
      layout_(experiment_),
      grid_(experiment_.simulation.dt) {
  require_same_experiment(experiment_, communicator_);
  require_no_problems(find_problems(experiment_, catalogue_, data_), communicator_);
  threads_ = options_.threads > 0 ? options_.threads
                                  : default_threads(ranks_on_this_machine(communicator_));
  require_memory(experiment_, catalogue_, data_, communicator_, threads_);
}

void Simulation::Implementation::build() {
  if (simulator_) return;
  if (!options_.output.empty()) prepare_output();
  const Clock::time_point begin = Clock::now();
  const std::unique_ptr<Partition> partition =
      make_partition(experiment_, catalogue_, communicator_.size());
  BuildMeter meter(options_, communicator_, experiment_, catalogue_);
  const BuildInput input{experiment_,
                         catalogue_,
                         layout_,
                         data_,
                         communicator_,
                         partition->neurons_of(communicator_.rank()),
                         [&](PopulationId population, std::uint64_t index) {
                           return partition->owner(population, index);
                         },
                         threads_,
                         [&](std::uint64_t synapses) {
                           meter.add(synapses);
                           if (options_.should_stop && options_.should_stop()) throw Interrupted();
                         }};
  BuiltNetwork built = build_network(input);
  built_ = built.report;
  simulator_.emplace(communicator_, std::move(built.network), threads_,
                     Step(grid_.steps(experiment_.simulation.warmup)));
  communicator_.barrier();
  build_seconds_ = seconds_since(begin);
  meter.done(build_seconds_);
}

void Simulation::Implementation::prepare_output() {
  const OldResults old = options_.overwrite ? OldResults::overwrite : OldResults::refuse;
  try {
    on_root(communicator_, options_.output,
            [&] { prepare_output_directory(options_.output, old); });
  } catch (const FileError& error) {
    // Nothing has happened yet, and it is for the user to choose another place.
    throw BadInput(
        {error.file(), 0, 0, "", std::string(error.what()).substr(error.file().size() + 2)});
  }
}

RunResult Simulation::Implementation::run() {
  build();
  if (!options_.output.empty()) {
    files_.emplace(options_.output, communicator_, experiment_, catalogue_, *simulator_,
                   provenance());
    files_->record(*simulator_);
  }
  ProgressMeter meter(options_, communicator_, experiment_);
  const Step warm(grid_.steps(experiment_.simulation.warmup));
  const Step end = warm + grid_.steps(experiment_.simulation.duration);
  run_to(warm, meter);
  simulator_->clear_counters();
  record_seconds_ = 0.0;
  const Clock::time_point begin = Clock::now();
  run_to(end, meter);
  take(ResultFiles::When::now);
  const double simulate_seconds = seconds_since(begin);
  require_finite();
  const RunFigures figures{build_seconds_,  simulate_seconds,
                           record_seconds_, interrupted_,
                           threads_,        std::max(warm, simulator_->now()) - warm,
                           built_};
  const Summary summary = summarise(figures, experiment_, catalogue_, communicator_, *simulator_);
  if (files_) {
    files_->close();
    files_.reset();
    const std::string file = (std::filesystem::path(options_.output) / "summary.json").string();
    on_root(communicator_, file,
            [&] { write_summary(file, to_file(summary, experiment_, catalogue_, provenance())); });
  }
  meter.done(simulate_seconds);
  return summary.result;
}

void Simulation::Implementation::run_to(Step end, ProgressMeter& meter) {
  constexpr std::int64_t most_cycles = 1000;  // of a piece: milliseconds at best, seconds at worst
  constexpr double seconds_between_checks = 3.0;
  Pacing pacing(grid_.steps(1.0), most_cycles * simulator_->cycle());
  double since_check = 0.0;
  while (simulator_->now() < end && !interrupted_) {
    const std::int64_t steps = next_stop(end, pacing.steps()) - simulator_->now();
    const Clock::time_point begin = Clock::now();
    simulator_->run(steps);
    record();
    take(ResultFiles::When::if_much);
    // Every rank must take pieces of the same length: the slowest one's time counts.
    const double seconds = communicator_.max(seconds_since(begin));
    if (steps == pacing.steps()) pacing.took(seconds);
    since_check += seconds;
    if (since_check > seconds_between_checks) {
      since_check = 0.0;
      require_finite();
    }
    interrupted_ = someone_stops();
    meter.show(*simulator_);
  }
}

Step Simulation::Implementation::next_stop(Step end, std::int64_t most_steps) const {
  const Step now = simulator_->now();
  Step stop = std::min(end, now + most_steps);
  if (files_) stop = std::min(stop, files_->next_recording(now + 1));
  return stop;
}

void Simulation::Implementation::record() {
  if (!files_) return;
  const Clock::time_point begin = Clock::now();
  files_->record(*simulator_);
  record_seconds_ += seconds_since(begin);
}

void Simulation::Implementation::take(ResultFiles::When when) {
  if (!files_) return;
  const Clock::time_point begin = Clock::now();
  files_->take(*simulator_, when);
  record_seconds_ += seconds_since(begin);
}

void Simulation::Implementation::require_finite() {
  run_together(communicator_, [&] {
    for (const Shard& shard : simulator_->shards()) {
      const std::optional<NonFinite> found = shard.find_non_finite();
      if (!found) continue;
      const Population& population = experiment_.populations[found->population.value()];
      throw RunError(
          fmt::format("{} of neuron {} of '{}' is {} after {:g} ms of model time; check its "
                      "parameters and the weights and "
                      "currents onto it",
                      catalogue_.neuron(population.model)->state[found->variable].name,
                      found->index, population.name, found->value,
                      static_cast<double>(simulator_->now().value()) * grid_.dt()));
    }
  });
}

bool Simulation::Implementation::someone_stops() {
  const bool mine = options_.should_stop && options_.should_stop();
  return communicator_.max(static_cast<std::uint64_t>(mine)) != 0;
}

Provenance Simulation::Implementation::provenance() {
  Provenance provenance;
  provenance.engram_version = build::version;
  provenance.git_commit = build::git_commit;
  provenance.command = options_.command;
  provenance.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  provenance.hosts = host_name();
  provenance.ranks = static_cast<std::uint64_t>(communicator_.size());
  provenance.threads = static_cast<std::uint64_t>(threads_);
  provenance.experiment = experiment_json(experiment_);
  return provenance;
}

Simulation::Simulation(Experiment experiment, RunOptions options, const int* communicator)
    : implementation_(std::make_unique<Implementation>(
          std::move(experiment), std::move(options),
          communicator == nullptr ? MPI_COMM_WORLD : MPI_Comm_f2c(*communicator))) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

void Simulation::build() {
  implementation_->build();
}
RunResult Simulation::run() {
  return implementation_->run();
}

std::string version() {
  return build::version;
}

}  // namespace engram
