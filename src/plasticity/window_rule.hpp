#pragma once

#include <array>
#include <limits>

#include "model/learning_window.hpp"
#include "plasticity/rule.hpp"

namespace engram {

/// What rules have in common that change weights at the ends of windows, from how often source and
/// target have spiked in them: presentations of one picture after another, for instance.
///
/// The source's trace never decays and begins anew with each window: it is the number of its
/// spikes. Such a rule offers, instead of at_pre and at_post,
///
/// * `at_window_end(constants, w, pre, post)`: change of the weight after a window in which the
///   source's spikes have reached the synapse `pre` times and the target has spiked `post` times;
///
/// and has `window_line` in its table.
struct WindowRule {
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 1;
  static constexpr std::size_t post_traces = 0;

  static Traces<1> pre_time_constants(const NamedValues&) {
    return {std::numeric_limits<double>::infinity()};
  }
  static Traces<0> post_time_constants(const NamedValues&) { return {}; }

  static constexpr Quantity window_line{window_name, "ms", 100.0, Range::above(0),
                                        "length of the windows in which spikes are counted"};
};

/// Whether a rule is one of these.
template <class Rule>
concept ComparesWindows = requires(const typename Rule::Constants& constants, double number) {
  Rule::at_window_end(constants, number, number, number);
};

}  // namespace engram
