#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/catalogue.hpp"

/// Pieces of the JSON Schema. For io/experiment/schema*.cpp only.
namespace engram::schema {

using Json = nlohmann::ordered_json;

/// A map with these keys and no others.
[[nodiscard]] Json map_of(Json properties, Json required = Json::array());
/// The same, with a description.
[[nodiscard]] Json described(Json schema, std::string_view description);
/// A map from names to `values`; `pattern` is that of the names.
[[nodiscard]] Json by_name(Json values);
[[nodiscard]] Json reference(std::string_view definition);
[[nodiscard]] Json list_of(Json items, std::size_t least = 0);
/// One of `item` or a list of at least one.
[[nodiscard]] Json one_or_list_of(Json item);
template <class Infos>
[[nodiscard]] Json names(const Infos& infos) {
  Json all = Json::array();
  for (const auto& info : infos) all.push_back(std::string(info.name));
  return {{"enum", all}};
}

/// A number in the quantity's range, a list of them, or (value) a distribution or array instead.
[[nodiscard]] Json number(const Quantity& quantity);
[[nodiscard]] Json number_or_list(const Quantity& quantity);
[[nodiscard]] Json value(const Quantity& quantity);
/// "meaning; unit; default", for editors.
[[nodiscard]] std::string description(const Quantity& quantity);
/// Names of the table's required lines.
[[nodiscard]] Json required_of(std::span<const Quantity> table);

/// Definitions that do not depend on the catalogue: values, distributions, arrays, selections,
/// positions.
void add_value_definitions(Json& definitions);
/// "If `key` is `name`, then ...". Where the key may be missing, a missing one counts too.
enum class MissingKey { counts, does_not_count };
[[nodiscard]] Json when(std::string_view key, std::string_view name, MissingKey missing, Json then);
/// A distance kernel.
[[nodiscard]] Json kernel();
/// The table's lines as properties of a map.
[[nodiscard]] Json numbers_of(std::span<const Quantity> table);

/// Definitions of what changes in the course of a run: responses, what synapses and populations may
/// have besides their models, modulators, structural plasticity.
void add_learning_definitions(Json& definitions, const Catalogue& catalogue);
/// Schemas of an entry of record.weights and of record.fields.
[[nodiscard]] Json weight_recording();
[[nodiscard]] Json field_recording();
[[nodiscard]] Json modulator(const Catalogue& catalogue);
/// What a synapse model may have besides its own parameters: properties to add.
void add_synapse_additions(Json& properties, const SynapseModelInfo& model);

/// What the energy ledger and measures of sparseness need.
[[nodiscard]] Json energy(const Catalogue& catalogue);
[[nodiscard]] Json sparseness();

/// A sweep: a list of axes.
[[nodiscard]] Json sweep();

/// Schemas of one population, stimulus, rule and synapse, with the tables of the catalogue.
[[nodiscard]] Json population(const Catalogue& catalogue);
[[nodiscard]] Json stimulus(const Catalogue& catalogue);
[[nodiscard]] Json rule(const Catalogue& catalogue);
[[nodiscard]] Json synapse(const Catalogue& catalogue);

}  // namespace engram::schema
