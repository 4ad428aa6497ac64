#include "io/results/summary_ledger.hpp"

#include <cmath>

namespace engram {

double EnergySummary::value(std::string_view name) const {
  for (const auto& [own, number] : values) {
    if (own == name) return number;
  }
  return 0.0;
}

}  // namespace engram

namespace engram::summary {
namespace {

/// What the counts of a population, or of all of them, stand for.
class Costs {
 public:
  explicit Costs(const EnergySummary& energy) : energy_(energy) {}

  void add(const EnergySummary::Part& part) {
    spikes_ += part.counts.spikes;
    events_ += part.counts.synaptic_events;
    neuron_seconds_ += part.neuron_seconds;
    glia_seconds_ += part.glia_seconds;
    atp_.resize(part.atp.size());
    for (std::size_t c = 0; c < atp_.size(); ++c) {
      atp_[c].first = part.atp[c].first;
      atp_[c].second += part.atp[c].second;
    }
  }

  [[nodiscard]] Json json() const {
    const double released = static_cast<double>(events_) * energy_.value("boutons_per_synapse") *
                            energy_.value("release_probability");
    double total = 0.0;
    Json components = Json::object();
    for (const auto& [name, atp] : atp_) {
      components[name] = finite(atp);
      total += atp;
    }
    return {{"spikes", spikes_},
            {"synaptic_events", events_},
            {"vesicles_released", finite(released)},
            {"neuron_seconds", finite(neuron_seconds_)},
            {"glia_seconds", finite(glia_seconds_)},
            {"atp", components},
            {"total_atp", finite(total)},
            {"joules", finite(total * energy_.value("joules_per_atp"))},
            {"atp_per_second", finite(total / energy_.seconds)},
            {"atp_per_spike", finite(total / static_cast<double>(spikes_))}};
  }

 private:
  const EnergySummary& energy_;
  std::uint64_t spikes_ = 0;
  std::uint64_t events_ = 0;
  double neuron_seconds_ = 0.0;
  double glia_seconds_ = 0.0;
  std::vector<std::pair<std::string, double>> atp_;
};

Json measures(const Sparseness& found) {
  return {{"active_fraction", finite(found.active_fraction)},
          {"treves_rolls", finite(found.treves_rolls)},
          {"vinje_gallant", finite(found.vinje_gallant)},
          {"hoyer", finite(found.hoyer)},
          {"gini", finite(found.gini)},
          {"kurtosis", finite(found.kurtosis)}};
}

}  // namespace

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json energy(const EnergySummary& energy) {
  Json constants = {{"name", energy.constants}, {"source", energy.source}};
  for (const auto& [name, value] : energy.values) constants[name] = finite(value);
  Json populations = Json::object();
  Costs all(energy);
  for (const EnergySummary::Part& part : energy.parts) {
    Costs own(energy);
    own.add(part);
    all.add(part);
    populations[part.population] = own.json();
    populations[part.population]["weight_change"] = finite(part.counts.weight_change);
  }
  return {{"constants", constants}, {"populations", populations}, {"all", all.json()}};
}

Json sparseness(double window_ms, const std::vector<SparsenessSummary>& populations) {
  Json found = Json::object();
  for (const SparsenessSummary& each : populations) {
    Json lifetime = measures(each.found.lifetime);
    // Needs more than sums.
    lifetime.erase("gini");
    found[each.population] = {{"windows", each.found.windows},
                              {"silent_windows", each.found.silent_windows},
                              {"neurons", each.neurons},
                              {"silent_neurons", each.found.silent_neurons},
                              {"population", measures(each.found.population)},
                              {"lifetime", lifetime}};
  }
  return {{"window_ms", window_ms}, {"populations", found}};
}

}  // namespace engram::summary
