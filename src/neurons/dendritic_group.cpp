#include "neurons/dendritic_group.hpp"

#include <algorithm>
#include <limits>

#include "core/elementary.hpp"
#include "core/errors.hpp"
#include "core/long_elementary.hpp"
#include "neurons/dendritic_neuron.hpp"
#include "neurons/flush_subnormals.hpp"
#include "neurons/lane_rows.hpp"
#include "neurons/named_values.hpp"
#include "neurons/propagators.hpp"

namespace engram {
namespace {

using Model = DendriticNeuron;

// Jahr & Stevens (1990).
constexpr double half_block_mM = 3.57;
constexpr double block_per_mV = 0.062;

/// What is left after `dt` of a conductance that rises with `tau`; nothing of one that rises at
/// once.
double decay_or_nothing(double tau, double dt) {
  return tau > 0 ? decay(tau, dt) : 0.0;
}

/// One over the largest value of exp(-t / decay) - exp(-t / rise). That is reached at t = decay
/// log1p(x) / x with x = decay / rise - 1, and is exp(-t / decay) (1 - rise / decay).
double norm_of(double rise, double decay) {
  if (rise == 0) return 1.0;
  const double x = (decay - rise) / rise;
  return static_cast<double>(long_exp(log1p_of(x) / x)) * decay / (decay - rise);
}

/// The values of one neuron's lines [begin, begin + n) of a table.
template <std::size_t n>
std::array<double, n> values_of(const std::vector<GroupValues>& table, std::size_t begin,
                                std::size_t neuron) {
  std::array<double, n> values;
  for (std::size_t k = 0; k < n; ++k) values[k] = table[begin + k][neuron];
  return values;
}

}  // namespace

DendriticGroup::DendriticGroup(const GroupSetup& setup)
    : size_(setup.size),
      lanes_(padded(setup.size)),
      stride_(row_stride(lanes_)),
      variables_(Model::variables_each),
      compartments_(1 + setup.parents.size()),
      names_(setup.compartments) {
  const std::size_t dendrites = compartments_ - 1;
  if (setup.parameters.size() !=
          Model::parameters.size() + dendrites * Model::compartment_parameters.size() ||
      setup.state.size() != variables_ * compartments_ || names_.size() != dendrites) {
    throw Error("a neuron group needs one value per line of its model's tables");
  }
  order_compartments(setup.parents);
  state_.resize(compartments_ * variables_ * stride_);
  locals_.resize(compartments_ * locals * stride_);
  commons_.resize(commons * stride_);
  work_.resize(compartments_ * works * chunk);
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    fill_common(setup, lane);
    fill_locals(setup, lane);
    fill_state(setup, lane);
  }
}

void DendriticGroup::order_compartments(const std::vector<std::uint32_t>& parents) {
  parents_.push_back(0);
  parents_.insert(parents_.end(), parents.begin(), parents.end());
  std::vector<bool> placed(compartments_, false);
  placed[0] = true;
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t c = 1; c < compartments_; ++c) {
      if (placed[c] || parents_[c] >= compartments_ || !placed[parents_[c]]) continue;
      placed[c] = true;
      outwards_.push_back(c);
      more = true;
    }
  }
  if (outwards_.size() + 1 != compartments_) throw Error("compartments form no tree");
}

void DendriticGroup::fill_common(const GroupSetup& setup, std::size_t lane) {
  const auto values =
      values_of<Model::parameters.size()>(setup.parameters, 0, std::min(lane, size_ - 1));
  const NamedValues p(Model::parameters, values);
  const double half = 0.5 * setup.dt;
  const auto set = [&](Common which, double value) { commons_[which * stride_ + lane] = value; };
  set(e_ampa, p["e_AMPA"]);
  set(e_gaba, p["e_GABA"]);
  set(e_nmda, p["e_NMDA"]);
  set(decay_ampa_r, decay_or_nothing(p["tau_r_AMPA"], half));
  set(decay_ampa_d, decay(p["tau_d_AMPA"], half));
  set(decay_gaba_r, decay_or_nothing(p["tau_r_GABA"], half));
  set(decay_gaba_d, decay(p["tau_d_GABA"], half));
  set(decay_nmda_r, decay_or_nothing(p["tau_r_NMDA"], half));
  set(decay_nmda_d, decay(p["tau_d_NMDA"], half));
  set(norm_ampa, norm_of(p["tau_r_AMPA"], p["tau_d_AMPA"]));
  set(norm_gaba, norm_of(p["tau_r_GABA"], p["tau_d_GABA"]));
  set(norm_nmda, norm_of(p["tau_r_NMDA"], p["tau_d_NMDA"]));
  set(nmda_ratio, p["NMDA_ratio"]);
  set(block, p["Mg"] / half_block_mM);
  set(threshold, p["V_th"]);
  set(reset, p["V_reset"]);
  set(refractory, refractory_steps(p["t_ref"], setup.dt));
}

