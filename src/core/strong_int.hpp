#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace engram {

/// An integer that cannot be mistaken for another kind of integer.
///
/// `Tag` makes the type, `Int` stores it. A strong integer is a position: positions of the same
/// kind can be compared and subtracted (giving a plain count), and a plain count can be added to
/// one.
template <class Tag, class Int>
class StrongInt {
 public:
  using value_type = Int;

  constexpr StrongInt() = default;
  explicit constexpr StrongInt(Int value) : value_(value) {}

  [[nodiscard]] constexpr Int value() const { return value_; }

  constexpr auto operator<=>(const StrongInt&) const = default;

  constexpr StrongInt& operator++() {
    ++value_;
    return *this;
  }
  constexpr StrongInt& operator+=(Int count) {
    value_ += count;
    return *this;
  }
  friend constexpr StrongInt operator+(StrongInt a, Int count) {
    return StrongInt(static_cast<Int>(a.value_ + count));
  }
  friend constexpr StrongInt operator-(StrongInt a, Int count) {
    return StrongInt(static_cast<Int>(a.value_ - count));
  }
  friend constexpr Int operator-(StrongInt a, StrongInt b) {
    return static_cast<Int>(a.value_ - b.value_);
  }

 private:
  Int value_{};
};

}  // namespace engram

template <class Tag, class Int>
struct std::hash<engram::StrongInt<Tag, Int>> {
  std::size_t operator()(engram::StrongInt<Tag, Int> id) const noexcept {
    return std::hash<Int>{}(id.value());
  }
};
