#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/ids.hpp"
#include "core/philox.hpp"
#include "core/time_grid.hpp"
#include "engram/experiment.hpp"
#include "model/data_source.hpp"
#include "network/plastic_limits.hpp"

namespace engram {

/// A projection with what its rule needs to know of the experiment. Refers to the experiment and
/// the data, which must outlive it.
class ProjectionView {
 public:
  /// `data` is needed for files only and may be null. Throws Error if a population does not exist.
  ProjectionView(const Experiment& experiment, ProjectionId id, const DataSource* data);

  [[nodiscard]] const Projection& projection() const { return *projection_; }
  [[nodiscard]] const ConnectionRule& rule() const { return projection_->rule; }
  [[nodiscard]] ProjectionId id() const { return id_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const TimeGrid& grid() const { return grid_; }
  [[nodiscard]] const DataSource* data() const { return data_; }

  /// What the weights in a file may be; anything finite unless said otherwise.
  void allow_weights(WeightRange range) { weights_ = std::move(range); }
  [[nodiscard]] const WeightRange& allowed_weights() const { return weights_; }

  [[nodiscard]] PopulationId source_id() const { return source_id_; }
  [[nodiscard]] PopulationId target_id() const { return target_id_; }
  [[nodiscard]] const Population& source() const { return *source_; }
  [[nodiscard]] const Population& target() const { return *target_; }

  /// True where a neuron may not be its own source and could be.
  [[nodiscard]] bool excludes_self() const {
    return source_id_ == target_id_ && !projection_->rule.allow_autapses;
  }
  /// Number of sources a target may have synapses from.
  [[nodiscard]] std::uint64_t eligible_sources() const {
    return source_->size - (excludes_self() && source_->size > 0 ? 1 : 0);
  }
  /// A number of the rule; throws Error if it is not given.
  [[nodiscard]] double number(std::string_view name) const;
  /// A whole number of the rule; throws Error if it is not given, negative or fractional.
  [[nodiscard]] std::uint64_t whole_number(std::string_view name) const;

  [[nodiscard]] RandomSource random(Purpose purpose) const { return {seed_, purpose, id_.value()}; }

 private:
  ProjectionId id_;
  const Projection* projection_;
  PopulationId source_id_;
  PopulationId target_id_;
  const Population* source_;
  const Population* target_;
  std::uint64_t seed_;
  TimeGrid grid_;
  const DataSource* data_;
  WeightRange weights_;
};

/// The distribution of a weight or delay; throws Error for values from an array, which only rules
/// with a file take.
[[nodiscard]] const Distribution& drawn(const Value& value, std::string_view what);

}  // namespace engram
