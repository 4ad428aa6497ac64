#include "network/rules/sonata_reader.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

/// Decimal delays come as 32-bit floats in many files: their rounding is no reason to refuse.
constexpr double relative_slack = 1e-6;
constexpr double most_steps = 0x1p31;

}  // namespace

SonataReader::SonataReader(const ProjectionView& projection) : projection_(projection) {
  if (projection.data() == nullptr) throw Error("sonata_edges needs a source of data");
  edges_ = projection.data()->edges(projection.rule().file, projection.rule().population);
  check_array(projection.projection().synapse.weight);
  check_array(projection.projection().synapse.delay);
}

void SonataReader::check_array(const Value& value) const {
  if (value.array() == nullptr) return;
  const std::uint64_t rows = projection_.data()->rows(*value.array());
  if (rows == edges_) return;
  throw FileError(value.array()->file,
                  fmt::format("dataset {} has {} rows; {} has {} edges", value.array()->dataset,
                              rows, projection_.rule().file, edges_));
}

void SonataReader::read_values(const Value& value, IndexRange part,
                               std::vector<double>& values) const {
  if (value.array() == nullptr) return;
  ArrayBlock block = projection_.data()->read(*value.array(), part);
  if (block.columns != 1) {
    throw FileError(value.array()->file, fmt::format("dataset {} has {} columns; one is needed",
                                                     value.array()->dataset, block.columns));
  }
  values = std::move(block.values);
}

void SonataReader::read(IndexRange part, std::vector<FileEdge>& out) {
  const ConnectionRule& rule = projection_.rule();
  EdgeBlock block = projection_.data()->read_edges(rule.file, rule.population, part);
  read_values(projection_.projection().synapse.weight, part, block.weight);
  read_values(projection_.projection().synapse.delay, part, block.delay);
  has_weights_ = has_weights_ || !block.weight.empty();
  has_delays_ = has_delays_ || !block.delay.empty();
  out.reserve(out.size() + part.size());
  for (std::uint64_t i = 0; i < part.size(); ++i) {
    const std::uint64_t number = part.begin + i;
    FileEdge edge = checked(number, block.source[i], block.target[i]);
    if (!block.weight.empty()) edge.weight = checked_weight(number, block.weight[i]);
    if (!block.delay.empty()) edge.delay = checked_delay(number, block.delay[i]);
    out.push_back(edge);
  }
}

FileEdge SonataReader::checked(std::uint64_t number, std::uint64_t source,
                               std::uint64_t target) const {
  const std::string& file = projection_.rule().file;
  if (source >= projection_.source().size) {
    throw FileError(
        file, fmt::format("edge {} has source_node_id {}; population '{}' has {} neurons", number,
                          source, projection_.source().name, projection_.source().size));
  }
  if (target >= projection_.target().size) {
    throw FileError(
        file, fmt::format("edge {} has target_node_id {}; population '{}' has {} neurons", number,
                          target, projection_.target().name, projection_.target().size));
  }
  if (source == target && projection_.excludes_self()) {
    throw FileError(file,
                    fmt::format("edge {} connects neuron {} to itself, but allow_autapses is false",
                                number, source));
  }
  return {static_cast<std::uint32_t>(target), static_cast<std::uint32_t>(source), number, 0.0, 1};
}

double SonataReader::checked_weight(std::uint64_t number, double weight) const {
  const WeightRange& allowed = projection_.allowed_weights();
  if (allowed.contains(weight)) return weight;
  throw FileError(projection_.rule().file,
                  fmt::format("edge {} has weight {}; allowed: {}", number, weight, allowed.text));
}

std::uint32_t SonataReader::checked_delay(std::uint64_t number, double delay) const {
  const double dt = projection_.grid().dt();
  if (delay >= dt * (1.0 - relative_slack) && delay / dt < most_steps) {
    return static_cast<std::uint32_t>(projection_.grid().steps(delay));
  }
  throw FileError(projection_.rule().file,
                  fmt::format("edge {} has delay {} ms; it must be at least the time step, {} ms",
                              number, delay, dt));
}

}  // namespace engram
