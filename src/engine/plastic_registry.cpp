#include <algorithm>
#include <array>
#include <string>

#include "core/errors.hpp"
#include "engine/clopath_rows.hpp"
#include "engine/rule_rows.hpp"
#include "plasticity/constant_weight.hpp"
#include "plasticity/foldiak_synapse.hpp"
#include "plasticity/oja_synapse.hpp"
#include "plasticity/stdp_dopamine_synapse.hpp"
#include "plasticity/stdp_pl_synapse_hom.hpp"
#include "plasticity/stdp_synapse.hpp"
#include "plasticity/stdp_triplet_synapse.hpp"
#include "plasticity/tsodyks2_synapse.hpp"
#include "plasticity/vogels_sprekeler_synapse.hpp"

namespace engram {
namespace {

/// How rows of a synapse model are made.
struct Entry {
  std::string_view model;
  std::uint32_t width;        // bytes per synapse
  std::uint32_t gated_width;  // with an eligibility trace
  std::unique_ptr<PlasticRows> (*make)(PlasticSetup&& setup);
  /// See plastic_block(); null: any number of steps.
  std::int64_t (*block)(std::span<const double> parameters, double dt,
                        std::uint64_t targets) = nullptr;
};

template <class Rule>
std::unique_ptr<PlasticRows> make(PlasticSetup&& setup) {
  if (setup.third_factor) {
    return std::make_unique<RuleRows<Rule, Gating::by_third_factor>>(std::move(setup));
  }
  return std::make_unique<RuleRows<Rule, Gating::direct>>(std::move(setup));
}

template <class Rule>
constexpr Entry entry(std::string_view model) {
  return {model, RuleRows<Rule, Gating::direct>::width,
          RuleRows<Rule, Gating::by_third_factor>::width, &make<Rule>};
}

/// A new rule is one more line here.
constexpr std::array entries{
    entry<ConstantWeight>("static_synapse"),
    entry<Tsodyks2Synapse>("tsodyks2_synapse"),
    entry<StdpFamily<Pairing::all_to_all>>("stdp_synapse"),
    entry<StdpFamily<Pairing::nearest_symmetric>>("stdp_nn_symm_synapse"),
    entry<StdpFamily<Pairing::nearest_pre_centered>>("stdp_nn_pre_centered_synapse"),
    entry<StdpFamily<Pairing::nearest_restricted>>("stdp_nn_restr_synapse"),
    entry<StdpPlSynapseHom>("stdp_pl_synapse_hom"),
    entry<StdpTripletSynapse>("stdp_triplet_synapse"),
    entry<VogelsSprekelerSynapse>("vogels_sprekeler_synapse"),
    entry<StdpDopamineSynapse>("stdp_dopamine_synapse"),
    entry<OjaSynapse>("oja_synapse"),
    entry<FoldiakSynapse>("foldiak_synapse"),
    Entry{"clopath_synapse", ClopathRows::width, ClopathRows::width, &ClopathRows::make,
          &ClopathRows::block},
};

const Entry& find_entry(std::string_view model) {
  const auto found =
      std::ranges::find_if(entries, [&](const Entry& known) { return known.model == model; });
  if (found == entries.end()) {
    throw Error("no plastic rows for synapse model '" + std::string(model) + "'");
  }
  return *found;
}

}  // namespace

std::unique_ptr<PlasticRows> make_plastic_rows(PlasticSetup setup) {
  return find_entry(setup.model).make(std::move(setup));
}

std::uint32_t plastic_width(std::string_view model, Eligibility eligibility) {
  const Entry& known = find_entry(model);
  return eligibility == Eligibility::kept ? known.gated_width : known.width;
}

std::int64_t plastic_block(std::string_view model, std::span<const double> parameters, double dt,
                           std::uint64_t targets) {
  const Entry& known = find_entry(model);
  return known.block == nullptr ? 0 : known.block(parameters, dt, targets);
}

}  // namespace engram
