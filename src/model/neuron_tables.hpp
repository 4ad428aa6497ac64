#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// The name of the compartment that every neuron has.
inline constexpr std::string_view soma_name = "soma";

/// What one population's neurons have: the lines of their model's tables, which are the soma's, and
/// behind them those of each compartment in the order of Population::compartments, with its name
/// in front ("distal.C_m"). Receptors likewise.
///
/// Refers to the tables of the model, which must live as long.
class NeuronTables {
 public:
  NeuronTables(const NeuronModelInfo& model, const Population& population);
  NeuronTables(NeuronTables&&) = default;  // the names stay where they are
  NeuronTables& operator=(NeuronTables&&) = default;

  [[nodiscard]] std::span<const Quantity> parameters() const { return parameters_; }
  [[nodiscard]] std::span<const Quantity> state() const { return state_; }
  [[nodiscard]] std::span<const std::string_view> receptors() const { return receptors_; }

 private:
  std::string_view keep(const std::string& name);
  void add_lines(std::span<const Quantity> lines, const std::string& prefix,
                 std::vector<Quantity>& table);

  std::deque<std::string> names_;  // which the tables refer to
  std::vector<Quantity> parameters_;
  std::vector<Quantity> state_;
  std::vector<std::string_view> receptors_;
};

/// Receptors of each neuron of the population.
[[nodiscard]] std::uint32_t count_receptors(const NeuronModelInfo& model,
                                            const Population& population);

/// The receptors that weights of a projection or a stimulus reach.
struct ReceptorsReached {
  std::uint32_t positive = 0;  ///< by weights >= 0
  std::uint32_t negative = 0;

  [[nodiscard]] std::uint32_t operator()(double weight) const {
    return weight < 0.0 ? negative : positive;
  }
};

/// `receptor`: as in SynapseSpec, validated.
[[nodiscard]] ReceptorsReached receptors_reached(const NeuronModelInfo& model,
                                                 const Population& population,
                                                 std::string_view receptor);

/// The parent of each compartment as a number, 0 being the soma and k + 1 compartment k; of what
/// has no such parent, 0.
[[nodiscard]] std::vector<std::uint32_t> parents_of(const std::vector<Compartment>& compartments);

}  // namespace engram
