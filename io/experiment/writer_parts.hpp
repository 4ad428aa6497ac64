#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engram/experiment.hpp"

/// Pieces of an experiment as JSON, each as the reader of its name takes it. For
/// io/experiment/writer*.cpp only.
namespace engram::writing {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json value_json(const Value& value);
[[nodiscard]] Json values_json(const std::map<std::string, Value>& values);
[[nodiscard]] Json numbers_json(const std::map<std::string, double>& numbers);
[[nodiscard]] Json selection_json(const Selection& selection);
[[nodiscard]] Json selections_json(const std::vector<Selection>& selections);
[[nodiscard]] Json kernel_json(const DistanceKernel& kernel);

[[nodiscard]] Json synapse_json(const SynapseSpec& synapse);
[[nodiscard]] Json modulation_json(const std::vector<ExcitabilityModulation>& modulation);
[[nodiscard]] Json homeostasis_json(const ThresholdHomeostasis& homeostasis);
[[nodiscard]] Json modulator_json(const Modulator& modulator);
[[nodiscard]] Json structural_json(const StructuralPlasticity& structural);
[[nodiscard]] Json weight_recordings_json(const std::vector<WeightRecording>& recordings);
[[nodiscard]] Json field_recordings_json(const std::vector<FieldRecording>& recordings);

}  // namespace engram::writing