void DendriticGroup::fill_locals(const GroupSetup& setup, std::size_t lane) {
  const std::size_t neuron = std::min(lane, size_ - 1);
  for (std::size_t c = 0; c < compartments_; ++c) {
    const auto set = [&](Local which, double value) {
      locals_[(c * locals + which) * stride_ + lane] = value;
    };
    const auto passive = [&](const NamedValues& p) {
      set(capacity, 2.0 * p["C_m"] / setup.dt);
      set(leak, p["g_L"]);
      set(rest, p["g_L"] * p["e_L"] + p["I_e"]);
    };
    if (c == 0) {
      const auto values = values_of<Model::parameters.size()>(setup.parameters, 0, neuron);
      passive(NamedValues(Model::parameters, values));
      set(plateau_start, std::numeric_limits<double>::infinity());
      continue;
    }
    constexpr std::size_t lines = Model::compartment_parameters.size();
    const auto values =
        values_of<lines>(setup.parameters, Model::parameters.size() + (c - 1) * lines, neuron);
    const NamedValues p(Model::compartment_parameters, values);
    passive(p);
    set(axial, p["g_C"]);
    set(plateau, p["g_plateau"]);
    set(plateau_rest, p["g_plateau"] * p["e_plateau"]);
    set(plateau_start, p["V_plateau"]);
    set(plateau_length, refractory_steps(p["t_plateau"], setup.dt));
  }
}

void DendriticGroup::fill_state(const GroupSetup& setup, std::size_t lane) {
  const std::size_t neuron = std::min(lane, size_ - 1);
  for (std::size_t k = 0; k < setup.state.size(); ++k) {
    state_[k * stride_ + lane] = setup.state[k][neuron];
  }
}

double DendriticGroup::state(std::size_t variable, std::size_t neuron) const {
  return state_[variable * stride_ + neuron];
}

void DendriticGroup::visit_state(StateVisitor& visitor) {
  for (std::size_t c = 0; c < compartments_; ++c) {
    const std::string prefix = c == 0 ? "" : names_[c - 1] + '.';
    const auto& lines = c == 0 ? Model::state : Model::compartment_state;
    for (std::size_t k = 0; k < variables_; ++k) {
      visitor.numbers(prefix + std::string(lines[k].name), std::span(variable(c, k, 0), size_));
    }
  }
}

std::size_t DendriticGroup::bytes() const {
  return (compartments_ * (variables_ + locals) + commons) * sizeof(double);
}

void DendriticGroup::advance(std::span<double* const> ports, CurrentInput current,
                             Adaptation adaptation, std::vector<std::uint32_t>& fired) {
  const FlushSubnormals flush;
  alignas(64) std::int64_t fires[chunk];
  for (std::size_t begin = 0; begin < lanes_; begin += chunk) {
    const std::size_t count = std::min(chunk, lanes_ - begin);
    for (std::size_t c = 0; c < compartments_; ++c) open_synapses(c, begin, count);
    add_current(current, begin, count);
    for (std::size_t c = 0; c < compartments_; ++c) {
      set_up(c, variable(c, Model::v, begin), begin, count);
    }
    solve(begin, count);
    for (std::size_t c = 0; c < compartments_; ++c) set_up(c, work(c, middle), begin, count);
    solve(begin, count);
    for (std::size_t c = 1; c < compartments_; ++c) finish_dendrite(c, begin, count);
    const bool any = finish_soma(adaptation.threshold_shift, begin, count, fires);
    for (std::size_t c = 0; c < compartments_; ++c) {
      take_input(c, ports, adaptation.input_gain, begin, count);
    }
    for (std::size_t k = 0; any && k < std::min(count, size_ - begin); ++k) {
      if (fires[k] != 0) fired.push_back(static_cast<std::uint32_t>(begin + k));
    }
  }
}

