#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/aligned.hpp"
#include "core/errors.hpp"
#include "neurons/flush_subnormals.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// A group of neurons of a linear or fixed-step model, held as one array per state variable and
/// advanced by one loop that takes the same instructions for every neuron.
///
/// A model is a struct without data that offers
/// * `parameters`, `state`, `receptors`: its tables (arrays of Quantity, of std::string_view);
/// * `State`: a struct of doubles, one per line of `state`, in that order;
/// * `Constants`: a struct of doubles, all that `step` needs;
/// * `derive(NamedValues parameters, double dt)`: the constants of one neuron;
/// * `offset(variable, Constants)`: what to add to a stored state variable to get the table's
/// value;
/// * `padding(Constants)`: a state that never fires, for the lanes behind the last neuron;
/// * `step(Constants, input per receptor, current, State&)`: one step of one neuron without
/// branches,
///   true where it fires;
/// * `info()`: its NeuronModelInfo.
template <class Model>
class NeuronLanes final : public NeuronGroup {
  using State = typename Model::State;
  using Constants = typename Model::Constants;
  static constexpr std::size_t n_state = sizeof(State) / sizeof(double);
  static constexpr std::size_t n_constants = sizeof(Constants) / sizeof(double);
  static constexpr std::size_t n_receptors = Model::receptors.size();
  static_assert(Model::state.size() == n_state);

 public:
  /// Throws Error where the setup does not have one entry per line of the model's tables.
  explicit NeuronLanes(const GroupSetup& setup)
      : size_(setup.size),
        lanes_(padded(setup.size)),
        stride_(row_stride(lanes_)),
        state_(n_state * stride_) {
    if (setup.parameters.size() != Model::parameters.size() || setup.state.size() != n_state) {
      throw Error("a neuron group needs one value per line of its model's tables");
    }
    uniform_ = std::all_of(setup.parameters.begin(), setup.parameters.end(),
                           [](const GroupValues& values) { return values.uniform(); });
    if (!uniform_) constants_.resize(n_constants * stride_);
    for (std::size_t i = 0; i < lanes_; ++i) fill(setup, i);
  }

  void advance(std::span<double* const> ports, CurrentInput current,
               std::vector<std::uint32_t>& fired) override {
    const FlushSubnormals flush;
    if (uniform_) {
      with_current(UniformConstants{shared_}, ports, current, fired);
    } else {
      with_current(OwnConstants{constants_.data(), stride_}, ports, current, fired);
    }
  }

  [[nodiscard]] std::size_t size() const override { return size_; }

  [[nodiscard]] double state(std::size_t variable, std::size_t neuron) const override {
    return state_[variable * stride_ + neuron] + Model::offset(variable, constants_of(neuron));
  }

  [[nodiscard]] std::size_t bytes() const override {
    return (n_state + (uniform_ ? 0 : n_constants)) * sizeof(double);
  }

 private:
  /// Neurons whose fired flags are looked at together.
  static constexpr std::size_t chunk = 128;

  struct UniformConstants {
    Constants shared;
    Constants operator()(std::size_t) const { return shared; }
  };
  struct OwnConstants {
    const double* rows;
    std::size_t stride;
    Constants operator()(std::size_t i) const { return gather<Constants>(rows, stride, i); }
  };
  struct UniformCurrent {
    double value;
    double operator()(std::size_t) const { return value; }
  };
  struct OwnCurrent {
    double value;
    const double* each;
    double operator()(std::size_t i) const { return value + each[i]; }
  };

  /// Distance of rows of `lanes` doubles. Rows that begin at the same place in a 4096-byte page
  /// fall into the same few sets of the first cache and push each other out: keep them five cache
  /// lines apart.
  static constexpr std::size_t row_stride(std::size_t lanes) {
    constexpr std::size_t page = 4096 / sizeof(double);
    constexpr std::size_t shift = 5 * 64 / sizeof(double);
    if (lanes < page) return lanes;
    return lanes + (page + shift - lanes % page) % page;
  }

