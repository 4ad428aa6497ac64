#include "api/run_checkpoints.hpp"

#include <algorithm>
#include <chrono>

#include "api/machine.hpp"
#include "api/run_beginning.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"

namespace engram {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

void RunRecord::transfer_state(StateArchive& archive) {
  std::vector<std::int64_t> steps{begin.value()};
  std::vector<double> seconds{simulate_seconds};
  archive.shared("/run/begin", steps);
  archive.shared("/run/simulate_seconds", seconds);
  begin = Step(steps.at(0));
  simulate_seconds = seconds.at(0);
}

RunCheckpoints::RunCheckpoints(const RunOptions& options, const Communicator& communicator,
                               const TimeGrid& grid, std::vector<Fixture> fixed, int threads)
    : options_(options),
      communicator_(communicator),
      grid_(grid),
      fixed_(std::move(fixed)),
      threads_(threads),
      clock_(options.checkpoints, grid) {}

RunCheckpoints::Wish RunCheckpoints::own_wish(double longest_piece) const {
  // A disk that is not fast, for what the rank holds; used until it has been measured.
  constexpr double bytes_per_second = 100e6;
  if (options_.should_stop && options_.should_stop()) return Wish::stop;
  if (options_.should_pause && options_.should_pause()) return Wish::pause;
  // One clock decides.
  if (!communicator_.is_root()) return Wish::nothing;
  const double first_guess =
      static_cast<double>(resident_memory()) * communicator_.size() / bytes_per_second;
  // What is on its way has to arrive first.
  const double arriving = pending_ ? clock_.saving(first_guess) : 0.0;
  if (clock_.time_is_up(longest_piece + arriving, first_guess)) return Wish::pause;
  return clock_.has_waited() ? Wish::save : Wish::nothing;
}

RunCheckpoints::Wish RunCheckpoints::wish(Step now, double longest_piece) {
  const bool busy = pending_ && !pending_->ready();
  const std::vector<double> all = communicator_.max(
      std::vector<double>{static_cast<double>(own_wish(longest_piece)), static_cast<double>(busy)});
  if (pending_ && all[1] == 0.0) advance();
  const auto wish = static_cast<Wish>(all[0]);
  return wish == Wish::nothing && clock_.is_due(now) ? Wish::save : wish;
}

void RunCheckpoints::save(Simulator& simulator, ResultFiles* files, RunRecord record,
                          SparsenessMeter& sparseness, const Provenance& provenance) {
  const Step now = simulator.now();
  if (saved_at_ == now) return;
  finish();
  const Clock::time_point begin = Clock::now();
  const CheckpointHead head{now, grid_.begin_of(now), provenance, fixed_};
  CheckpointWriter writer(communicator_, checkpoint_directory(options_), head, threads_);
  simulator.transfer_state(writer);
  if (files != nullptr) files->save(writer);
  record.simulate_seconds = communicator_.max(record.simulate_seconds);
  record.transfer_state(writer);
  sparseness.transfer_state(writer);
  pending_ = writer.close(std::max<std::size_t>(1, options_.checkpoints.keep));
  saved_at_ = now;
  pending_seconds_ = seconds_since(begin);
  seconds_ += pending_seconds_;
  clock_.left_behind();
}

void RunCheckpoints::advance() {
  const Clock::time_point begin = Clock::now();
  if (pending_->advance()) {
    clock_.saved(pending_seconds_ + pending_->seconds());
    pending_.reset();
  }
  seconds_ += seconds_since(begin);
}

void RunCheckpoints::finish() {
  while (pending_) advance();
}

}  // namespace engram
