#include <cmath>

#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// The sign of all weights that can be drawn. Zero counts as positive: what could become of it is
/// not for chance to decide.
enum class Sign { positive, negative, both };

Sign sign_of(const Support& weights) {
  if (weights.low >= 0.0) return Sign::positive;
  if (weights.high < 0.0 || (weights.high == 0.0 && weights.high_open)) return Sign::negative;
  return Sign::both;
}

std::string_view way_to_one_sign(const Distribution& weight, const Support& weights) {
  if (weight.kind == Distribution::Kind::uniform) return "change min or max";
  return -weights.low > weights.high ? "give 'max: 0'" : "give 'min: 0'";
}

/// A parameter that bounds the weight.
struct Bound {
  std::string_view name;
  double value = 0.0;
  bool given = false;

  [[nodiscard]] std::string text() const {
    return fmt::format("{} = {}{}", name, value, given ? "" : " (its default)");
  }
};

Bound bound_of(const SynapseSpec& synapse, const SynapseModelInfo& model, std::string_view name) {
  return {name, lookup(synapse.params, model.parameters)(name),
          synapse.params.contains(std::string(name))};
}

/// Whether the bounds lie on the weights' side of zero and in order.
bool check_bounds(Context& context, const std::optional<Bound>& lower,
                  const std::optional<Bound>& upper, Sign sign, const std::string& path) {
  const bool negative = sign == Sign::negative;
  const char* const weights = negative ? "negative" : "positive";
  if (upper && !(negative ? upper->value < 0.0 : upper->value > 0.0)) {
    context.problems.add(
        fmt::format("{}.{}", path, upper->name),
        fmt::format("found {} with {} weights; allowed: {} 0, a bound has the weights' sign",
                    upper->text(), weights, negative ? "below" : "above"));
    return false;
  }
  if (lower && !(negative ? lower->value <= 0.0 : lower->value >= 0.0)) {
    context.problems.add(
        fmt::format("{}.{}", path, lower->name),
        fmt::format("found {} with {} weights; allowed: 0 or a number of the weights' sign",
                    lower->text(), weights));
    return false;
  }
  if (lower && upper && std::abs(lower->value) > std::abs(upper->value)) {
    context.problems.add(
        fmt::format("{}.{}", path, lower->name),
        fmt::format("found {}, which is larger than {}", lower->text(), upper->text()));
    return false;
  }
  return true;
}

}  // namespace

void check_plastic_weights(Context& context, const SynapseSpec& synapse,
                           const SynapseModelInfo& model, const std::string& path) {
  const Distribution& weight = *synapse.weight.distribution();
  const Support weights = support(weight);
  const Sign sign = sign_of(weights);
  if (sign == Sign::both) {
    context.problems.add(
        path + ".weight",
        fmt::format("values from {} to {} can be drawn; allowed for synapses that change: weights "
                    "of one sign; {}",
                    weights.low, weights.high, way_to_one_sign(weight, weights)));
    return;
  }
  if (model.constant_weight) return;
  std::optional<Bound> lower;
  std::optional<Bound> upper;
  if (!model.lower_bound.empty()) lower = bound_of(synapse, model, model.lower_bound);
  if (!model.upper_bound.empty()) upper = bound_of(synapse, model, model.upper_bound);
  if (!check_bounds(context, lower, upper, sign, path)) return;
  const bool negative = sign == Sign::negative;
  const double smallest = negative ? -weights.high : weights.low;
  const double largest = negative ? -weights.low : weights.high;
  const bool too_small = lower && smallest < std::abs(lower->value);
  const bool too_large = upper && largest > std::abs(upper->value);
  if (!upper && largest == 0.0) {
    context.problems.add(
        path + ".weight",
        fmt::format("found 0; allowed: weights other than 0, since those of {} have room up to a "
                    "multiple of the largest one that can be drawn",
                    model.name));
    return;
  }
  if (!too_small && !too_large) return;
  const std::string found = weight.is_constant() ? fmt::format("found {}", weights.low)
                                                 : fmt::format("values from {} to {} can be drawn",
                                                               weights.low, weights.high);
  const std::string allowed = !upper   ? fmt::format("from {} on", lower->text())
                              : !lower ? fmt::format("from 0 to {}", upper->text())
                                       : fmt::format("from {} to {}", lower->text(), upper->text());
  context.problems.add(path + ".weight", fmt::format("{}; allowed: {}", found, allowed));
}

}  // namespace engram::validation
