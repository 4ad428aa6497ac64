#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/aligned.hpp"
#include "neurons/lane_rows.hpp"

namespace engram {

/// True of models most of whose steps are easy and are attempted by a cheap scheme for all neurons;
/// where that does not hold, a neuron takes a detour: the same step in small ones, as many as it
/// needs.
template <class Model>
concept HasDetours = requires(const typename Model::Constants& constants, double current,
                              typename Model::State& state, typename Model::Detour& detour) {
  { Model::attempt(constants, current, state) } -> std::same_as<bool>;
  { Model::enter(constants, state) } -> std::same_as<typename Model::Detour>;
  { Model::under_way(detour) } -> std::same_as<bool>;
  {Model::go_on(constants, current, state, detour)};
  { Model::leave(constants, detour, state) } -> std::same_as<bool>;
};

/// The detours of a group's neurons in one step of the grid, side by side in vector lanes. What a
/// neuron does depends on nothing but itself: not on who else takes a detour.
template <class Model>
class Detours {
  using State = typename Model::State;
  using Constants = typename Model::Constants;
  using Detour = typename Model::Detour;
  static constexpr std::size_t n_state = sizeof(State) / sizeof(double);
  static constexpr std::size_t n_detour = sizeof(Detour) / sizeof(double);
  static constexpr std::size_t n_receptors = Model::receptors.size();

 public:
  void clear() { neurons_.clear(); }
  /// Neuron `i`, still where it was before the step.
  void add(std::size_t i) { neurons_.push_back(static_cast<std::uint32_t>(i)); }

  /// Takes all of them over the step, to its end (Model::step) and inputs included. Appends those
  /// that fire, in the order of `add`.
  template <class ConstantsOf, class InputOf, class CurrentOf>
  [[gnu::noinline]] void run(const ConstantsOf& constants, const InputOf& input,
                             const CurrentOf& current,
                             const std::array<double*, n_receptors>& ports, double* rows,
                             std::size_t stride, std::vector<std::uint32_t>& fired) {
    for (std::size_t begin = 0; begin < neurons_.size(); begin += width) {
      const std::span<const std::uint32_t> some(neurons_.data() + begin,
                                                std::min(width, neurons_.size() - begin));
      travel(constants, current, rows, stride, some);
      for (std::size_t k = 0; k < some.size(); ++k) {
        if (arrive(constants, input, current, ports, rows, stride, some[k], k)) {
          fired.push_back(some[k]);
        }
      }
    }
  }

 private:
  static constexpr std::size_t width = 32;

  /// Small steps of up to `width` neurons, until the last of them has arrived. Lanes without a
  /// neuron repeat the last one.
  template <class ConstantsOf, class CurrentOf>
  void travel(const ConstantsOf& constants, const CurrentOf& current, const double* rows,
              std::size_t stride, std::span<const std::uint32_t> some) {
    const std::size_t lanes = padded_count(some.size());
    std::array<std::uint32_t, width> who{};
    for (std::size_t k = 0; k < lanes; ++k) {
      who[k] = some[std::min(k, some.size() - 1)];
      const State state = gather<State>(rows, stride, who[k]);
      scatter(Model::enter(constants(who[k]), state), detours_.data(), width, k);
      scatter(state, states_.data(), width, k);
      scatter(constants(who[k]), constants_.data(), width, k);
      currents_[k] = current(who[k]);
    }
    while (any_under_way(lanes)) {
      go_on(detours_.data(), states_.data(), constants_.data(), currents_.data(), lanes);
    }
  }

  static std::size_t padded_count(std::size_t count) { return (count + 7) / 8 * 8; }

  [[nodiscard]] bool any_under_way(std::size_t lanes) const {
    for (std::size_t k = 0; k < lanes; ++k) {
      if (Model::under_way(gather<Detour>(detours_.data(), width, k))) return true;
    }
    return false;
  }

  /// One small step of all. A function of its own that all it calls becomes part of, so that the
  /// loop is vectorised.
  [[gnu::noinline, gnu::flatten]] static void go_on(double* detours, const double* states,
                                                    const double* constants, const double* currents,
                                                    std::size_t lanes) {
#pragma omp simd
    for (std::size_t k = 0; k < lanes; ++k) go_on_one(detours, states, constants, currents[k], k);
  }

  static void go_on_one(double* detours, const double* states, const double* constants,
                        double current, std::size_t k) {
    Detour detour = gather<Detour>(detours, width, k);
    Model::go_on(gather<Constants>(constants, width, k), current, gather<State>(states, width, k),
                 detour);
    scatter(detour, detours, width, k);
  }

  template <class ConstantsOf, class InputOf, class CurrentOf>
  bool arrive(const ConstantsOf& constants, const InputOf& input_of, const CurrentOf& current,
              const std::array<double*, n_receptors>& ports, double* rows, std::size_t stride,
              std::size_t i, std::size_t k) {
    State state = gather<State>(states_.data(), width, k);
    const bool fired = Model::leave(constants(i), gather<Detour>(detours_.data(), width, k), state);
    std::array<double, n_receptors> input;
    for (std::size_t r = 0; r < n_receptors; ++r) {
      input[r] = input_of(ports[r][i], i);
      ports[r][i] = 0.0;
    }
    const bool fires = Model::step(constants(i), input, current(i), state);
    scatter(state, rows, stride, i);
    return fired || fires;
  }

  template <std::size_t rows>
  using Lanes = std::array<double, rows * width>;

  std::vector<std::uint32_t> neurons_;
  alignas(64) Lanes<n_state> states_{};
  alignas(64) Lanes<n_detour> detours_{};
  alignas(64) Lanes<sizeof(Constants) / sizeof(double)> constants_{};
  alignas(64) std::array<double, width> currents_{};
};

/// Detours<Model>, or nothing where a model has none.
template <class Model>
struct DetoursOf {
  struct Type {};
};
template <HasDetours Model>
struct DetoursOf<Model> {
  using Type = Detours<Model>;
};

}  // namespace engram
