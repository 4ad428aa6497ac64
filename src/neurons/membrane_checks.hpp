#pragma once

#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace engram {

/// Sentences for relations between an integrate-and-fire neuron's potentials that do not hold:
/// V_reset below V_th, and V_min, where the model has one, below V_th.
[[nodiscard]] std::vector<std::string> check_reset(const ParameterLookup& parameter);
[[nodiscard]] std::vector<std::string> check_reset_and_minimum(const ParameterLookup& parameter);

/// The same for izhikevich: c and V_min below V_th, and consistent_integration 0 or 1.
[[nodiscard]] std::vector<std::string> check_izhikevich(const ParameterLookup& parameter);

/// The same for a neuron with an exponential onset: V_reset below V_peak, V_th not above it, and
/// Delta_T not so small that the upstroke of a spike leaves double precision. Without an
/// exponential (Delta_T = 0) V_reset below V_th.
[[nodiscard]] std::vector<std::string> check_exponential_onset(const ParameterLookup& parameter);

/// The same for Clopath's neuron: V_reset below V_peak, V_th_rest not above V_th_max
/// and V_peak, and Delta_T not so small that the upstroke of a spike leaves double precision.
[[nodiscard]] std::vector<std::string> check_adaptive_exponential(const ParameterLookup& parameter);

}  // namespace engram
