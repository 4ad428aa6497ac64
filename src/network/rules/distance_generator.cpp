#include "network/rules/distance_generator.hpp"

#include <algorithm>
#include <vector>

#include "core/random/normal_quantile.hpp"
#include "network/positions.hpp"
#include "network/rules/distance_probability.hpp"
#include "network/rules/source_cells.hpp"
#include "network/rules/synapse_batch.hpp"

namespace engram {
namespace {

PositionField positions_of(const ProjectionView& projection, const Population& population,
                           PopulationId id) {
  return {population, id, projection.seed(), projection.data()};
}

/// Cells finer than this part of the kernel's scale save nothing.
constexpr double finest_of_scale = 0.5;

class DistanceGenerator final : public SynapseGenerator {
 public:
  explicit DistanceGenerator(const GeneratorSetup& setup)
      : targets_(setup.targets),
        excludes_self_(setup.projection.excludes_self()),
        random_(setup.projection.random(Purpose::connect)),
        weights_(drawn(setup.projection.projection().synapse.weight, "weight")),
        delays_(drawn(setup.projection.projection().synapse.delay, "delay"),
                setup.projection.grid()),
        source_positions_(positions_of(setup.projection, setup.projection.source(),
                                       setup.projection.source_id())),
        target_positions_(positions_of(setup.projection, setup.projection.target(),
                                       setup.projection.target_id())),
        probability_(setup.projection.number("p"), *setup.projection.rule().kernel),
        cells_(source_positions_, metric_between(source_positions_, target_positions_),
               finest_of_scale * setup.projection.rule().kernel->scale),
        batch_(std::make_unique<SynapseBatch>()) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    cells_.build(block);
    const auto axes = static_cast<std::size_t>(source_positions_.dimensions());
    for (const TargetRun& run : targets_) {
      const std::vector<double> places =
          target_positions_.read({run.first_index, run.first_index + run.count});
      for (std::uint32_t i = 0; i < run.count; ++i) {
        connect({run.first_index + i, run.first_local + i, &places[i * axes]}, block, sink);
      }
    }
    flush(sink);
  }

 private:
  struct Target {
    std::uint64_t index;
    std::uint32_t local;
    const double* place;
  };

  // The trials of all cells form one sequence. A trial of probability b lets the part exp(-hazard) = 1 - b of
  // exponential clocks run through; the first one that stops the clock is the next candidate.
  void connect(const Target& target, const SourceBlock& block, SynapseSink& sink) {
    cells_.nearest(target.place, d2_);
    const std::size_t cells = d2_.size();
    bins_.resize(cells);
    hazards_.resize(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) bins_[cell] = probability_.bin(d2_[cell]);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      hazards_[cell] = probability_.hazard(bins_[cell]) * cells_.size(cell);
    }
    std::uint32_t candidate = 0;
    RandomWords words = random_.words(target.index, draw_of(block, candidate));
    double clock = exponential(words);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (clock >= hazards_[cell]) {
        clock -= hazards_[cell];
        continue;
      }
      visit(target, block, cell, clock, candidate, words, sink);
    }
  }

  // Goes through a cell in which the clock stops at least once.
  void visit(const Target& target, const SourceBlock& block, std::size_t cell, double& clock,
             std::uint32_t& candidate, RandomWords& words, SynapseSink& sink) {
    const double hazard = probability_.hazard(bins_[cell]);
    const double bound = probability_.bound(bins_[cell]);
    const std::uint32_t end = cells_.begin(cell + 1);
    std::uint32_t place = cells_.begin(cell);
    while (clock < hazard * (end - place)) {
      place = std::min(end - 1, place + static_cast<std::uint32_t>(clock / hazard));
      const double u = open_unit53(words[2], words[3]);
      if (u * bound < probability_.at(cells_.squared_distance(target.place, place))) {
        add(target, block, candidate, cells_.source(place), sink);
      }
      ++place;
      ++candidate;
      words = random_.words(target.index, draw_of(block, candidate));
      clock = exponential(words);
    }
    clock -= hazard * (end - place);
  }

  [[nodiscard]] static double exponential(const RandomWords& words) {
    return -portable_log(open_unit53(words[0], words[1]));
  }

  // Even draws find candidates, odd ones make their weights and delays.
  [[nodiscard]] static std::uint64_t draw_of(const SourceBlock& block, std::uint32_t candidate) {
    return (std::uint64_t{block.number} << 32) + 2 * std::uint64_t{candidate};
  }

  void add(const Target& target, const SourceBlock& block, std::uint32_t candidate,
           std::uint32_t source, SynapseSink& sink) {
    if (excludes_self_ && block.first + source == target.index) return;
    SynapseBatch& batch = *batch_;
    batch.set_counter(target.index, draw_of(block, candidate) + 1);
    batch.source[batch.size] = source;
    batch.target[batch.size] = target.local;
    if (++batch.size == SynapseBatch::capacity) flush(sink);
  }

  void flush(SynapseSink& sink) {
    batch_->draw_words(random_.key());
    batch_->draw_weights(weights_);
    batch_->draw_delays(delays_);
    batch_->send(sink);
  }

  std::vector<TargetRun> targets_;
  bool excludes_self_;
  RandomSource random_;
  WeightSampler weights_;
  DelaySampler delays_;
  PositionField source_positions_;
  PositionField target_positions_;
  DistanceProbability probability_;
  SourceCells cells_;
  std::unique_ptr<SynapseBatch> batch_;
  // Scratch, per cell: squared distance, place in the table of bounds, hazard of all its sources.
  std::vector<double> d2_;
  std::vector<std::size_t> bins_;
  std::vector<double> hazards_;
};

}  // namespace

std::unique_ptr<SynapseGenerator> distance_generator(const GeneratorSetup& setup) {
  return std::make_unique<DistanceGenerator>(setup);
}

}  // namespace engram
