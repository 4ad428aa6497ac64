#include "io/experiment/schema_parts.hpp"

namespace engram::schema {
namespace {

Json time(std::string_view description) {
  return described({{"type", "number"}, {"exclusiveMinimum", 0}}, description);
}

}  // namespace

Json energy(const Catalogue& catalogue) {
  Json properties = {
      {"constants", described(names(catalogue.energy), "published set; default howarth_2012")},
      {"interval", time("between two entries in ledger.h5, ms; default 1000")}};
  // All sets have the same table, but for their defaults.
  if (!catalogue.energy.empty()) properties.update(numbers_of(catalogue.energy.front().parameters));
  return map_of(std::move(properties));
}

Json sparseness() {
  return map_of({{"window", time("in which spikes are counted, ms; default 100")}});
}

}  // namespace engram::schema