/// Moves the conductances to the middle of the step for `work`, and to its end.
void DendriticGroup::open_synapses(std::size_t c, std::size_t begin, std::size_t count) {
  double* const ar = variable(c, Model::ampa_r, begin);
  double* const ad = variable(c, Model::ampa_d, begin);
  double* const gr = variable(c, Model::gaba_r, begin);
  double* const gd = variable(c, Model::gaba_d, begin);
  double* const nr = variable(c, Model::nmda_r, begin);
  double* const nd = variable(c, Model::nmda_d, begin);
  const double* const left = variable(c, Model::steps, begin);
  const double* const leaks = local(c, leak, begin);
  const double* const rests = local(c, rest, begin);
  const double* const plateaus = local(c, plateau, begin);
  const double* const plateau_rests = local(c, plateau_rest, begin);
  const double* const shared = common(e_ampa, begin);
  double* const g = work(c, conductance);
  double* const i = work(c, current_in);
  double* const n = work(c, unblocked);
  const std::size_t stride = stride_;
#pragma omp simd
  for (std::size_t k = 0; k < count; ++k) {
    const auto of = [&](Common which) { return shared[which * stride + k]; };
    const double ampa_r = ar[k] * of(decay_ampa_r);
    const double ampa_d = ad[k] * of(decay_ampa_d);
    const double gaba_r = gr[k] * of(decay_gaba_r);
    const double gaba_d = gd[k] * of(decay_gaba_d);
    const double nmda_r = nr[k] * of(decay_nmda_r);
    const double nmda_d = nd[k] * of(decay_nmda_d);
    ar[k] = ampa_r * of(decay_ampa_r);
    ad[k] = ampa_d * of(decay_ampa_d);
    gr[k] = gaba_r * of(decay_gaba_r);
    gd[k] = gaba_d * of(decay_gaba_d);
    nr[k] = nmda_r * of(decay_nmda_r);
    nd[k] = nmda_d * of(decay_nmda_d);
    const double ampa = ampa_r + ampa_d;
    const double gaba = gaba_r + gaba_d;
    const bool open = left[k] > 0;
    g[k] = leaks[k] + ampa + gaba + (open ? plateaus[k] : 0.0);
    i[k] = rests[k] + ampa * of(e_ampa) + gaba * of(e_gaba) + (open ? plateau_rests[k] : 0.0);
    n[k] = nmda_r + nmda_d;
  }
}

void DendriticGroup::add_current(const CurrentInput& current, std::size_t begin,
                                 std::size_t count) {
  double* const i = work(0, current_in);
  for (std::size_t k = 0; k < count; ++k) {
    i[k] += current.uniform + (current.per_neuron == nullptr ? 0.0 : current.per_neuron[begin + k]);
  }
}

/// The equations of a compartment for the middle of the step, without those joined to it farther
/// out; the magnesium block is that at the potentials `block_at`.
void DendriticGroup::set_up(std::size_t c, const double* block_at, std::size_t begin,
                            std::size_t count) {
  const double* const v = variable(c, Model::v, begin);
  const double* const capacities = local(c, capacity, begin);
  const double* const axials = local(c, axial, begin);
  const double* const blocks = common(block, begin);
  const double* const reversal = common(e_nmda, begin);
  const double* const g = work(c, conductance);
  const double* const i = work(c, current_in);
  const double* const n = work(c, unblocked);
  double* const d = work(c, diagonal);
  double* const r = work(c, right);
#pragma omp simd
  for (std::size_t k = 0; k < count; ++k) {
    const double nmda = n[k] / (1.0 + blocks[k] * exp_of(-block_per_mV * block_at[k]));
    d[k] = capacities[k] + g[k] + nmda + axials[k];
    r[k] = capacities[k] * v[k] + i[k] + nmda * reversal[k];
  }
}