  /// The struct of doubles whose k-th member is `rows[k * stride + i]`.
  template <class Struct>
  static Struct gather(const double* rows, std::size_t stride, std::size_t i) {
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
      return Struct{rows[k * stride + i]...};
    }
    (std::make_index_sequence<sizeof(Struct) / sizeof(double)>());
  }
  template <class Struct>
  static void scatter(const Struct& values, double* rows, std::size_t stride, std::size_t i) {
    const auto list = std::bit_cast<std::array<double, sizeof(Struct) / sizeof(double)>>(values);
    [&]<std::size_t... k>(std::index_sequence<k...>) {
      ((rows[k * stride + i] = list[k]), ...);
    }
    (std::make_index_sequence<sizeof(Struct) / sizeof(double)>());
  }

  [[nodiscard]] Constants constants_of(std::size_t i) const {
    return uniform_ ? shared_ : gather<Constants>(constants_.data(), stride_, i);
  }

  /// Sets constants and state of lane `i`; lanes behind the last neuron take the last one's
  /// constants.
  void fill(const GroupSetup& setup, std::size_t i) {
    const std::size_t neuron = std::min(i, size_ - 1);
    if (!uniform_ || i == 0) {
      std::array<double, Model::parameters.size()> values;
      for (std::size_t p = 0; p < values.size(); ++p) values[p] = setup.parameters[p][neuron];
      shared_ = Model::derive(NamedValues(Model::parameters, values), setup.dt);
    }
    if (!uniform_) scatter(shared_, constants_.data(), stride_, i);
    State start = Model::padding(shared_);
    if (i < size_) {
      std::array<double, n_state> values;
      for (std::size_t v = 0; v < n_state; ++v) {
        values[v] = setup.state[v][i] - Model::offset(v, shared_);
      }
      start = std::bit_cast<State>(values);
    }
    scatter(start, state_.data(), stride_, i);
  }

  template <class ConstantsOf>
  void with_current(const ConstantsOf& constants, std::span<double* const> ports,
                    CurrentInput current, std::vector<std::uint32_t>& fired) {
    if (current.per_neuron == nullptr) {
      advance_lanes(constants, UniformCurrent{current.uniform}, ports, fired);
    } else {
      advance_lanes(constants, OwnCurrent{current.uniform, current.per_neuron}, ports, fired);
    }
  }

  template <class ConstantsOf, class CurrentOf>
  void advance_lanes(const ConstantsOf constants, const CurrentOf current,
                     std::span<double* const> ports, std::vector<std::uint32_t>& fired) {
    std::array<double*, n_receptors> inputs;
    std::copy_n(ports.begin(), n_receptors, inputs.begin());
    double* const rows = state_.data();
    const std::size_t lanes = lanes_;
    const std::size_t stride = stride_;
    alignas(64) std::int64_t flags[chunk];
    for (std::size_t begin = 0; begin < lanes; begin += chunk) {
      const std::size_t count = std::min(chunk, lanes - begin);
#pragma omp simd
      for (std::size_t k = 0; k < count; ++k) {
        flags[k] = advance_one(constants, current, inputs, rows, stride, begin + k);
      }
      std::int64_t any = 0;
      for (std::size_t k = 0; k < count; ++k) any |= flags[k];
      if (any != 0) collect(flags, begin, std::min(count, size_ - begin), fired);
    }
  }

  /// One step of the neuron in lane `i`: 1 where it fires, otherwise 0. A function of its own, so
  /// that its variables are registers and not arrays of the vectorised loop.
  template <class ConstantsOf, class CurrentOf>
  static std::int64_t advance_one(const ConstantsOf& constants, const CurrentOf& current,
                                  const std::array<double*, n_receptors>& inputs, double* rows,
                                  std::size_t stride, std::size_t i) {
    std::array<double, n_receptors> input;
    for (std::size_t r = 0; r < n_receptors; ++r) {
      input[r] = inputs[r][i];
      inputs[r][i] = 0.0;
    }
    State neuron = gather<State>(rows, stride, i);
    const bool fires = Model::step(constants(i), input, current(i), neuron);
    scatter(neuron, rows, stride, i);
    return fires ? 1 : 0;
  }

  static void collect(const std::int64_t* flags, std::size_t begin, std::size_t count,
                      std::vector<std::uint32_t>& fired) {
    for (std::size_t k = 0; k < count; ++k) {
      if (flags[k] != 0) fired.push_back(static_cast<std::uint32_t>(begin + k));
    }
  }

  std::size_t size_;
  std::size_t lanes_;                // neurons and padding
  std::size_t stride_;               // from one row to the next
  bool uniform_ = true;              // all parameters are
  Constants shared_{};               // of all neurons, where uniform_
  AlignedVector<double> state_;      // row after row: one per state variable
  AlignedVector<double> constants_;  // row after row: one per constant; empty where uniform_
};

/// The registry's line for a model whose groups are NeuronLanes.
template <class Model>
[[nodiscard]] NeuronModel lanes_model() {
  return {Model::info(), [](const GroupSetup& setup) -> std::unique_ptr<NeuronGroup> {
            return std::make_unique<NeuronLanes<Model>>(setup);
          }};
}

}  // namespace engram
