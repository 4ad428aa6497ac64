#include "io/experiment/blocks.hpp"
#include "io/experiment/scalar.hpp"

namespace engram::yaml {

Selection read_selection_keys(const Context& context, MapReader& map) {
  Selection selection;
  if (const auto name = map.require("population", "the name of a population")) {
    selection.population = read_text(context, *name).value_or("");
  }
  if (const auto ids = map.find("ids")) {
    selection.ids = read_counts(context, *ids);
    if (ids->node->kind == Node::Kind::list && ids->node->items.empty()) {
      context.add(ids->node->mark, ids->path, "the list is empty: leave 'ids' out to mean all");
    }
  }
  if (const auto sample = map.find("sample")) selection.sample = read_count(context, *sample);
  return selection;
}

Selection read_selection(const Context& context, const Place& place) {
  if (place.node->kind == Node::Kind::map) {
    MapReader map(context, place);
    Selection selection = read_selection_keys(context, map);
    map.finish();
    return selection;
  }
  Selection selection;
  if (place.node->kind != Node::Kind::scalar || type_of(*place.node) != ScalarType::text) {
    add_wrong_type(context, place, "the name of a population or {population, ids | sample}");
  } else {
    selection.population = place.node->text;
  }
  return selection;
}

std::vector<Selection> read_selections(const Context& context, const Place& place) {
  if (place.node->kind != Node::Kind::list) return {read_selection(context, place)};
  std::vector<Selection> selections;
  for (std::size_t i = 0; i < place.node->items.size(); ++i) {
    selections.push_back(read_selection(context, place.item(i)));
  }
  return selections;
}

}  // namespace engram::yaml
