#include "io/experiment/blocks.hpp"
#include "model/structural_parameters.hpp"

namespace engram::yaml {
namespace {

StructuralPlasticity read_one_structural(const Context& context, const Place& place) {
  StructuralPlasticity structural;
  MapReader map(context, place);
  read_required(map, context, "source", "the name of a population", structural.source);
  read_required(map, context, "target", "the name of a population", structural.target);
  if (const auto synapse = map.find("synapse")) {
    structural.synapse = read_synapse(context, *synapse);
  }
  read(map, context, "interval", structural.interval);
  if (const auto kernel = map.find("kernel")) structural.kernel = read_kernel(context, *kernel);
  for (const Quantity& quantity : structural_parameters) {
    const auto number_place = map.find(quantity.name);
    if (!number_place) continue;
    if (const auto number = read_number(context, *number_place)) {
      structural.params[std::string(quantity.name)] = *number;
    }
  }
  map.finish();
  return structural;
}

}  // namespace

std::vector<StructuralPlasticity> read_structural(const Context& context, const Place& place) {
  std::vector<StructuralPlasticity> all;
  for_each_item(context, place, "a list of projections whose synapses come and go",
                [&](const Place& item) { all.push_back(read_one_structural(context, item)); });
  return all;
}

}  // namespace engram::yaml
