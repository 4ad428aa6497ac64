#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/state_visitor.hpp"
#include "engine/calendar.hpp"
#include "engine/input_places.hpp"
#include "network/shard_layout.hpp"

namespace engram {

/// Input that is on its way to the neurons of a shard: sums of what arrives at a neuron's receptor
/// in a step, and how many events they are of. Sums are exact, so that nothing depends on which
/// events have been summed before.
class InputInFlight {
 public:
  /// None yet.
  InputInFlight() = default;
  /// All of it: what the calendar holds of the steps from `now` on, up to `longest_delay` later.
  InputInFlight(const Calendar& calendar, Step now, std::uint32_t longest_delay,
                const InputPlaces& places);

  /// The part that is for the neurons of a group.
  void visit_state(const GroupLayout& group, StateVisitor& visitor);
  /// Puts what has been loaded into a calendar in which nothing is under way. Throws
  /// Error where it comes later than any synapse here can bring it.
  void enter(Calendar& calendar, Step now, std::uint32_t longest_delay,
             const InputPlaces& places) const;

 private:
  struct Item {
    std::uint32_t target = 0;   // the neuron's first place in the shard's arrays
    std::uint16_t arrival = 0;  // steps from now
    std::uint16_t receptor = 0;
    std::uint32_t events = 0;
    double sum = 0.0;
  };

  [[nodiscard]] std::span<Item> items_of(const GroupLayout& group);
  template <class T>
  void show(const char* name, T Item::*member, const GroupLayout& group, StateVisitor& visitor);

  std::vector<Item> items_;  // ascending by target, then arrival, then receptor
};

}  // namespace engram
