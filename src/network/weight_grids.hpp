#pragma once

#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"
#include "network/exact_grid.hpp"

namespace engram {

/// The grids of all (population, receptor) pairs of a run.
class WeightGrids {
 public:
  WeightGrids(std::size_t populations, std::size_t receptors)
      : receptors_(receptors), grids_(populations * receptors) {}

  [[nodiscard]] const ExactGrid* of(PopulationId population) const {
    return &grids_[population.value() * receptors_];
  }
  void set(PopulationId population, std::size_t receptor, double largest) {
    grids_[population.value() * receptors_ + receptor] = ExactGrid(largest);
  }

 private:
  std::size_t receptors_;
  std::vector<ExactGrid> grids_;
};

/// Largest magnitude of a weight into each (population, receptor), population after population with
/// max_ports entries each, as far as the description tells: weights in files count as zero.
[[nodiscard]] std::vector<double> largest_weights(const Experiment& experiment,
                                                  const Catalogue& catalogue,
                                                  const NetworkLayout& layout);

/// Grids for these largest weights.
[[nodiscard]] WeightGrids make_grids(const std::vector<double>& largest);

/// What does not fit the grids: weights that would be lost beside much larger ones onto the same
/// receptor, and sums that could leave the exact range.
[[nodiscard]] std::vector<Problem> check_weight_sums(const Experiment& experiment,
                                                     const Catalogue& catalogue,
                                                     const NetworkLayout& layout);

}  // namespace engram
