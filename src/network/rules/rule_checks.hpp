#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engram {

/// The sizes a rule is checked against.
struct RuleSizes {
  double source;
  double target;
  bool same_population;
  bool allow_autapses;
  bool allow_multapses;

  /// Number of partners a target has among the sources, or a source among `partners` targets.
  [[nodiscard]] double eligible(double partners) const {
    return same_population && !allow_autapses && partners > 0.0 ? partners - 1.0 : partners;
  }
};

/// Adds a sentence if `value` is not a whole number.
void require_whole(std::vector<std::string>& sentences, std::string_view name, double value);

/// Adds a sentence if a neuron cannot have `degree` synapses with `partners` neurons of the other
/// side. `side` names them, for instance "sources".
void require_degree(std::vector<std::string>& sentences, std::string_view name, double degree,
                    double partners, std::string_view side, const RuleSizes& sizes);

}  // namespace engram
