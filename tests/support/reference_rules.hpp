#pragma once

#include <cmath>

#include "support/pair_reference.hpp"

/// The rules as their papers write them, with NEST's names and defaults, for pair_reference.hpp.
/// Weights are magnitudes.
namespace engram::testing {

/// stdp_synapse and, with other pairs, the nearest-neighbour variants.
struct Stdp {
  double tau_plus = 20.0, tau_minus = 20.0, lambda = 0.01, alpha = 1.0;
  double mu_plus = 1.0, mu_minus = 1.0, Wmax = 100.0;
};

inline ReferenceRule stdp(const Stdp& p, Pairs pairs = Pairs::all) {
  ReferenceRule rule;
  rule.at_target_spike = [p](double w, const TwoTraces& source, const TwoTraces&) {
    return p.Wmax * p.lambda * std::pow(1.0 - w / p.Wmax, p.mu_plus) * source[0];
  };
  rule.at_source_spike = [p](double w, const TwoTraces&, const TwoTraces& target) {
    return -p.Wmax * p.alpha * p.lambda * std::pow(w / p.Wmax, p.mu_minus) * target[0];
  };
  rule.tau_source[0] = p.tau_plus;
  rule.tau_target[0] = p.tau_minus;
  rule.max = p.Wmax;
  rule.pairs = pairs;
  return rule;
}

/// stdp_pl_synapse_hom.
struct StdpPowerLaw {
  double tau_plus = 20.0, tau_minus = 20.0, lambda = 0.1, alpha = 1.0, mu = 0.4;
};

inline ReferenceRule stdp_power_law(const StdpPowerLaw& p) {
  ReferenceRule rule;
  rule.at_target_spike = [p](double w, const TwoTraces& source, const TwoTraces&) {
    return p.lambda * std::pow(w, p.mu) * source[0];
  };
  rule.at_source_spike = [p](double w, const TwoTraces&, const TwoTraces& target) {
    return -p.lambda * p.alpha * w * target[0];
  };
  rule.tau_source[0] = p.tau_plus;
  rule.tau_target[0] = p.tau_minus;
  return rule;
}

/// stdp_triplet_synapse.
struct StdpTriplet {
  double tau_plus = 16.8, tau_plus_triplet = 101.0, tau_minus = 20.0, tau_minus_triplet = 110.0;
  double Aplus = 5e-10, Aplus_triplet = 6.2e-3, Aminus = 7e-3, Aminus_triplet = 2.3e-4;
  double Wmax = 100.0;
};

inline ReferenceRule stdp_triplet(const StdpTriplet& p) {
  ReferenceRule rule;
  rule.at_target_spike = [p](double, const TwoTraces& r, const TwoTraces& o) {
    return r[0] * (p.Aplus + p.Aplus_triplet * o[1]);
  };
  rule.at_source_spike = [p](double, const TwoTraces& r, const TwoTraces& o) {
    return -o[0] * (p.Aminus + p.Aminus_triplet * r[1]);
  };
  rule.tau_source = {p.tau_plus, p.tau_plus_triplet};
  rule.tau_target = {p.tau_minus, p.tau_minus_triplet};
  rule.max = p.Wmax;
  return rule;
}

/// vogels_sprekeler_synapse.
struct VogelsSprekeler {
  double tau = 20.0, eta = 0.001, alpha = 0.12, Wmax = 1.0;
};

inline ReferenceRule vogels_sprekeler(const VogelsSprekeler& p) {
  ReferenceRule rule;
  rule.at_target_spike = [p](double, const TwoTraces& source, const TwoTraces&) {
    return p.eta * source[0];
  };
  rule.at_source_spike = [p](double, const TwoTraces&, const TwoTraces& target) {
    return p.eta * (target[0] - p.alpha);
  };
  rule.tau_source[0] = p.tau;
  rule.tau_target[0] = p.tau;
  rule.max = p.Wmax;
  return rule;
}

/// stdp_dopamine_synapse; tau_c and b are the gate's.
struct StdpDopamine {
  double tau_plus = 20.0, tau_minus = 20.0, A_plus = 1.0, A_minus = 1.5;
  double Wmin = 0.0, Wmax = 200.0;
};

inline ReferenceRule stdp_dopamine(const StdpDopamine& p) {
  ReferenceRule rule;
  rule.at_target_spike = [p](double, const TwoTraces& source, const TwoTraces&) {
    return p.A_plus * source[0];
  };
  rule.at_source_spike = [p](double, const TwoTraces&, const TwoTraces& target) {
    return -p.A_minus * target[0];
  };
  rule.tau_source[0] = p.tau_plus;
  rule.tau_target[0] = p.tau_minus;
  rule.min = p.Wmin;
  rule.max = p.Wmax;
  return rule;
}

}  // namespace engram::testing
