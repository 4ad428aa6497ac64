#include "network/rules/rule_checks.hpp"

#include <cmath>

#include <fmt/format.h>

namespace engram {

void require_whole(std::vector<std::string>& sentences, std::string_view name, double value) {
  if (value == std::floor(value)) return;
  sentences.push_back(fmt::format("{} is {}; a whole number is needed", name, value));
}

void require_degree(std::vector<std::string>& sentences, std::string_view name, double degree,
                    double partners, std::string_view side, const RuleSizes& sizes) {
  const double eligible = sizes.eligible(partners);
  const std::string_view without_self = eligible < partners ? " (the neuron itself excluded)" : "";
  if (degree > 0.0 && eligible <= 0.0) {
    sentences.push_back(
        fmt::format("{} is {:.0f}, but there are no {}{}", name, degree, side, without_self));
  } else if (!sizes.allow_multapses && degree > eligible) {
    sentences.push_back(fmt::format(
        "{} is {:.0f}, but without multapses it can be at most {:.0f}, the number of {}{}; "
        "lower it or set allow_multapses: true",
        name, degree, eligible, side, without_self));
  }
}

}  // namespace engram
