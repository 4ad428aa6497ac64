#include "io/experiment/blocks.hpp"

namespace engram::yaml {

Response read_response(const Context& context, const Place& place) {
  Response response;
  constexpr std::string_view expected =
      "a map with one key, the name of a response function: {name: {its numbers}}";
  if (place.node->kind != Node::Kind::map || place.node->entries.size() != 1) {
    add_wrong_type(context, place, expected);
    return response;
  }
  const Entry& function = place.node->entries.front();
  response.function = function.key;
  response.params = read_numbers_by_name(context, place.below(function));
  return response;
}

void read_species_and_response(const Context& context, MapReader& map, std::string& species,
                               Response& response) {
  read_required(map, context, "species", "the name of a modulator", species);
  if (const auto place = map.find("response")) response = read_response(context, *place);
}

}  // namespace engram::yaml
