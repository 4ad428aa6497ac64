#include "io/experiment/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "model/suggest.hpp"

namespace engram::yaml {
namespace {

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 5> null_words = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> true_words = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> false_words = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> infinity_words = {".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> nan_words = {".nan", ".NaN", ".NAN"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  return text;
}

std::size_t digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

/// 0o17 and 0x1F.
std::optional<std::uint64_t> to_based(std::string_view text) {
  const int base = text.starts_with("0o") ? 8 : text.starts_with("0x") ? 16 : 0;
  if (base == 0) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + 2, end, value, base);
  if (error != std::errc{} || after != end) return std::nullopt;
  return value;
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_real(std::string_view text) {
  text = without_sign(text);
  const std::size_t before = digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    if (digits(text) == 0 && before == 0) return false;
  } else if (before == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text = without_sign(text.substr(1));
  return digits(text) > 0 && text.empty();
}

/// Subnormal numbers have lost digits and come from a typing error at best.
bool is_in_range(double value) {
  return value == 0.0 || !(std::abs(value) < std::numeric_limits<double>::min());
}

}  // namespace

bool has_leading_zero(const Node& scalar) {
  if (type_of(scalar) != ScalarType::integer) return false;
  std::string_view text = without_sign(scalar.text);
  return text.size() > 1 && text.front() == '0' && digits(text) > 0 && text.empty();
}

ScalarType plain_type(std::string_view text) {
  if (is_one_of(text, null_words)) return ScalarType::null;
  if (is_one_of(text, true_words) || is_one_of(text, false_words)) return ScalarType::boolean;
  std::string_view rest = without_sign(text);
  if (is_one_of(rest, infinity_words) || is_one_of(text, nan_words)) return ScalarType::real;
  if (to_based(text)) return ScalarType::integer;
  if (digits(rest) > 0 && rest.empty()) return ScalarType::integer;
  return is_real(text) ? ScalarType::real : ScalarType::text;
}

ScalarType type_of(const Node& scalar) {
  return scalar.quoted ? ScalarType::text : plain_type(scalar.text);
}

std::optional<double> to_double(const Node& scalar) {
  const ScalarType type = type_of(scalar);
  if (type != ScalarType::integer && type != ScalarType::real) return std::nullopt;
  if (has_leading_zero(scalar)) return std::nullopt;
  if (const auto based = to_based(scalar.text)) return static_cast<double>(*based);
  std::string_view text = scalar.text;
  if (text.front() == '+') text.remove_prefix(1);
  const bool negative = text.front() == '-';
  if (is_one_of(without_sign(text), infinity_words)) {
    const double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }
  if (is_one_of(text, nan_words)) return std::numeric_limits<double>::quiet_NaN();
  double value = 0.0;
  const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || after != text.data() + text.size()) return std::nullopt;
  return is_in_range(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> to_count(const Node& scalar) {
  const ScalarType type = type_of(scalar);
  if (has_leading_zero(scalar)) return std::nullopt;
  if (type == ScalarType::integer) {
    if (const auto based = to_based(scalar.text)) return based;
    std::string_view text = scalar.text;
    if (text.front() == '+') text.remove_prefix(1);
    std::uint64_t value = 0;
    const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && after == text.data() + text.size()) return value;
    return text == "-0" ? std::optional<std::uint64_t>(0) : std::nullopt;
  }
  const std::optional<double> real = to_double(scalar);
  constexpr double exact = 9007199254740992.0;
  if (!real || !(*real >= 0.0 && *real <= exact) || *real != std::floor(*real)) return std::nullopt;
  return static_cast<std::uint64_t>(*real);
}

std::optional<bool> to_bool(const Node& scalar) {
  if (type_of(scalar) != ScalarType::boolean) return std::nullopt;
  return is_one_of(scalar.text, true_words);
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  switch (type_of(node)) {
    case ScalarType::null:
      return "nothing";
    case ScalarType::text:
      return "the text " + quoted(node.text);
    case ScalarType::boolean:
      return node.text;
    case ScalarType::integer:
    case ScalarType::real:
      break;
  }
  const std::string number = quoted(node.text);
  return "the number " + number.substr(1, number.size() - 2);
}

}  // namespace engram::yaml
