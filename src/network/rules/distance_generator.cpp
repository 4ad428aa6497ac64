#include "network/rules/distance_generator.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "network/positions.hpp"
#include "network/rules/candidate_batch.hpp"
#include "network/rules/candidate_clock.hpp"
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
        clock_(random_),
        candidates_(std::make_unique<CandidateBatch>()),
        batch_(std::make_unique<SynapseBatch>()) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    block_ = block;
    sink_ = &sink;
    cells_.build(block);
    const auto axes = static_cast<std::size_t>(source_positions_.dimensions());
    for (const TargetRun& run : targets_) {
      const std::vector<double> places =
          target_positions_.read({run.first_index, run.first_index + run.count});
      for (std::uint32_t i = 0; i < run.count; ++i) {
        Target target{run.first_index + i, run.first_local + i, {}};
        std::copy_n(&places[i * axes], axes, target.point.data());
        connect(target);
      }
    }
    decide();
    flush();
  }

 private:
  struct Target {
    std::uint64_t index;
    std::uint32_t local;
    std::array<double, 3> point;
  };

  // The trials of all cells form one sequence. A trial of probability b lets the part exp(-hazard)
  // = 1 - b of exponential clocks run through; the first one that stops the clock is the next
  // candidate.
  void connect(const Target& target) {
    cells_.nearest(target.point.data(), d2_);
    const std::size_t cells = d2_.size();
    bins_.resize(cells);
    hazards_.resize(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) bins_[cell] = probability_.bin(d2_[cell]);
    double expected = 0.0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      hazards_[cell] = probability_.hazard(bins_[cell]) * cells_.size(cell);
      expected += hazards_[cell];
    }
    clock_.begin(target.index, block_.number, expected);
    double left = clock_.exponential();
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (left >= hazards_[cell])
        left -= hazards_[cell];
      else
        left = visit(target, cell, left);
    }
  }

  // Goes through a cell in which the clock stops at least once; returns what is left of it behind
  // the cell.
  double visit(const Target& target, std::size_t cell, double left) {
    const double hazard = probability_.hazard(bins_[cell]);
    const double bound = probability_.bound(bins_[cell]);
    const std::uint32_t end = cells_.begin(cell + 1);
    std::uint32_t place = cells_.begin(cell);
    while (left < hazard * (end - place)) {
      place = std::min(end - 1, place + static_cast<std::uint32_t>(left / hazard));
      add(target, place, bound);
      ++place;
      clock_.next();
      left = clock_.exponential();
    }
    return left - hazard * (end - place);
  }

  void add(const Target& target, std::uint32_t place, double bound) {
    CandidateBatch& batch = *candidates_;
    const std::size_t i = batch.size++;
    batch.index[i] = target.index;
    batch.local[i] = target.local;
    batch.number[i] = clock_.number();
    batch.place[i] = place;
    batch.threshold[i] = clock_.uniform() * bound;
    batch.point[i] = target.point;
    if (batch.size == CandidateBatch::capacity) decide();
  }

  // Weight and delay come from the odd draws; CandidateClock uses the even ones.
  void decide() {
    CandidateBatch::Column<std::uint32_t> connected;
    const std::size_t count = candidates_->decide(cells_, probability_, connected);
    SynapseBatch& batch = *batch_;
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint32_t i = connected[k];
      const std::uint32_t source = cells_.source(candidates_->place[i]);
      const std::uint64_t index = candidates_->index[i];
      if (excludes_self_ && block_.first + source == index) continue;
      const std::uint64_t draw = 2 * std::uint64_t{candidates_->number[i]} + 1;
      batch.set_counter(index, (std::uint64_t{block_.number} << 32) + draw);
      batch.source[batch.size] = source;
      batch.target[batch.size] = candidates_->local[i];
      if (++batch.size == SynapseBatch::capacity) flush();
    }
    candidates_->size = 0;
  }

  void flush() {
    batch_->draw_words(random_.key());
    batch_->draw_weights(weights_);
    batch_->draw_delays(delays_);
    batch_->send(*sink_);
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
  CandidateClock clock_;
  std::unique_ptr<CandidateBatch> candidates_;
  std::unique_ptr<SynapseBatch> batch_;
  SourceBlock block_;
  SynapseSink* sink_ = nullptr;
  // Scratch, per cell: squared distance, place in the table of bounds, hazard of all its sources.
  std::vector<double> d2_;
  std::vector<std::uint32_t> bins_;
  std::vector<double> hazards_;
};

}  // namespace

std::unique_ptr<SynapseGenerator> distance_generator(const GeneratorSetup& setup) {
  return std::make_unique<DistanceGenerator>(setup);
}

}  // namespace engram
