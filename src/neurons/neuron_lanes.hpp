#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "core/aligned.hpp"
#include "core/errors.hpp"
#include "neurons/detours.hpp"
#include "neurons/flush_subnormals.hpp"
#include "neurons/lane_inputs.hpp"
#include "neurons/lane_rows.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// True of models one of whose constants is a threshold.
template <class Model>
concept HasThreshold = requires(typename Model::Constants constants, double mV) {
  { Model::shifted(constants, mV) } -> std::same_as<typename Model::Constants>;
};

/// True of models that cover a step of the grid in several steps of their own.
template <class Model>
concept HasSubsteps = requires(const typename Model::Constants& constants) {
  { Model::substeps(constants) } -> std::same_as<double>;
};

/// True of models the last of whose state variables follow from others and are not stored.
template <class Model>
concept HasFollowers = requires(const typename Model::Constants& constants,
                                const typename Model::State& state, std::size_t variable) {
  { Model::follower(variable, constants, state) } -> std::same_as<double>;
};

/// A group of neurons of a linear or fixed-step model, held as one array per state variable and
/// advanced by one loop that takes the same instructions for every neuron.
///
/// A model is a struct without data that offers
/// * `parameters`, `state`, `receptors`: its tables (arrays of Quantity, of std::string_view);
/// * `State`: a struct of doubles, one per line of `state`, in that order, but for followers;
/// * `Constants`: a struct of doubles, all that `step` needs;
/// * `derive(NamedValues parameters, double dt)`: the constants of one neuron;
/// * `offset(variable, Constants)`: what to add to a stored state variable to get the table's
/// value;
/// * `padding(Constants)`: a state that never fires, for the lanes behind the last neuron;
/// * `step(Constants, input per receptor, current, State&)`: one step of one neuron without
/// branches, true where it fires;
/// * `info()`: its NeuronModelInfo.
///
/// It may offer
/// * `follower(variable, Constants, State)`: the value, before `offset`, of a state variable behind
/// those of `State`, which follows from them. It is made where somebody asks for it and costs no
/// step anything; an initial value of its own has no effect;
/// * `shifted(Constants, mV)`: the constants of a neuron whose threshold is higher by so much;
/// * `substeps(dt)` and `substep(Constants, current, State&)`: how many steps of its own make one
/// step of the grid, and one of them, true where the neuron fires in it; `step` then follows the
/// last one and does what happens at the end of the step. A neuron fires at most once per step.
template <class Model>
class NeuronLanes final : public NeuronGroup {
  using State = typename Model::State;
  using Constants = typename Model::Constants;
  static constexpr std::size_t n_state = sizeof(State) / sizeof(double);
  static constexpr std::size_t n_constants = sizeof(Constants) / sizeof(double);
  static constexpr std::size_t n_receptors = Model::receptors.size();
  static_assert(Model::state.size() == n_state || HasFollowers<Model>);

 public:
  /// Throws Error where the setup does not have one entry per line of the model's tables.
  explicit NeuronLanes(const GroupSetup& setup)
      : size_(setup.size),
        lanes_(padded(setup.size)),
        stride_(row_stride(lanes_)),
        state_(n_state * stride_) {
    if (setup.parameters.size() != Model::parameters.size() ||
        setup.state.size() != Model::state.size()) {
      throw Error("a neuron group needs one value per line of its model's tables");
    }
    uniform_ = std::all_of(setup.parameters.begin(), setup.parameters.end(),
                           [](const GroupValues& values) { return values.uniform(); });
    if (!uniform_) constants_.resize(n_constants * stride_);
    for (std::size_t i = 0; i < lanes_; ++i) fill(setup, i);
  }

