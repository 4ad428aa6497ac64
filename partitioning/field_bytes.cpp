#include "partitioning/field_bytes.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "model/modulator_values.hpp"

namespace engram {
namespace {

constexpr double number = 8.0;               // bytes of a double or a counter
constexpr double concentrations = 2.0;       // before and after a sub-step
constexpr double counters = 4.0;             // of each source's spikes, on their way to the field
constexpr double lists = 3.0;                // of known voxels: number, place, concentration
constexpr double factors = 4.0;              // on release, kept for late spikes
constexpr double table_bytes = 32e6;         // integrals are forgotten beyond that
constexpr double least_table = 10.0;         // ms that are kept in any case
constexpr double most_time_constants = 8.0;  // nor more than that

/// Integrals against a trace with time constant `tau`, ms, per voxel: one per interval; where a
/// field is known at every step, they are small. Those of neurons have as many rows however many
/// neurons there are beyond the largest field that is whole.
double integral_bytes(const Modulator& modulator, double voxels, double tau) {
  const double most = static_cast<double>(largest_whole_field);
  const double row = number * (modulator.neurons.empty() ? voxels : std::min(voxels, most));
  const double rows = std::min(most_time_constants * tau / modulator.interval, table_bytes / row);
  return number * (std::max(rows, least_table / modulator.interval) + 2.0);
}

/// What a schedule from a file has for each value.
double schedule_bytes(const Modulator& modulator) {
  if (modulator.release_array.file.empty()) return 0.0;
  return number * static_cast<double>(modulator.release_times.size());
}

double decay_of_trace(const SynapseSpec& synapse) {
  const auto own = synapse.params.find("tau_c");
  return own == synapse.params.end() ? synapse.third_factor->tau_c : own->second;
}

}  // namespace

std::vector<FieldLoad> field_loads(const Experiment& experiment) {
  std::vector<FieldLoad> loads;
  for (const Modulator& modulator : experiment.modulators) {
    const std::uint64_t values = value_count(experiment, modulator);
    const bool divided = is_divided(values);
    const auto sources = static_cast<double>(modulator.sources.size());
    loads.push_back({static_cast<double>(values), divided,
                     number * concentrations + schedule_bytes(modulator),
                     number * (counters * sources + (divided ? lists : 0.0))});
  }
  // What is not there is refused elsewhere.
  const auto find = [&](const std::string& name) {
    const auto found = std::ranges::find(experiment.modulators, name, &Modulator::name);
    return static_cast<std::size_t>(found - experiment.modulators.begin());
  };
  std::set<std::tuple<std::string, double, std::string, std::map<std::string, double>>> known;
  for (const Projection& projection : experiment.projections) {
    const SynapseSpec& synapse = projection.synapse;
    if (synapse.third_factor) {
      const ThirdFactor& factor = *synapse.third_factor;
      const double tau = decay_of_trace(synapse);
      const std::size_t m = find(factor.species);
      const bool added =
          known.emplace(factor.species, tau, factor.response.function, factor.response.params)
              .second;
      if (m < loads.size() && added) {
        loads[m].bytes_per_known += integral_bytes(experiment.modulators[m], loads[m].voxels, tau);
      }
    }
    if (synapse.release) {
      const std::size_t m = find(synapse.release->species);
      if (m < loads.size()) loads[m].bytes_per_known += factors * number;
    }
  }
  return loads;
}

double field_bytes(const std::vector<FieldLoad>& fields, double ranks, double neurons) {
  double bytes = 0.0;
  for (const FieldLoad& field : fields) {
    const double own = field.divided ? field.voxels / ranks : field.voxels;
    const double known = field.divided ? std::min(field.voxels, neurons) : field.voxels;
    bytes += own * field.bytes_per_own + known * field.bytes_per_known;
  }
  return bytes;
}

}  // namespace engram
