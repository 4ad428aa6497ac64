#include "api/run_checkpoints.hpp"

#include <algorithm>
#include <chrono>

#include "api/machine.hpp"
#include "api/run_beginning.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"

namespace engram {

void RunRecord::transfer_state(StateArchive& archive) {
  std::vector<std::int64_t> steps{begin.value()};
  std::vector<double> seconds{simulate_seconds};
  archive.shared("/run/begin", steps);
  archive.shared("/run/simulate_seconds", seconds);
  begin = Step(steps.at(0));
  simulate_seconds = seconds.at(0);
}

RunCheckpoints::RunCheckpoints(const RunOptions& options, const Communicator& communicator,
                               const TimeGrid& grid, std::vector<Fixture> fixed)
    : options_(options),
      communicator_(communicator),
      grid_(grid),
      fixed_(std::move(fixed)),
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
  if (clock_.time_is_up(longest_piece, first_guess)) return Wish::pause;
  return clock_.has_waited() ? Wish::save : Wish::nothing;
}

RunCheckpoints::Wish RunCheckpoints::wish(Step now, double longest_piece) const {
  const auto mine = static_cast<std::uint64_t>(own_wish(longest_piece));
  const auto all = static_cast<Wish>(communicator_.max(mine));
  return all == Wish::nothing && clock_.is_due(now) ? Wish::save : all;
}

void RunCheckpoints::save(Simulator& simulator, ResultFiles* files, RunRecord record,
                          const Provenance& provenance) {
  const Step now = simulator.now();
  if (saved_at_ == now) return;
  const auto begin = std::chrono::steady_clock::now();
  const CheckpointHead head{now, grid_.begin_of(now), provenance, fixed_};
  CheckpointWriter writer(communicator_, checkpoint_directory(options_), head);
  simulator.transfer_state(writer);
  if (files != nullptr) files->save(writer);
  record.simulate_seconds = communicator_.max(record.simulate_seconds);
  record.transfer_state(writer);
  writer.commit(std::max<std::size_t>(1, options_.checkpoints.keep));
  saved_at_ = now;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  seconds_ += seconds;
  clock_.saved(seconds);
}

}  // namespace engram
