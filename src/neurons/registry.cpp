#include <algorithm>
#include <array>

#include "neurons/iaf_psc_alpha.hpp"
#include "neurons/iaf_psc_delta.hpp"
#include "neurons/iaf_psc_exp.hpp"
#include "neurons/neuron_lanes.hpp"

namespace engram {

std::span<const NeuronModel> neuron_models() {
  static const std::array models{
      lanes_model<IafPscExp>(),
      lanes_model<IafPscAlpha>(),
      lanes_model<IafPscDelta>(),
  };
  return models;
}

const NeuronModel* find_neuron_model(std::string_view name) {
  const auto models = neuron_models();
  const auto found = std::find_if(models.begin(), models.end(), [&](const NeuronModel& model) {
    return model.info.name == name;
  });
  return found == models.end() ? nullptr : &*found;
}

}  // namespace engram
