// Nanoseconds per neuron and step of every neuron model, one core, neurons that fire at about 10 Hz
// under a constant current, steps of 0.1 ms. Beside each: the same rows of state and input read and
// written by a loop of one multiplication and one addition per number.
//
//   bench_neurons [NEURONS [MODEL ...]]        (2000 unless given)

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "bench/machine_limits.hpp"
#include "core/aligned.hpp"
#include "core/philox.hpp"
#include "neurons/lane_rows.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {
namespace {

constexpr double dt = 0.1;
constexpr int steps = 5000;
constexpr int rounds = 5;

/// A current in pA that makes a model of this name fire at about 10 Hz.
double current_of(std::string_view name) {
  struct Drive {
    std::string_view name;
    double current;
  };
  static constexpr std::array drives{
      Drive{"iaf_cond_exp", 255.0},  Drive{"iaf_cond_alpha", 255.0},
      Drive{"aeif_cond_exp", 700.0}, Drive{"aeif_psc_delta_clopath", 700.0},
      Drive{"hh_psc_alpha", 650.0},  Drive{"izhikevich", 5.0},
      Drive{"mat2_psc_exp", 600.0}};
  for (const Drive& drive : drives) {
    if (drive.name == name) return drive.current;
  }
  return 378.0;
}

std::unique_ptr<NeuronGroup> make(const NeuronModel& model, std::size_t neurons) {
  GroupSetup setup;
  setup.size = neurons;
  setup.dt = dt;
  for (const Quantity& line : model.info.parameters) {
    setup.parameters.emplace_back(line.default_value);
  }
  const RandomSource random(1, Purpose::connect, 0);
  for (const Quantity& line : model.info.state) {
    if (line.name != "V_m") {
      setup.state.emplace_back(line.default_value);
      continue;
    }
    std::vector<double> spread(neurons);
    for (std::size_t i = 0; i < neurons; ++i) {
      spread[i] = line.default_value + 0.001 * below(random.words(i, 0)[0], 10000);
    }
    setup.state.emplace_back(std::move(spread));
  }
  return model.make(setup);
}

struct Measured {
  double nanoseconds;
  double rate;
};

Measured measure(const NeuronModel& model, std::size_t neurons) {
  const auto group = make(model, neurons);
  const CurrentInput current{model.info.accepts_current ? current_of(model.info.name) : 0.0,
                             nullptr};
  std::vector<AlignedVector<double>> inputs(model.info.receptors.size(),
                                            AlignedVector<double>(padded(neurons), 0.0));
  std::vector<double*> ports;
  for (auto& input : inputs) ports.push_back(input.data());
  std::vector<std::uint32_t> fired;
  double best = 1e9;
  std::size_t spikes = 0;
  for (int round = 0; round < rounds; ++round) {
    const double begin = bench::thread_seconds();
    for (int step = 0; step < steps; ++step) {
      fired.clear();
      group->advance(ports, current, {}, fired);
      spikes += fired.size();
    }
    best = std::min(best, bench::thread_seconds() - begin);
  }
  return {best / steps / neurons * 1e9,
          static_cast<double>(spikes) / neurons / (rounds * steps * dt * 1e-3)};
}

/// The least that a step over so many rows of numbers takes.
double plain_loop(std::size_t rows, std::size_t neurons) {
  const std::size_t stride = row_stride(padded(neurons));
  AlignedVector<double> numbers(rows * stride, 1.0);
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const double begin = bench::thread_seconds();
    for (int step = 0; step < steps; ++step) {
      for (std::size_t first = 0; first < neurons; first += 128) {
        const std::size_t last = std::min(neurons, first + 128);
        for (std::size_t row = 0; row < rows; ++row) {
          double* const values = numbers.data() + row * stride;
#pragma omp simd
          for (std::size_t i = first; i < last; ++i) values[i] = values[i] * 0.99 + 0.01;
        }
      }
    }
    best = std::min(best, bench::thread_seconds() - begin);
  }
  return best / steps / neurons * 1e9;
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  using namespace engram;
  const std::size_t neurons = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000;
  const std::vector<std::string_view> chosen(argv + std::min(argc, 2), argv + argc);
  std::printf("%-24s %8s %12s %10s\n", "model", "ns", "plain loop", "rate, Hz");
  for (const NeuronModel& model : neuron_models()) {
    const std::string_view name = model.info.name;
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), name) == chosen.end()) continue;
    const Measured measured = measure(model, neurons);
    std::printf("%-24.*s %8.2f %12.2f %10.1f\n", static_cast<int>(name.size()), name.data(),
                measured.nanoseconds,
                plain_loop(model.info.state.size() + model.info.receptors.size(), neurons),
                measured.rate);
    std::fflush(stdout);
  }
  return 0;
}