  void advance(std::span<double* const> ports, CurrentInput current, Adaptation adaptation,
               std::vector<std::uint32_t>& fired) override {
    const FlushSubnormals flush;
    if constexpr (HasFollowers<Model>) keep_shift(adaptation.threshold_shift);
    const Call call{ports, current, adaptation, fired};
    if (uniform_) {
      with_threshold(UniformConstants<Constants>{shared_}, call);
    } else {
      with_threshold(OwnConstants<Constants>{constants_.data(), stride_}, call);
    }
  }

  [[nodiscard]] std::size_t size() const override { return size_; }

  [[nodiscard]] double state(std::size_t variable, std::size_t neuron) const override {
    const Constants constants = constants_of(neuron);
    return stored_or_following(variable, constants, neuron) + Model::offset(variable, constants);
  }

  /// State variable `variable` of all neurons as it is stored, that is without Model::offset.
  [[nodiscard]] std::span<const double> row(std::size_t variable) const {
    return {state_.data() + variable * stride_, size_};
  }

  /// All state is in the model's table; what follows from it needs no place.
  void visit_state(StateVisitor& visitor) override {
    for (std::size_t v = 0; v < n_state; ++v) {
      visitor.numbers(Model::state[v].name, std::span(state_.data() + v * stride_, size_));
    }
  }

  [[nodiscard]] std::size_t bytes() const override {
    return (n_state + (uniform_ ? 0 : n_constants)) * sizeof(double);
  }

 private:
  /// Neurons whose fired flags are looked at together.
  static constexpr std::size_t chunk = 128;

  /// What a lane says of its step. As wide as a number, so that a round of the loop is one vector
  /// of numbers; half as wide where an attempt is one long chain of operations: then a round takes
  /// two vectors through it side by side, and the processor works on one while the other waits.
  using Flag = std::conditional_t<HasDetours<Model>, std::int32_t, std::int64_t>;

  /// What `advance` was called with.
  struct Call {
    std::span<double* const> ports;
    CurrentInput current;
    Adaptation adaptation;
    std::vector<std::uint32_t>& fired;
  };

  [[nodiscard]] Constants constants_of(std::size_t i) const {
    return uniform_ ? shared_ : gather<Constants>(constants_.data(), stride_, i);
  }

  [[nodiscard]] double stored_or_following(std::size_t variable, const Constants& constants,
                                           std::size_t i) const {
    if constexpr (HasFollowers<Model>) {
      if (variable >= n_state) {
        const State state = gather<State>(state_.data(), stride_, i);
        const Constants last = shift_.empty() ? constants : Model::shifted(constants, shift_[i]);
        return Model::follower(variable, last, state);
      }
    }
    return state_[variable * stride_ + i];
  }

