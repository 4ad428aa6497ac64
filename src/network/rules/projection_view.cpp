#include "network/rules/projection_view.hpp"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "model/layout.hpp"

namespace engram {

ProjectionView::ProjectionView(const Experiment& experiment, ProjectionId id,
                               const DataSource* data)
    : id_(id),
      projection_(&experiment.projections.at(id.value())),
      seed_(experiment.simulation.seed),
      grid_(experiment.simulation.dt),
      data_(data) {
  const NetworkLayout layout(experiment);
  source_id_ = layout.find(projection_->source);
  target_id_ = layout.find(projection_->target);
  source_ = &experiment.populations[source_id_.value()];
  target_ = &experiment.populations[target_id_.value()];
}

double ProjectionView::number(std::string_view name) const {
  const auto found = rule().params.find(std::string(name));
  if (found != rule().params.end()) return found->second;
  throw Error(fmt::format("rule {} from '{}' to '{}' lacks its number '{}'", rule().name,
                          source_->name, target_->name, name));
}

std::uint64_t ProjectionView::whole_number(std::string_view name) const {
  const double value = number(name);
  if (value >= 0.0 && value <= 0x1p53 && value == std::floor(value)) {
    return static_cast<std::uint64_t>(value);
  }
  throw Error(
      fmt::format("rule {} from '{}' to '{}' has {} = {}; a whole number from 0 to 2^53 is needed",
                  rule().name, source_->name, target_->name, name, value));
}

const Distribution& drawn(const Value& value, std::string_view what) {
  if (value.distribution() != nullptr) return *value.distribution();
  throw Error(
      fmt::format("a {} from an array is possible with rule sonata_edges only; "
                  "give a number or a distribution",
                  what));
}

}  // namespace engram
