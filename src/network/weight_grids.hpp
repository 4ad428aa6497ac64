#pragma once

#include <cstdint>
#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"
#include "network/exact_grid.hpp"

namespace engram {

/// The pages (see max_ports) of each population's neurons.
[[nodiscard]] std::vector<std::uint32_t> receptor_pages(const Experiment& experiment,
                                                        const Catalogue& catalogue);

/// Numbers all (population, receptor) pairs of a run, population after population with max_ports
/// numbers for each page.
class ReceptorNumbers {
 public:
  explicit ReceptorNumbers(const std::vector<std::uint32_t>& pages);

  [[nodiscard]] std::size_t operator()(PopulationId population, std::size_t receptor) const {
    return first_[population.value()] + receptor;
  }
  [[nodiscard]] std::size_t total() const { return first_.back(); }

 private:
  std::vector<std::size_t> first_;  // one more than there are populations
};

/// The grids of all (population, receptor) pairs of a run.
class WeightGrids {
 public:
  /// `largest`: one weight per number.
  WeightGrids(ReceptorNumbers numbers, const std::vector<double>& largest);

  /// One per receptor.
  [[nodiscard]] const ExactGrid* of(PopulationId population) const {
    return &grids_[numbers_(population, 0)];
  }

 private:
  ReceptorNumbers numbers_;
  std::vector<ExactGrid> grids_;
};

/// Largest magnitude of a weight into each (population, receptor) by its number, as far as the
/// description tells: weights in files count as zero.
[[nodiscard]] std::vector<double> largest_weights(const Experiment& experiment,
                                                  const Catalogue& catalogue,
                                                  const NetworkLayout& layout);

/// What does not fit the grids: weights that would be lost beside much larger ones onto the same
/// receptor, and sums that could leave the exact range.
[[nodiscard]] std::vector<Problem> check_weight_sums(const Experiment& experiment,
                                                     const Catalogue& catalogue,
                                                     const NetworkLayout& layout);

}  // namespace engram
