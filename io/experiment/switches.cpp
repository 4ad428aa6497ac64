#include "io/experiment/switches.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/suggest.hpp"

namespace engram::yaml {

Switches::Switches(const Context& context, const Place& place) {
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    const Place value = place.below(*entry);
    if (auto choice = read_text(context, value)) {
      switches_.push_back({entry->key, std::move(*choice), value, {}});
    }
  }
}

Switches::Switch* Switches::find(const std::string& name) {
  const auto found = std::find_if(switches_.begin(), switches_.end(),
                                  [&](const Switch& each) { return each.name == name; });
  return found == switches_.end() ? nullptr : &*found;
}

bool Switches::hold(const Context& context, const Place& when) {
  bool all = true;
  const MapReader map(context, when);
  for (const Entry* entry : map.rest()) {
    const Place place = when.below(*entry);
    Switch* const asked = find(entry->key);
    if (asked == nullptr) {
      add_unknown(context, *entry, place.path);
      continue;
    }
    const std::vector<std::string> accepted = read_texts(context, place);
    if (place.node->kind == Node::Kind::list && place.node->items.empty()) {
      context.add(place.node->mark, place.path, "the list is empty: name at least one choice");
    }
    for (const std::string& choice : accepted) {
      const auto& known = asked->known;
      if (std::find(known.begin(), known.end(), choice) == known.end()) {
        asked->known.push_back(choice);
      }
    }
    all = all && std::find(accepted.begin(), accepted.end(), asked->choice) != accepted.end();
  }
  return all;
}

void Switches::add_unknown(const Context& context, const Entry& entry,
                           const std::string& path) const {
  std::vector<std::string_view> names;
  for (const Switch& each : switches_) names.push_back(each.name);
  const std::string known =
      names.empty() ? "the file has no switches" : fmt::format("known: {}", listed(names));
  context.add(entry.mark, path,
              fmt::format("there is no switch {}{}; {}", quoted(entry.key),
                          did_you_mean(entry.key, names), known));
}

void Switches::finish(const Context& context) const {
  for (const Switch& each : switches_) {
    if (each.known.empty()) {
      context.add(
          each.place.node->mark, each.place.path,
          fmt::format("nothing depends on the switch {}: no `when` names it", quoted(each.name)));
      continue;
    }
    if (std::find(each.known.begin(), each.known.end(), each.choice) != each.known.end()) continue;
    const std::vector<std::string_view> known(each.known.begin(), each.known.end());
    context.add(each.place.node->mark, each.place.path,
                fmt::format("found {}{}; allowed, as named by some `when`: {}", quoted(each.choice),
                            did_you_mean(each.choice, known), listed(known)));
  }
}

}  // namespace engram::yaml
