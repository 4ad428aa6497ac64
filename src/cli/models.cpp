#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/model_page.hpp"
#include "io/experiment/schema.hpp"
#include "model/suggest.hpp"

namespace engram::cli {
namespace {

template <class Info>
void list(const char* heading, const std::vector<Info>& infos) {
  fmt::print("{}\n", heading);
  for (const Info& info : infos) fmt::print("  {:<24} {}\n", info.name, info.summary);
  fmt::print("\n");
}

void list_all(const Catalogue& catalogue) {
  list("Neuron models", catalogue.neurons);
  list("Stimuli", catalogue.stimuli);
  list("Connection rules", catalogue.rules);
  list("Synapse models", catalogue.synapses);
  list("Modulator species", catalogue.species);
  list("Response functions", catalogue.responses);
  list("Energy constants", catalogue.energy);
  list("Partitioning strategies", catalogue.strategies);
  fmt::print(
      "`engram models NAME` prints one with its equations, parameters, units and defaults.\n");
}

std::vector<std::string_view> names_of_all(const Catalogue& catalogue) {
  std::vector<std::string_view> names;
  const auto add = [&](const auto& infos) {
    for (const auto& info : infos) names.push_back(info.name);
  };
  add(catalogue.neurons);
  add(catalogue.stimuli);
  add(catalogue.rules);
  add(catalogue.synapses);
  add(catalogue.species);
  add(catalogue.responses);
  add(catalogue.energy);
  add(catalogue.strategies);
  return names;
}

}  // namespace

ExitCode models(const ModelsCommand& command) {
  const Catalogue catalogue = full_catalogue();
  if (command.schema) {
    fmt::print("{}\n", json_schema(catalogue));
    return ExitCode::done;
  }
  if (command.name.empty()) {
    list_all(catalogue);
    return ExitCode::done;
  }
  const std::string page = model_page(catalogue, command.name,
                                      command.markdown ? PageStyle::markdown : PageStyle::plain);
  if (page.empty()) {
    const std::vector<std::string_view> names = names_of_all(catalogue);
    print_error(fmt::format(
        "there is no model, stimulus, rule, species, response, strategy or set of energy constants "
        "{}{}; there are {}",
        engram::quoted(command.name), did_you_mean(command.name, names), fmt::join(names, ", ")));
    return ExitCode::bad_input;
  }
  fmt::print("{}", page);
  return ExitCode::done;
}

}  // namespace engram::cli
