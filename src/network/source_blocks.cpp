#include "network/source_blocks.hpp"

#include <algorithm>
#include <bit>

#include "model/rule_numbers.hpp"

namespace engram {
namespace {

constexpr std::uint32_t smallest_block = 1024;
constexpr std::uint32_t largest_block = 1U << 20;
constexpr double synapses_per_block = 8.0;

}  // namespace

std::vector<std::uint32_t> source_block_sizes(const Experiment& experiment,
                                              const Catalogue& catalogue,
                                              const NetworkLayout& layout) {
  std::vector<double> densest(experiment.populations.size(), 0.0);
  for (const Projection& projection : experiment.projections) {
    const ConnectionRuleInfo& rule = *catalogue.rule(projection.rule.name);
    if (rule.expected_synapses == nullptr) continue;
    const PopulationId source = layout.find(projection.source);
    const auto sources = static_cast<double>(layout.size(source));
    const auto targets = static_cast<double>(layout.size(layout.find(projection.target)));
    const double synapses =
        rule.expected_synapses(rule_numbers(projection.rule, rule), sources, targets);
    densest[source.value()] = std::max(densest[source.value()], synapses / (sources * targets));
  }
  std::vector<std::uint32_t> sizes;
  for (const double density : densest) {
    const double wanted = density > 0.0 ? synapses_per_block / density : smallest_block;
    const double bounded = std::clamp<double>(wanted, smallest_block, largest_block);
    sizes.push_back(std::bit_ceil(static_cast<std::uint32_t>(bounded)));
  }
  return sizes;
}

}  // namespace engram
