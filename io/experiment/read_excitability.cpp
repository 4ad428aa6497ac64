#include "io/experiment/blocks.hpp"

namespace engram::yaml {
namespace {

using Target = ExcitabilityModulation::Target;

Target read_target(const Context& context, const Place& place) {
  const auto word = read_text(context, place);
  if (word == "threshold") return Target::threshold;
  if (word == "gain") return Target::gain;
  if (word && word != "current") {
    add_wrong_type(context, place, "'threshold', 'gain' or 'current'");
  }
  return Target::current;
}

ExcitabilityModulation read_one_modulation(const Context& context, const Place& place) {
  ExcitabilityModulation modulation;
  MapReader map(context, place);
  read_species_and_response(context, map, modulation.species, modulation.response);
  if (const auto acts_on = map.require("acts_on", "'threshold', 'gain' or 'current'")) {
    modulation.target = read_target(context, *acts_on);
  }
  read_required(map, context, "amount", "what a response of 1 adds", modulation.amount);
  map.finish();
  return modulation;
}

}  // namespace

std::vector<ExcitabilityModulation> read_modulation(const Context& context, const Place& place) {
  std::vector<ExcitabilityModulation> all;
  for_each_item(context, place, "a list of modulations",
                [&](const Place& item) { all.push_back(read_one_modulation(context, item)); });
  return all;
}

ThresholdHomeostasis read_homeostasis(const Context& context, const Place& place) {
  ThresholdHomeostasis homeostasis;
  MapReader map(context, place);
  read(map, context, "target_rate", homeostasis.target_rate);
  read_required(map, context, "gain", "mV per Hz and interval", homeostasis.gain);
  read(map, context, "interval", homeostasis.interval);
  read(map, context, "max_shift", homeostasis.max_shift);
  map.finish();
  return homeostasis;
}

}  // namespace engram::yaml
