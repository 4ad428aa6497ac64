#include <algorithm>
#include <array>

#include "neurons/aeif_cond_exp.hpp"
#include "neurons/aeif_psc_delta_clopath.hpp"
#include "neurons/delayed_lanes.hpp"
#include "neurons/dendritic_neuron.hpp"
#include "neurons/hh_psc_alpha.hpp"
#include "neurons/iaf_cond_alpha.hpp"
#include "neurons/iaf_cond_exp.hpp"
#include "neurons/iaf_psc_alpha.hpp"
#include "neurons/iaf_psc_delta.hpp"
#include "neurons/iaf_psc_exp.hpp"
#include "neurons/izhikevich.hpp"
#include "neurons/mat2_psc_exp.hpp"
#include "neurons/neuron_lanes.hpp"
#include "neurons/parrot_neuron.hpp"

namespace engram {

std::span<const NeuronModel> neuron_models() {
  // clang-format off
  static const std::array models{
      lanes_model<IafPscExp>(),
      lanes_model<IafPscAlpha>(),
      lanes_model<IafPscDelta>(),
      lanes_model<IafCondExp>(),
      lanes_model<IafCondAlpha>(),
      lanes_model<Mat2PscExp>(),
      lanes_model<AeifCondExp>(),
      lanes_model<HhPscAlpha>(),
      lanes_model<Izhikevich>(),
      delayed_lanes_model<AeifPscDeltaClopath>(),
      NeuronModel{DendriticNeuron::info(), DendriticNeuron::make},
      lanes_model<ParrotNeuron>(),
  };
  // clang-format on
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
