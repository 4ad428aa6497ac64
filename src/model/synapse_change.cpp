#include "model/synapse_change.hpp"

namespace engram {

bool synapses_change(const SynapseSpec& synapse, const Catalogue& catalogue) {
  if (synapse.short_term || synapse.third_factor || synapse.release || synapse.scaling) return true;
  const SynapseModelInfo* model = catalogue.synapse(synapse.model);
  return model != nullptr && model->plastic;
}

}  // namespace engram
