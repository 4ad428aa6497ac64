#pragma once

#include <cstddef>

#include "neurons/lane_rows.hpp"

namespace engram {

// What the loop over the neurons of a group reads for neuron i. Each way of holding it is a type of
// its own, so that the common case (the same for all, nothing adapted) costs no load.

/// The same constants for all neurons.
template <class Constants>
struct UniformConstants {
  Constants shared;
  Constants operator()(std::size_t) const { return shared; }
};

/// Constants of each neuron.
template <class Constants>
struct OwnConstants {
  const double* rows;
  std::size_t stride;
  Constants operator()(std::size_t i) const { return gather<Constants>(rows, stride, i); }
};

/// Constants whose threshold is shifted by an amount of each neuron, in mV.
template <class Model, class ConstantsOf>
struct ShiftedConstants {
  ConstantsOf unshifted;
  const double* shift;
  typename Model::Constants operator()(std::size_t i) const {
    return Model::shifted(unshifted(i), shift[i]);
  }
};

/// The same current for all neurons, pA.
struct UniformCurrent {
  double value;
  double operator()(std::size_t) const { return value; }
};

/// A current of each neuron beside that of all, pA.
struct OwnCurrent {
  double value;
  const double* each;
  double operator()(std::size_t i) const { return value + each[i]; }
};

/// Input sums as they are.
struct PlainInput {
  double operator()(double sum, std::size_t) const { return sum; }
};

/// Input sums times a factor of each neuron.
struct ScaledInput {
  const double* gain;
  double operator()(double sum, std::size_t i) const { return sum * gain[i]; }
};

}  // namespace engram
