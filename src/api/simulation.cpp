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
#include "api/finite_state.hpp"
#include "api/fixed_parts.hpp"
#include "api/machine.hpp"
#include "api/on_root.hpp"
#include "api/pacing.hpp"
#include "api/progress_meter.hpp"
#include "api/result_files.hpp"
#include "api/run_beginning.hpp"
#include "api/run_checkpoints.hpp"
#include "api/sparseness_meter.hpp"
#include "api/summarise.hpp"
#include "engine/build_network.hpp"
#include "engine/plastic_tables.hpp"
#include "engram_version.hpp"
#include "io/experiment/writer.hpp"
#include "io/sources/hdf5_source.hpp"
#include "parallel/throw_together.hpp"
#include "partitioning/strategy.hpp"

namespace engram {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

class Simulation::Implementation {
 public:
  Implementation(Experiment experiment, RunOptions options, MPI_Comm comm);
  void build();
  RunResult run();

 private:
  void start();
  void open_files(StateArchive* saved);
  void load();
  [[nodiscard]] double run_recorded_part(ProgressMeter& meter);
  void finish(const Summary& summary);
  void carry_out(RunCheckpoints::Wish wish);
  void save();
  void run_to(Step end, ProgressMeter& meter);
  [[nodiscard]] Step next_stop(Step end, std::int64_t most_steps) const;
  void record();
  void take(ResultFiles::When when);
  void require_finite(FiniteState::Look look);
  void require_finite_now_and_then(double seconds);
  [[nodiscard]] Provenance provenance();