/// Potentials in the middle of the step, into `work`.
void DendriticGroup::solve(std::size_t begin, std::size_t count) {
  for (auto c = outwards_.rbegin(); c != outwards_.rend(); ++c) {
    const double* const axials = local(*c, axial, begin);
    const double* const d = work(*c, diagonal);
    const double* const r = work(*c, right);
    double* const parent_d = work(parents_[*c], diagonal);
    double* const parent_r = work(parents_[*c], right);
#pragma omp simd
    for (std::size_t k = 0; k < count; ++k) {
      const double share = axials[k] / d[k];
      parent_d[k] += axials[k] * (1.0 - share);
      parent_r[k] += share * r[k];
    }
  }
  const double* const left = variable(0, Model::steps, begin);
  const double* const resets = common(reset, begin);
  const double* const soma_d = work(0, diagonal);
  const double* const soma_r = work(0, right);
  double* const soma = work(0, middle);
#pragma omp simd
  for (std::size_t k = 0; k < count; ++k) {
    soma[k] = left[k] > 0 ? resets[k] : soma_r[k] / soma_d[k];
  }
  for (const std::uint32_t c : outwards_) {
    const double* const axials = local(c, axial, begin);
    const double* const d = work(c, diagonal);
    const double* const r = work(c, right);
    const double* const parent = work(parents_[c], middle);
    double* const here = work(c, middle);
#pragma omp simd
    for (std::size_t k = 0; k < count; ++k) here[k] = (r[k] + axials[k] * parent[k]) / d[k];
  }
}

void DendriticGroup::finish_dendrite(std::size_t c, std::size_t begin, std::size_t count) {
  double* const v = variable(c, Model::v, begin);
  double* const left = variable(c, Model::steps, begin);
  const double* const start = local(c, plateau_start, begin);
  const double* const length = local(c, plateau_length, begin);
  const double* const half = work(c, middle);
#pragma omp simd
  for (std::size_t k = 0; k < count; ++k) {
    const double before = v[k];
    const double after = 2.0 * half[k] - before;
    const bool open = left[k] > 0;
    const bool starts = !open && before < start[k] && after >= start[k];
    const double remaining = open ? left[k] - 1.0 : 0.0;
    v[k] = after;
    left[k] = starts ? length[k] : remaining;
  }
}

bool DendriticGroup::finish_soma(const double* shift, std::size_t begin, std::size_t count,
                                 std::int64_t* fires) {
  double* const v = variable(0, Model::v, begin);
  double* const left = variable(0, Model::steps, begin);
  const double* const thresholds = common(threshold, begin);
  const double* const resets = common(reset, begin);
  const double* const waits = common(refractory, begin);
  const double* const half = work(0, middle);
  std::int64_t any = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const bool held = left[k] > 0;
    const double after = held ? resets[k] : 2.0 * half[k] - v[k];
    const double at = thresholds[k] + (shift == nullptr ? 0.0 : shift[begin + k]);
    const bool now = !held && after >= at;
    const double waiting = held ? left[k] - 1.0 : 0.0;
    v[k] = now ? resets[k] : after;
    left[k] = now ? waits[k] : waiting;
    fires[k] = now ? 1 : 0;
    any |= fires[k];
  }
  return any != 0;
}

/// Adds what arrives at the end of the step to the conductances and clears the sums.
void DendriticGroup::take_input(std::size_t c, std::span<double* const> ports, const double* gain,
                                std::size_t begin, std::size_t count) {
  double* const own = variable(c, Model::v, begin);
  double* const to_ampa = ports[c * Model::receptors_each + Model::ampa] + begin;
  double* const to_gaba = ports[c * Model::receptors_each + Model::gaba] + begin;
  double* const to_nmda = ports[c * Model::receptors_each + Model::nmda] + begin;
  double* const to_both = ports[c * Model::receptors_each + Model::ampa_nmda] + begin;
  const double* const shared = common(e_ampa, begin);
  const std::size_t stride = stride_;
#pragma omp simd
  for (std::size_t k = 0; k < count; ++k) {
    const auto of = [&](Common which) { return shared[which * stride + k]; };
    const double factor = gain == nullptr ? 1.0 : gain[begin + k];
    const double both = to_both[k];
    const double ampa = of(norm_ampa) * (factor * (to_ampa[k] + both));
    const double gaba = of(norm_gaba) * (factor * to_gaba[k]);
    const double nmda = of(norm_nmda) * (factor * (to_nmda[k] + of(nmda_ratio) * both));
    own[Model::ampa_r * stride + k] -= ampa;
    own[Model::ampa_d * stride + k] += ampa;
    own[Model::gaba_r * stride + k] -= gaba;
    own[Model::gaba_d * stride + k] += gaba;
    own[Model::nmda_r * stride + k] -= nmda;
    own[Model::nmda_d * stride + k] += nmda;
    to_ampa[k] = 0.0;
    to_gaba[k] = 0.0;
    to_nmda[k] = 0.0;
    to_both[k] = 0.0;
  }
}

}  // namespace engram
