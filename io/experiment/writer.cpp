#include "io/experiment/writer.hpp"

#include "io/experiment/writer_parts.hpp"

namespace engram {
namespace {

using namespace writing;

Json positions_json(const Positions& positions) {
  Json inner = Json::object();
  if (positions.kind == Positions::Kind::file) {
    inner["file"] = positions.array.file;
    inner["dataset"] = positions.array.dataset;
  }
  if (positions.kind == Positions::Kind::grid) inner["shape"] = positions.shape;
  if (!positions.extent.empty()) inner["extent"] = positions.extent;
  if (!positions.center.empty()) inner["center"] = positions.center;
  inner["periodic"] = positions.periodic;
  switch (positions.kind) {
    case Positions::Kind::random:
      return {{"random", inner}};
    case Positions::Kind::grid:
      return {{"grid", inner}};
    case Positions::Kind::file:
      break;
  }
  return inner;
}

Json population_json(const Population& population) {
  Json out = {{"model", population.model}, {"size", population.size}};
  for (const Compartment& compartment : population.compartments) {
    out["compartments"][compartment.name] = compartment.parent;
  }
  out["params"] = values_json(population.params);
  out["initial"] = values_json(population.initial);
  if (population.positions) out["positions"] = positions_json(*population.positions);
  if (!population.modulation.empty()) out["modulation"] = modulation_json(population.modulation);
  if (population.homeostasis) out["homeostasis"] = homeostasis_json(*population.homeostasis);
  if (!population.area.empty()) out["area"] = population.area;
  return out;
}

Json stimulus_json(const Stimulus& stimulus) {
  Json out = {{"type", stimulus.type}, {"target", selections_json(stimulus.targets)}};
  for (const auto& [name, number] : stimulus.params) out[name] = number;
  for (const auto& [name, numbers] : stimulus.arrays) out[name] = numbers;
  if (stimulus.spikes && !stimulus.spikes->file.empty()) {
    out["spikes"] = {{"file", stimulus.spikes->file}};
    if (!stimulus.spikes->population.empty()) {
      out["spikes"]["population"] = stimulus.spikes->population;
    }
  } else if (stimulus.spikes) {
    out["times"] = stimulus.spikes->times;
  }
  out["weight"] = value_json(stimulus.weight);
  out["delay"] = stimulus.delay;
  if (!stimulus.receptor.empty()) out["receptor"] = stimulus.receptor;
  return out;
}

Json rule_json(const ConnectionRule& rule) {
  Json numbers = numbers_json(rule.params);
  if (!rule.file.empty()) numbers["file"] = rule.file;
  if (!rule.population.empty()) numbers["population"] = rule.population;
  Json out = {{rule.name, numbers}};
  out["allow_autapses"] = rule.allow_autapses;
  out["allow_multapses"] = rule.allow_multapses;
  if (rule.kernel) out["kernel"] = kernel_json(*rule.kernel);
  return out;
}

Json projection_json(const Projection& projection) {
  return {{"source", projection.source},
          {"target", projection.target},
          {"rule", rule_json(projection.rule)},
          {"synapse", synapse_json(projection.synapse)}};
}

Json record_json(const Recording& record) {
  Json out;
  out["spikes"] = record.spikes.empty() ? Json("none") : selections_json(record.spikes);
  out["state"] = Json::array();
  for (const StateRecording& state : record.state) {
    Json entry = selection_json(state.neurons);
    entry["variables"] = state.variables;
    entry["every"] = state.interval;
    out["state"].push_back(entry);
  }
  if (!record.weights.empty()) out["weights"] = weight_recordings_json(record.weights);
  if (!record.fields.empty()) out["fields"] = field_recordings_json(record.fields);
  return out;
}

bool is_default(const EnergySettings& energy) {
  return energy.constants == EnergySettings{}.constants && energy.params.empty() &&
         !energy.interval;
}

Json energy_json(const EnergySettings& energy) {
  Json out = {{"constants", energy.constants}};
  for (const auto& [name, number] : energy.params) out[name] = number;
  if (energy.interval) out["interval"] = *energy.interval;
  return out;
}

Json settings_json(const SimulationSettings& settings) {
  return {{"duration", settings.duration},
          {"warmup", settings.warmup},
          {"dt", settings.dt},
          {"seed", settings.seed}};
}

}  // namespace

std::string experiment_json(const Experiment& experiment) {
  Json out;
  out["engram"] = 1;
  if (!experiment.name.empty()) out["name"] = experiment.name;
  if (!experiment.description.empty()) out["description"] = experiment.description;
  out["simulation"] = settings_json(experiment.simulation);
  out["populations"] = Json::object();
  for (const Population& population : experiment.populations) {
    out["populations"][population.name] = population_json(population);
  }
  out["stimuli"] = Json::object();
  for (const Stimulus& stimulus : experiment.stimuli) {
    out["stimuli"][stimulus.name] = stimulus_json(stimulus);
  }
  if (!experiment.modulators.empty()) {
    out["modulators"] = Json::object();
    for (const Modulator& modulator : experiment.modulators) {
      out["modulators"][modulator.name] = modulator_json(modulator);
    }
  }
  out["projections"] = Json::array();
  for (const Projection& projection : experiment.projections) {
    out["projections"].push_back(projection_json(projection));
  }
  if (!experiment.structural.empty()) {
    out["structural"] = Json::array();
    for (const StructuralPlasticity& structural : experiment.structural) {
      out["structural"].push_back(structural_json(structural));
    }
  }
  out["record"] = record_json(experiment.record);
  if (!is_default(experiment.energy)) out["energy"] = energy_json(experiment.energy);
  if (experiment.sparseness.window) {
    out["sparseness"] = {{"window", *experiment.sparseness.window}};
  }
  out["partitioning"] = {{"strategy", experiment.partitioning.strategy},
                         {"expected_rates", numbers_json(experiment.partitioning.expected_rates)}};
  const Reference& reference = experiment.reference;
  if (!reference.source.empty() || !reference.rates_hz.empty() || !reference.cv_isi.empty() ||
      reference.tolerance != 0.0) {
    out["reference"] = {{"source", reference.source},
                        {"rates_hz", numbers_json(reference.rates_hz)},
                        {"cv_isi", numbers_json(reference.cv_isi)},
                        {"tolerance", reference.tolerance}};
  }
  // Text of a C++ program may be anything: what is not UTF-8 is replaced, as JSON has no way to say
  // it.
  return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace engram