  Catalogue catalogue_ = full_catalogue();
  Experiment experiment_;
  RunOptions options_;
  Communicator communicator_;
  Hdf5Source data_;
  NetworkLayout layout_;
  TimeGrid grid_;
  Step warm_;  // where the warm-up ends
  Step end_;   // where the run ends
  int threads_ = 1;
  std::optional<Simulator> simulator_;
  std::optional<ResultFiles> files_;
  std::optional<RunCheckpoints> checkpoints_;
  RunBeginning beginning_;
  RunRecord record_of_run_;
  SparsenessMeter sparseness_;
  std::optional<Clock::time_point> recorded_since_;  // in this session
  BuildReport built_;
  double build_seconds_ = 0.0;
  double record_seconds_ = 0.0;
  double since_check_ = 0.0;          // seconds since neurons and fields were looked at
  double since_synapse_check_ = 0.0;  // since synapses were
  double synapse_check_seconds_ = 0.0;
  std::uint64_t pieces_ = 0;  // computed in this session
  bool interrupted_ = false;
  bool paused_ = false;
};

Simulation::Implementation::Implementation(Experiment experiment, RunOptions options, MPI_Comm comm)
    : experiment_(std::move(experiment)),
      options_(std::move(options)),
      communicator_(comm, Patience(options_.patience)),
      layout_(experiment_),
      grid_(experiment_.simulation.dt),
      warm_(grid_.steps(experiment_.simulation.warmup)),
      end_(warm_ + grid_.steps(experiment_.simulation.duration)),
      sparseness_(communicator_, experiment_.populations.size()) {
  require_same_program(communicator_);
  require_same_experiment(experiment_, communicator_);
  require_no_problems(find_problems(experiment_, catalogue_, data_), communicator_);
  threads_ = options_.threads > 0 ? options_.threads
                                  : default_threads(ranks_on_this_machine(communicator_));
  require_memory(experiment_, catalogue_, data_, communicator_, threads_);
  checkpoints_.emplace(options_, communicator_, grid_,
                       fixed_parts(experiment_, catalogue_, layout_), threads_);
}

void Simulation::Implementation::build() {
  if (simulator_) return;
  beginning_ = prepare_beginning(options_, communicator_, experiment_, checkpoints_->fixed());
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
  simulator_.emplace(communicator_, std::move(built.network), threads_, warm_,
                     Patience(options_.patience));
  communicator_.barrier();
  build_seconds_ = seconds_since(begin);
  meter.done(build_seconds_);
}

/// Opens the files of results and brings everything to where the run begins.
void Simulation::Implementation::start() {
  const RunBeginning::Kind kind = beginning_.kind;
  record_of_run_.begin = warm_;
  if (beginning_.reader) {
    record_of_run_.begin = std::max(warm_, beginning_.reader->head().step);
    load();
  } else {
    open_files(nullptr);
  }
  if (kind == RunBeginning::Kind::branched) {
    simulator_->clear_counters();
    simulator_->forget_spikes();
  }
  simulator_->begin_windows(record_of_run_.begin);
  // A run that goes on has recorded what is due at this step.
  if (kind != RunBeginning::Kind::resumed) record();
}

void Simulation::Implementation::open_files(StateArchive* saved) {
  if (options_.output.empty()) return;
  files_.emplace(options_.output, communicator_, experiment_, catalogue_, *simulator_, provenance(),
                 record_of_run_.begin, saved);
}

void Simulation::Implementation::load() {
  CheckpointReader& saved = *beginning_.reader;
  const bool resumes = beginning_.kind == RunBeginning::Kind::resumed;
  try {
    if (resumes) {
      record_of_run_.transfer_state(saved);
      sparseness_.transfer_state(saved);
    }
    open_files(resumes ? &saved : nullptr);
    simulator_->transfer_state(saved);
  } catch (const FileError& error) {
    // Nothing has been computed yet.
    throw as_bad_input(error);
  } catch (const Error& error) {
    throw BadInput(
        {saved.path(), 0, 0, "", std::string("does not fit this experiment: ") + error.what()});
  }
  beginning_.reader.reset();
}

RunResult Simulation::Implementation::run() {
  build();
  start();
  ProgressMeter meter(options_, communicator_, experiment_, *simulator_);
  if (simulator_->now() <= warm_) {
    run_to(warm_, meter);
    simulator_->clear_counters();
    record_seconds_ = 0.0;
  }
  const double simulate_seconds = run_recorded_part(meter);
  const RunFigures figures{
      build_seconds_,  simulate_seconds,
      record_seconds_, checkpoints_->seconds(),
      interrupted_,    paused_,
      threads_,        std::max(record_of_run_.begin, simulator_->now()) - record_of_run_.begin,
      built_};
  const Summary summary = summarise(figures, experiment_, catalogue_, communicator_, *simulator_,
                                    sparseness_.result(*simulator_));
  finish(summary);
  meter.done(simulate_seconds);
  return summary.result;
}

/// Returns the seconds it took, in all sessions.
double Simulation::Implementation::run_recorded_part(ProgressMeter& meter) {
  recorded_since_ = Clock::now();
  run_to(end_, meter);
  take(ResultFiles::When::now);
  const double seconds = record_of_run_.simulate_seconds + seconds_since(*recorded_since_);
  require_finite(FiniteState::Look::everywhere);
  if (options_.checkpoints.at_end && !interrupted_) save();
  checkpoints_->finish();
  return seconds;
}

void Simulation::Implementation::finish(const Summary& summary) {
  if (!files_) return;
  // Checksums of files that will grow would be in vain.
  if (!paused_) files_->close();
  files_.reset();
  const std::string file = (std::filesystem::path(options_.output) / "summary.json").string();
  on_root(communicator_, file,
          [&] { write_summary(file, to_file(summary, experiment_, catalogue_, provenance())); });
}

void Simulation::Implementation::run_to(Step end, ProgressMeter& meter) {
  constexpr std::int64_t most_cycles = 1000;  // of a piece: milliseconds at best, seconds at worst
  Pacing pacing(grid_.steps(1.0), most_cycles * simulator_->cycle());
  double longest = 0.0;
  while (simulator_->now() < end && !interrupted_) {
    const std::int64_t steps = next_stop(end, pacing.steps()) - simulator_->now();
    const Clock::time_point begin = Clock::now();
    simulator_->run(steps);
    ++pieces_;
    record();
    take(ResultFiles::When::if_much);
    // Every rank must take pieces of the same length: the slowest one's time counts.
    const double seconds = communicator_.max(seconds_since(begin));
    longest = std::max(longest, seconds);
    if (steps == pacing.steps()) pacing.took(seconds);
    require_finite_now_and_then(seconds);
    carry_out(checkpoints_->wish(simulator_->now(), longest));
    meter.show(*simulator_);
  }
}

void Simulation::Implementation::carry_out(RunCheckpoints::Wish wish) {
  using Wish = RunCheckpoints::Wish;
  if (wish == Wish::nothing) return;
  if (wish == Wish::pause && simulator_->now() >= end_) return;
  interrupted_ = wish != Wish::save;
  paused_ = wish == Wish::pause;
  if (paused_ && pieces_ == 1 && communicator_.is_root() && options_.on_notice) {
    options_.on_notice(
        "asked to save and leave before there was time to compute; give the run more time, or it "
        "will hardly advance");
  }
  if (wish != Wish::stop || checkpoints_->wanted()) save();
}

void Simulation::Implementation::save() {
  take(ResultFiles::When::now);
  // What is not finite would only come after states that can still be used.
  require_finite(FiniteState::Look::without_synapses);
  RunRecord record = record_of_run_;
  if (recorded_since_) record.simulate_seconds += seconds_since(*recorded_since_);
  try {
    checkpoints_->save(*simulator_, files_ ? &*files_ : nullptr, record, sparseness_, provenance());
  } catch (const NonFiniteSynapse&) {
    require_finite(FiniteState::Look::everywhere);  // says which
    throw;
  }
}

Step Simulation::Implementation::next_stop(Step end, std::int64_t most_steps) const {
  const Step now = simulator_->now();
  Step stop = std::min(end, now + most_steps);
  stop = std::min(stop, checkpoints_->next(now));
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
  const Clock::time_point begin = Clock::now();
  using When = SparsenessMeter::When;
  sparseness_.take(*simulator_, grid_.dt(),
                   when == ResultFiles::When::now ? When::now : When::if_many);
  std::vector<SparsenessRow> windows = sparseness_.take_rows();
  if (!files_) return;
  files_->add(std::move(windows));
  files_->take(*simulator_, when);
  record_seconds_ += seconds_since(begin);
}

void Simulation::Implementation::require_finite(FiniteState::Look look) {
  FiniteState(experiment_, catalogue_, layout_, communicator_).require(*simulator_, look);
}

/// `seconds` have passed since the last call, on the slowest rank: the same number on all.
void Simulation::Implementation::require_finite_now_and_then(double seconds) {
  constexpr double seconds_between_checks = 3.0;
  constexpr double largest_share = 0.02;  // of the run's time, for looking at synapses
  since_check_ += seconds;
  since_synapse_check_ += seconds;
  const FieldSystem* fields = simulator_->fields();
  const bool field_is_bad = fields != nullptr && fields->non_finite();
  if (!field_is_bad && since_check_ <= seconds_between_checks) return;
  since_check_ = 0.0;
  if (since_synapse_check_ * largest_share <= synapse_check_seconds_) {
    require_finite(FiniteState::Look::without_synapses);
    return;
  }
  since_synapse_check_ = 0.0;
  const Clock::time_point begin = Clock::now();
  require_finite(FiniteState::Look::everywhere);
  synapse_check_seconds_ = communicator_.max(seconds_since(begin));
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
  provenance.point = options_.point;
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