  /// Followers show the shift of the last step.
  void keep_shift(const double* shift) {
    if (shift == nullptr) {
      shift_.clear();
    } else {
      shift_.assign(shift, shift + lanes_);
    }
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
    if constexpr (HasSubsteps<Model>) substeps_ = std::max(substeps_, Model::substeps(shared_));
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
  void with_threshold(const ConstantsOf& constants, const Call& call) {
    const double* const shift = call.adaptation.threshold_shift;
    if (shift == nullptr) {
      with_gain(constants, call);
    } else if constexpr (HasThreshold<Model>) {
      with_gain(ShiftedConstants<Model, ConstantsOf>{constants, shift}, call);
    } else {
      throw Error("a neuron model without a threshold got a threshold shift");
    }
  }

  template <class ConstantsOf>
  void with_gain(const ConstantsOf& constants, const Call& call) {
    if (call.adaptation.input_gain == nullptr) {
      with_current(constants, PlainInput{}, call);
    } else {
      with_current(constants, ScaledInput{call.adaptation.input_gain}, call);
    }
  }

  template <class ConstantsOf, class InputOf>
  void with_current(const ConstantsOf& constants, const InputOf& input, const Call& call) {
    const CurrentInput& current = call.current;
    if (current.per_neuron == nullptr) {
      advance_lanes(constants, input, UniformCurrent{current.uniform}, call);
    } else {
      advance_lanes(constants, input, OwnCurrent{current.uniform, current.per_neuron}, call);
    }
  }

  /// A function of its own, so that each combination keeps code and registers of its own, whatever
  /// others there are; all it calls becomes part of it (flatten), or the loops would not be
  /// vectorised.
  template <class ConstantsOf, class InputOf, class CurrentOf>
  [[gnu::noinline, gnu::flatten]] void advance_lanes(const ConstantsOf constants,
                                                     const InputOf input, const CurrentOf current,
                                                     const Call& call) {
    std::array<double*, n_receptors> ports;
    std::copy_n(call.ports.begin(), n_receptors, ports.begin());
    double* const rows = state_.data();
    const std::size_t lanes = lanes_;
    const std::size_t stride = stride_;
    alignas(64) Flag flags[chunk];
    const std::size_t first_fired = call.fired.size();
    if constexpr (HasDetours<Model>) detours_.clear();
    for (std::size_t begin = 0; begin < lanes; begin += chunk) {
      const std::size_t count = std::min(chunk, lanes - begin);
      if constexpr (HasDetours<Model>) {
#pragma omp simd
        for (std::size_t k = 0; k < count; ++k) {
          flags[k] = attempt_one(constants, input, current, ports, rows, stride, begin + k);
        }
        note_detours(flags, begin, count);
      } else if constexpr (HasSubsteps<Model>) {
        advance_substeps(constants, current, begin, count, flags);
#pragma omp simd
        for (std::size_t k = 0; k < count; ++k) {
          flags[k] |= advance_one(constants, input, current, ports, rows, stride, begin + k);
        }
      } else {
#pragma omp simd
        for (std::size_t k = 0; k < count; ++k) {
          flags[k] = advance_one(constants, input, current, ports, rows, stride, begin + k);
        }
      }
      Flag any = 0;
      for (std::size_t k = 0; k < count; ++k) any |= flags[k];
      if (any != 0) collect(flags, begin, std::min(count, size_ - begin), call.fired);
    }
    if constexpr (HasDetours<Model>) {
      detours_.run(constants, input, current, ports, rows, stride, call.fired);
      std::sort(call.fired.begin() + static_cast<std::ptrdiff_t>(first_fired), call.fired.end());
    }
  }

  /// Flags of an attempt.
  static constexpr Flag fires_flag = 1;
  static constexpr Flag detour_flag = 2;

  /// One step of the neuron in lane `i` unless it needs a detour; then nothing of it changes.
  template <class ConstantsOf, class InputOf, class CurrentOf>
  static Flag attempt_one(const ConstantsOf& constants, const InputOf& input_of,
                          const CurrentOf& current, const std::array<double*, n_receptors>& ports,
                          double* rows, std::size_t stride, std::size_t i) {
    std::array<double, n_receptors> input;
    for (std::size_t r = 0; r < n_receptors; ++r) input[r] = input_of(ports[r][i], i);
    const State before = gather<State>(rows, stride, i);
    State neuron = before;
    const bool holds = Model::attempt(constants(i), current(i), neuron);
    const bool fires = Model::step(constants(i), input, current(i), neuron);
    for (std::size_t r = 0; r < n_receptors; ++r) ports[r][i] = holds ? 0.0 : ports[r][i];
    scatter(chosen(holds, neuron, before), rows, stride, i);
    return holds ? (fires ? fires_flag : 0) : detour_flag;
  }

  /// Takes the lanes that need a detour out of the flags and into the list.
  void note_detours(Flag* flags, std::size_t begin, std::size_t count) {
    Flag any = 0;
    for (std::size_t k = 0; k < count; ++k) any |= flags[k];
    if ((any & detour_flag) == 0) return;
    for (std::size_t k = 0; k < count; ++k) {
      if (flags[k] != detour_flag) continue;
      flags[k] = 0;
      detours_.add(begin + k);
    }
  }

  /// The substeps of `count` lanes; the loop over substeps is the outer one, so that the inner one
  /// over neurons is vectorised. Neurons with fewer substeps than others wait for them. Sets the
  /// flags of the neurons that fire.
  template <class ConstantsOf, class CurrentOf>
  void advance_substeps(const ConstantsOf& constants, const CurrentOf& current, std::size_t begin,
                        std::size_t count, Flag* flags) {
    double* const rows = state_.data();
    const std::size_t stride = stride_;
    std::fill_n(flags, count, 0);
    for (double number = 0; number < substeps_; ++number) {
#pragma omp simd
      for (std::size_t k = 0; k < count; ++k) {
        flags[k] |= substep_one(constants, current, number, rows, stride, begin + k);
      }
    }
  }

  template <class ConstantsOf, class CurrentOf>
  static Flag substep_one(const ConstantsOf& constants, const CurrentOf& current, double number,
                          double* rows, std::size_t stride, std::size_t i) {
    const State before = gather<State>(rows, stride, i);
    State neuron = before;
    const bool fires = Model::substep(constants(i), current(i), neuron);
    const bool due = number < Model::substeps(constants(i));
    scatter(chosen(due, neuron, before), rows, stride, i);
    return fires && due ? 1 : 0;
  }

  /// One step of the neuron in lane `i`: 1 where it fires, otherwise 0. A function of its own, so
  /// that its variables are registers and not arrays of the vectorised loop.
  template <class ConstantsOf, class InputOf, class CurrentOf>
  static Flag advance_one(const ConstantsOf& constants, const InputOf& input_of,
                          const CurrentOf& current, const std::array<double*, n_receptors>& ports,
                          double* rows, std::size_t stride, std::size_t i) {
    std::array<double, n_receptors> input;
    for (std::size_t r = 0; r < n_receptors; ++r) {
      input[r] = input_of(ports[r][i], i);
      ports[r][i] = 0.0;
    }
    State neuron = gather<State>(rows, stride, i);
    const bool fires = Model::step(constants(i), input, current(i), neuron);
    scatter(neuron, rows, stride, i);
    return fires ? 1 : 0;
  }

  /// Few neurons fire: flags are looked at by eights (there are whole ones behind the last neuron).
  [[gnu::noinline]] static void collect(const Flag* flags, std::size_t begin, std::size_t count,
                                        std::vector<std::uint32_t>& fired) {
    for (std::size_t eight = 0; eight < count; eight += 8) {
      Flag any = 0;
      for (std::size_t k = eight; k < eight + 8; ++k) any |= flags[k];
      if (any == 0) continue;
      for (std::size_t k = eight; k < std::min(eight + 8, count); ++k) {
        if (flags[k] != 0) fired.push_back(static_cast<std::uint32_t>(begin + k));
      }
    }
  }

  std::size_t size_;
  std::size_t lanes_;    // neurons and padding
  std::size_t stride_;   // from one row to the next
  double substeps_ = 1;  // of a step, where the model has such: the most of a neuron
  bool uniform_ = true;  // all parameters are
  Constants shared_{};   // of all neurons, where uniform_
  [[no_unique_address]] typename DetoursOf<Model>::Type detours_;
  AlignedVector<double> state_;      // row after row: one per state variable
  AlignedVector<double> constants_;  // row after row: one per constant; empty where uniform_
  AlignedVector<double> shift_;      // of the last step, where followers need it
};

/// The description of a model that NeuronLanes advances.
template <class Model>
[[nodiscard]] NeuronModelInfo lanes_info() {
  NeuronModelInfo info = Model::info();
  info.has_threshold = HasThreshold<Model>;
  return info;
}

/// The registry's line for a model whose groups are NeuronLanes.
template <class Model>
[[nodiscard]] NeuronModel lanes_model() {
  return {lanes_info<Model>(), [](const GroupSetup& setup) -> std::unique_ptr<NeuronGroup> {
            return std::make_unique<NeuronLanes<Model>>(setup);
          }};
}

}  // namespace engram
