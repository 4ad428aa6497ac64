#include <fmt/format.h>

#include <algorithm>

#include "partitioning/cost.hpp"

namespace engram {

std::string network_text(const NetworkLoad& load) {
  // Longer tables are cut: what matters then are the totals.
  constexpr std::size_t most_lines = 40;
  std::string text = fmt::format("{:<16} {:>14} {:>12} {:>10} {:>16}\n", "population", "neurons",
                                 "indegree", "rate (Hz)", "events/neuron/s");
  const std::size_t lines = std::min(most_lines, load.populations.size());
  for (std::size_t i = 0; i < lines; ++i) {
    const PopulationLoad& population = load.populations[i];
    text +=
        fmt::format("{:<16} {:>14.0f} {:>12.1f} {:>10.3f} {:>16.4g}\n", population.name,
                    population.neurons, population.indegree, population.rate, population.events);
  }
  if (lines < load.populations.size()) {
    text += fmt::format("... and {} more populations\n", load.populations.size() - lines);
  }
  text +=
      fmt::format("{:.0f} neurons, {:.0f} synapses, {:.4g} spikes/s, {:.4g} synaptic events/s\n",
                  load.neurons, load.synapses, load.spikes, load.events);
  return text;
}

}  // namespace engram
