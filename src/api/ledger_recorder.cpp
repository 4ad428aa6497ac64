#include "api/ledger_recorder.hpp"

#include <iterator>

#include "model/energy.hpp"
#include "model/ledger_times.hpp"

namespace engram {
namespace {

LedgerHead head_of(const Experiment& experiment, const Catalogue& catalogue, Step begin) {
  const TimeGrid grid(experiment.simulation.dt);
  const EnergyPrices prices(experiment.energy, catalogue);
  LedgerHead head;
  for (const Population& population : experiment.populations) {
    head.populations.emplace_back(population.name, population.size);
  }
  head.begin = grid.begin_of(begin);
  head.window = static_cast<double>(window_steps(experiment)) * grid.dt();
  head.constants = prices.info().name;
  head.source = prices.info().reference;
  for (const Quantity& line : prices.info().parameters) {
    head.values.emplace_back(line.name, prices[line.name]);
  }
  return head;
}

}  // namespace

LedgerRecorder::LedgerRecorder(const std::string& path, const Communicator& communicator,
                               const Experiment& experiment, const Catalogue& catalogue,
                               const Provenance& provenance, Step begin, StateArchive* saved)
    : communicator_(communicator),
      grid_(experiment.simulation.dt),
      // At the beginning there is nothing to tell.
      times_(RecordingTimes::every(static_cast<double>(ledger_steps(experiment)) * grid_.dt(),
                                   begin + 1, grid_)),
      populations_(experiment.populations.size()),
      file_(path, communicator, head_of(experiment, catalogue, begin), provenance, saved) {}

void LedgerRecorder::record(const Simulator& simulator) {
  if (!times_.contains(simulator.now())) return;
  energy_.push_back({grid_.begin_of(simulator.now()),
                     communicator_.sum(simulator.spikes_per_population()),
                     communicator_.sum(simulator.events_per_source())});
}

void LedgerRecorder::add(std::vector<SparsenessRow> rows) {
  std::ranges::move(rows, std::back_inserter(sparseness_));
}

std::uint64_t LedgerRecorder::waiting() const {
  // Numbers of a row per population: two counts, and six measures with two counts.
  return populations_ * (2 * energy_.size() + 8 * sparseness_.size());
}

void LedgerRecorder::flush() {
  file_.append(energy_);
  file_.append(sparseness_);
  energy_.clear();
  sparseness_.clear();
}

}  // namespace engram
