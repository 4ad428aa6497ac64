#pragma once

#include "plasticity/rule.hpp"

namespace engram {

/// The rule of synapses whose weight stays: what they transmit may change all the same, by
/// short-term plasticity or by a modulator.
struct ConstantWeight {
  static constexpr std::array<Quantity, 0> parameters{};
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 0;
  static constexpr std::size_t post_traces = 0;

  struct Constants {};
  static Constants derive(const NamedValues&, double) { return {}; }
  static Traces<0> pre_time_constants(const NamedValues&) { return {}; }
  static Traces<0> post_time_constants(const NamedValues&) { return {}; }
  static WeightBounds bounds(const Constants&) { return {}; }
};

}  // namespace engram
