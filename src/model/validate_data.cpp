#include "model/validate_data.hpp"

#include <fmt/format.h>

#include "model/modulator_values.hpp"
#include "model/problem_list.hpp"

namespace engram {
namespace {

/// Runs `look`; what goes wrong with the file is a problem at `path`.
template <class Look>
void with_file(ProblemList& problems, const std::string& path, Look look) {
  try {
    look();
  } catch (const FileError& error) {
    problems.add(path, error.what());
  }
}

void check_rows(ProblemList& problems, const DataSource& data, const Population& population,
                const ArrayFile& array, const std::string& path) {
  const std::uint64_t rows = data.rows(array);
  if (rows == population.size) return;
  problems.add(path,
               fmt::format("{}:{} holds {} rows; allowed: {}, one per neuron of population '{}'",
                           array.file, array.dataset, rows, population.size, population.name));
}

void check_columns(ProblemList& problems, const DataSource& data, const ArrayFile& array,
                   std::uint64_t least, std::uint64_t most, const std::string& path) {
  const std::uint64_t columns = data.read(array, {0, 1}).columns;
  if (columns >= least && columns <= most) return;
  problems.add(
      path,
      fmt::format("{}:{} has {} columns; allowed: {}", array.file, array.dataset, columns,
                  least == most ? fmt::format("{}", least) : fmt::format("{} or {}", least, most)));
}

void check_population(ProblemList& problems, const DataSource& data, const Population& population) {
  const std::string path = "populations." + population.name;
  for (const auto& [block, values] :
       {std::pair{".params.", &population.params}, std::pair{".initial.", &population.initial}}) {
    for (const auto& [name, value] : *values) {
      const ArrayFile* array = value.array();
      if (array == nullptr) continue;
      const std::string at = path + block + name;
      with_file(problems, at, [&] {
        check_rows(problems, data, population, *array, at);
        check_columns(problems, data, *array, 1, 1, at);
      });
    }
  }
  if (!population.positions || population.positions->kind != Positions::Kind::file) return;
  const Positions& positions = *population.positions;
  const std::uint64_t axes = positions.extent.size();
  with_file(problems, path + ".positions", [&] {
    check_rows(problems, data, population, positions.array, path + ".positions");
    check_columns(problems, data, positions.array, axes == 0 ? 2 : axes, axes == 0 ? 3 : axes,
                  path + ".positions");
  });
}

/// A schedule of a learning signal: a row per time, a column per neuron.
void check_schedule(ProblemList& problems, const DataSource& data, const Experiment& experiment,
                    const Modulator& modulator) {
  const ArrayFile& array = modulator.release_array;
  if (array.file.empty()) return;
  const std::string path = "modulators." + modulator.name + ".schedule.amounts";
  const std::uint64_t neurons = neurons_of(experiment, modulator);
  with_file(problems, path, [&] {
    const std::uint64_t rows = data.rows(array);
    if (rows != modulator.release_times.size()) {
      problems.add(
          path, fmt::format("{}:{} holds {} rows; allowed: {}, one for each of 'times'", array.file,
                            array.dataset, rows, modulator.release_times.size()));
    } else if (rows > 0) {
      check_columns(problems, data, array, neurons, neurons, path);
    }
  });
}

}  // namespace

std::vector<Problem> validate_data(const Experiment& experiment, const DataSource& data) {
  ProblemList problems;
  for (const Population& population : experiment.populations) {
    check_population(problems, data, population);
  }
  for (const Modulator& modulator : experiment.modulators) {
    check_schedule(problems, data, experiment, modulator);
  }
  for (const Stimulus& stimulus : experiment.stimuli) {
    if (!stimulus.spikes || stimulus.spikes->file.empty()) continue;
    with_file(problems, "stimuli." + stimulus.name + ".spikes", [&] {
      static_cast<void>(data.spikes(stimulus.spikes->file, stimulus.spikes->population));
    });
  }
  for (std::size_t i = 0; i < experiment.projections.size(); ++i) {
    const ConnectionRule& rule = experiment.projections[i].rule;
    if (rule.file.empty()) continue;
    with_file(problems, fmt::format("projections[{}].rule.{}", i, rule.name),
              [&] { static_cast<void>(data.edges(rule.file, rule.population)); });
  }
  return problems.take();
}

}  // namespace engram
