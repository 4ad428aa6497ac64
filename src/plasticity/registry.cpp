#include "plasticity/registry.hpp"

#include <array>

#include "plasticity/clopath_synapse.hpp"
#include "plasticity/foldiak_synapse.hpp"
#include "plasticity/oja_synapse.hpp"
#include "plasticity/stdp_dopamine_synapse.hpp"
#include "plasticity/stdp_pl_synapse_hom.hpp"
#include "plasticity/stdp_synapse.hpp"
#include "plasticity/stdp_triplet_synapse.hpp"
#include "plasticity/tsodyks2_synapse.hpp"
#include "plasticity/vogels_sprekeler_synapse.hpp"

namespace engram {

std::span<const SynapseModelInfo> synapse_models() {
  static const std::array models{
      StdpSynapse::info(),
      StdpNnSymmSynapse::info(),
      StdpNnPreCenteredSynapse::info(),
      StdpNnRestrSynapse::info(),
      StdpPlSynapseHom::info(),
      StdpTripletSynapse::info(),
      VogelsSprekelerSynapse::info(),
      StdpDopamineSynapse::info(),
      ClopathSynapse::info(),
      OjaSynapse::info(),
      FoldiakSynapse::info(),
      Tsodyks2Synapse::info(),
  };
  return models;
}

}  // namespace engram
