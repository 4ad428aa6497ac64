#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/state_type.hpp"
#include "core/time_grid.hpp"

namespace engram {

/// Looks at what is kept for each neuron of a group, or sets it: what checkpoints are made of.
///
/// Whatever keeps such state has a method visit_state(StateVisitor&) that shows all of it, each
/// quantity under a name of its own. The names must be the same wherever the neurons live; that a
/// group on one rank has something and one of the same population on another rank has not is
/// allowed. The same method is called several times, between two steps: to learn the names, and
/// then to look at or to set one quantity after the other. It must not depend on the order.
class StateVisitor {
 public:
  /// `now`: the next step to be computed.
  explicit StateVisitor(Step now) : now_(now) {}
  virtual ~StateVisitor() = default;

  [[nodiscard]] Step now() const { return now_; }

  /// One number for each neuron: `at(i)` refers to that of neuron i of `neurons`.
  template <class At>
  void numbers(std::string_view name, std::size_t neurons, const At& at) {
    using T = std::remove_cvref_t<decltype(at(std::size_t{0}))>;
    const Wish wish = wish_for({std::string(name), StateTypeOf<T>::value, Shape::numbers});
    if (wish == Wish::nothing) return;
    std::vector<T> values(neurons);
    if (wish == Wish::look) {
      for (std::size_t i = 0; i < neurons; ++i) values[i] = at(i);
      look(std::as_bytes(std::span(values)));
    } else {
      set(std::as_writable_bytes(std::span(values)));
      for (std::size_t i = 0; i < neurons; ++i) at(i) = values[i];
    }
  }
  /// The same for numbers that lie one behind the other.
  template <class T>
  void numbers(std::string_view name, std::span<T> values) {
    numbers(name, values.size(), [&](std::size_t i) -> T& { return values[i]; });
  }

  /// A list for each neuron: `collect()` returns KeyedLists<T> with one list per neuron, and
  /// `put(lists)` takes over such lists. A neuron about which nothing has been saved has an empty
  /// one.
  template <class T, class Collect, class Put>
  void lists(std::string_view name, const Collect& collect, const Put& put) {
    const Wish wish = wish_for({std::string(name), StateTypeOf<T>::value, Shape::lists});
    if (wish == Wish::nothing) return;
    KeyedLists<T> lists;
    if (wish == Wish::look) {
      lists = collect();
      look(lists.counts, std::as_bytes(std::span(lists.values)));
    } else {
      std::vector<std::byte> values;
      set(lists.counts, values);
      lists.values.resize(values.size() / sizeof(T));
      if (!values.empty()) std::memcpy(lists.values.data(), values.data(), values.size());
      put(lists);
    }
  }

 protected:
  enum class Shape : std::uint8_t { numbers, lists };
  enum class Wish { nothing, look, set };

  /// A quantity that is being shown.
  struct Quantity {
    std::string name;
    StateType type;
    Shape shape;

    auto operator<=>(const Quantity&) const = default;
  };

  virtual Wish wish_for(const Quantity& quantity) = 0;
  virtual void look(std::span<const std::byte> values) = 0;
  virtual void set(std::span<std::byte> values) = 0;
  virtual void look(std::span<const std::uint64_t> counts, std::span<const std::byte> values) = 0;
  virtual void set(std::vector<std::uint64_t>& counts, std::vector<std::byte>& values) = 0;

 private:
  Step now_;
};

}  // namespace engram
