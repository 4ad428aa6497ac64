#include "engine/input_in_flight.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/errors.hpp"
#include "engine/delivery.hpp"

namespace engram {

InputInFlight::InputInFlight(const Calendar& calendar, Step now, std::uint32_t longest_delay,
                             const InputPlaces& places) {
  std::vector<double> sums(places.total(), 0.0);
  std::vector<std::uint32_t> events(places.total(), 0);
  std::vector<std::uint32_t> touched;
  const auto add = [&](std::uint32_t place, double sum, std::uint32_t count) {
    if (events[place] == 0) touched.push_back(place);
    sums[place] += sum;
    events[place] += count;
  };
  for (std::uint32_t arrival = 0; arrival <= longest_delay; ++arrival) {
    each_event(
        calendar.at(now + arrival), places.slots(),
        [&](std::uint32_t place, double weight) { add(place, weight, 1); },
        [&](const KnownSum& known) { add(known.place, known.sum, known.events); });
    for (const std::uint32_t place : touched) {
      const InputPlaces::Input input = places.input_at(place);
      items_.push_back({input.target, static_cast<std::uint16_t>(arrival),
                        static_cast<std::uint16_t>(input.receptor), events[place], sums[place]});
      sums[place] = 0.0;
      events[place] = 0;
    }
    touched.clear();
  }
  std::ranges::sort(items_, {}, [](const Item& item) {
    return std::tuple(item.target, item.arrival, item.receptor);
  });
}

std::span<InputInFlight::Item> InputInFlight::items_of(const GroupLayout& group) {
  const auto begin = std::ranges::lower_bound(items_, group.offset, {}, &Item::target);
  const auto end = std::ranges::lower_bound(items_, group.offset + group.size, {}, &Item::target);
  return {begin, end};
}

template <class T>
void InputInFlight::show(const char* name, T Item::*member, const GroupLayout& group,
                         StateVisitor& visitor) {
  visitor.lists<T>(
      name,
      [&] {
        KeyedLists<T> lists;
        lists.counts.assign(group.size, 0);
        for (const Item& item : items_of(group)) {
          ++lists.counts[item.target - group.offset];
          lists.values.push_back(item.*member);
        }
        return lists;
      },
      [&](const KeyedLists<T>& lists) {
        // Whichever quantity comes first makes the items.
        std::span<Item> items = items_of(group);
        if (items.empty()) {
          const auto at = std::ranges::lower_bound(items_, group.offset, {}, &Item::target);
          std::vector<Item> made;
          for (std::uint32_t i = 0; i < lists.counts.size(); ++i) {
            made.insert(made.end(), lists.counts[i], Item{.target = group.offset + i});
          }
          items_.insert(at, made.begin(), made.end());
          items = items_of(group);
        }
        for (std::size_t i = 0; i < items.size(); ++i) items[i].*member = lists.values[i];
      });
}

void InputInFlight::visit_state(const GroupLayout& group, StateVisitor& visitor) {
  show("input/arrival", &Item::arrival, group, visitor);
  show("input/receptor", &Item::receptor, group, visitor);
  show("input/events", &Item::events, group, visitor);
  show("input/sum", &Item::sum, group, visitor);
}

void InputInFlight::enter(Calendar& calendar, Step now, std::uint32_t longest_delay,
                          const InputPlaces& places) const {
  for (const Item& item : items_) {
    if (item.arrival > longest_delay) {
      throw Error("stored input arrives later than the network's longest delay allows");
    }
    const std::uint32_t place = places.place_of({item.target, item.receptor});
    std::unique_ptr<KnownInput>& known = calendar.at(now + item.arrival).known;
    if (known == nullptr) known = std::make_unique<KnownInput>();
    known->sums.push_back({place, item.events, item.sum});
  }
}

}  // namespace engram
