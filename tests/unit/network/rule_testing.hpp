#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "network/rules/registry.hpp"

namespace engram {

/// A synapse by its neurons' indices.
struct PlainSynapse {
  std::uint64_t source;
  std::uint64_t target;
  double weight;
  std::uint32_t delay;

  auto operator<=>(const PlainSynapse&) const = default;
};

/// An experiment of one projection from "A" to "B", or from "A" to itself.
struct OneProjection {
  Experiment experiment;
  std::uint32_t block_size = 64;

  OneProjection(std::uint64_t sources, std::uint64_t targets, const std::string& rule,
                std::map<std::string, double> numbers) {
    add_population("A", sources);
    add_population("B", targets);
    Projection projection;
    projection.source = "A";
    projection.target = "B";
    projection.rule.name = rule;
    projection.rule.params = std::move(numbers);
    experiment.projections.push_back(projection);
  }

  void add_population(const std::string& name, std::uint64_t size) {
    Population population;
    population.name = name;
    population.model = "iaf_psc_exp";
    population.size = size;
    experiment.populations.push_back(population);
  }

  OneProjection& onto_itself() {
    projection().target = "A";
    return *this;
  }
  OneProjection& without_autapses() {
    projection().rule.allow_autapses = false;
    return *this;
  }
  OneProjection& without_multapses() {
    projection().rule.allow_multapses = false;
    return *this;
  }
  OneProjection& with(const Value& weight, const Value& delay) {
    projection().synapse.weight = weight;
    projection().synapse.delay = delay;
    return *this;
  }
  Projection& projection() { return experiment.projections.front(); }

  [[nodiscard]] ProjectionView view(const DataSource* data = nullptr, std::uint32_t id = 0) const {
    return ProjectionView(experiment, ProjectionId(id), data);
  }
};

/// Collects what a generator makes of all blocks, for one shard.
class Collector : public SynapseSink {
 public:
  Collector(const OneProjection& what, const GeneratorSetup& setup) : runs_(setup.targets) {
    const std::unique_ptr<SynapseGenerator> generator = make_generator(setup);
    const std::uint64_t sources = setup.projection.source().size;
    for (std::uint64_t first = 0; first < sources; first += what.block_size) {
      const std::uint64_t count = std::min<std::uint64_t>(what.block_size, sources - first);
      block_ = {first, static_cast<std::uint32_t>(count),
                static_cast<std::uint32_t>(first / what.block_size)};
      generator->generate(block_, *this);
    }
  }

  void consume(std::span<const DrawnSynapse> synapses) override {
    for (const DrawnSynapse& synapse : synapses) {
      if (synapse.source >= block_.count) throw std::runtime_error("a source outside its block");
      synapses_.push_back(
          {block_.first + synapse.source, index_of(synapse.target), synapse.weight, synapse.delay});
    }
  }

  [[nodiscard]] std::vector<PlainSynapse> sorted() && {
    std::sort(synapses_.begin(), synapses_.end());
    return std::move(synapses_);
  }

 private:
  [[nodiscard]] std::uint64_t index_of(std::uint32_t local) const {
    for (const TargetRun& run : runs_) {
      if (local >= run.first_local && local < run.first_local + run.count) {
        return run.first_index + (local - run.first_local);
      }
    }
    throw std::runtime_error("a target outside the shard");
  }

  std::vector<TargetRun> runs_;
  SourceBlock block_;
  std::vector<PlainSynapse> synapses_;
};

/// All synapses onto the targets of `runs`, sorted.
inline std::vector<PlainSynapse> synapses_of(const OneProjection& what,
                                             const std::vector<TargetRun>& runs,
                                             std::shared_ptr<const ExplicitEdges> edges = nullptr,
                                             const DataSource* data = nullptr) {
  return Collector(what, GeneratorSetup{what.view(data), runs, std::move(edges)}).sorted();
}

/// All synapses of the projection, sorted.
inline std::vector<PlainSynapse> all_synapses(const OneProjection& what) {
  const auto targets = static_cast<std::uint32_t>(what.view().target().size);
  return synapses_of(what, {{0, 0, targets}});
}

inline std::vector<double> indegrees(const std::vector<PlainSynapse>& synapses,
                                     std::uint64_t size) {
  std::vector<double> degrees(size, 0.0);
  for (const PlainSynapse& synapse : synapses) degrees[synapse.target] += 1.0;
  return degrees;
}

inline std::vector<double> outdegrees(const std::vector<PlainSynapse>& synapses,
                                      std::uint64_t size) {
  std::vector<double> degrees(size, 0.0);
  for (const PlainSynapse& synapse : synapses) degrees[synapse.source] += 1.0;
  return degrees;
}

inline std::size_t autapses(const std::vector<PlainSynapse>& synapses) {
  return static_cast<std::size_t>(
      std::count_if(synapses.begin(), synapses.end(),
                    [](const PlainSynapse& s) { return s.source == s.target; }));
}

/// Number of pairs with more than one synapse; `synapses` must be sorted.
inline std::size_t multapses(const std::vector<PlainSynapse>& synapses) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < synapses.size(); ++i) {
    count += synapses[i].source == synapses[i - 1].source &&
             synapses[i].target == synapses[i - 1].target;
  }
  return count;
}

}  // namespace engram
