#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "core/state_visitor.hpp"

namespace engram {

/// Keeps what a group of neurons shows, neuron by neuron, and gives it to another one, whose
/// neurons may be others.
class StateKeeper final : public StateVisitor {
 public:
  explicit StateKeeper(Step now) : StateVisitor(now) {}

  /// Takes what `show(visitor)` shows.
  template <class Show>
  void save(const Show& show) {
    saving_ = true;
    show(*this);
  }
  /// Neuron i of what is shown goes on as neuron `from[i]` of the one that was saved; beyond the
  /// last one stands for a neuron about which nothing is known.
  template <class Show>
  void load(const Show& show, std::vector<std::size_t> from) {
    saving_ = false;
    from_ = std::move(from);
    show(*this);
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& [name, neurons] : kept_) all.push_back(name);
    return all;
  }

 private:
  Wish wish_for(const Quantity& quantity) override {
    current_ = quantity;
    return saving_ ? Wish::look : Wish::set;
  }
  void look(std::span<const std::byte> values) override {
    const std::vector<std::uint64_t> ones(values.size() / bytes_of(current_.type), 1);
    look(ones, values);
  }
  void set(std::span<std::byte> values) override {
    std::vector<std::uint64_t> counts;
    std::vector<std::byte> all;
    set(counts, all);
    std::copy_n(all.begin(), values.size(), values.begin());
  }
  void look(std::span<const std::uint64_t> counts, std::span<const std::byte> values) override {
    std::vector<std::vector<std::byte>>& neurons = kept_[current_.name];
    neurons.clear();
    for (const std::uint64_t count : counts) {
      const std::size_t bytes = count * bytes_of(current_.type);
      neurons.emplace_back(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(bytes));
      values = values.subspan(bytes);
    }
  }
  void set(std::vector<std::uint64_t>& counts, std::vector<std::byte>& values) override {
    const std::vector<std::vector<std::byte>>& neurons = kept_.at(current_.name);
    for (const std::size_t from : from_) {
      const std::vector<std::byte> own =
          from < neurons.size() ? neurons[from] : std::vector<std::byte>{};
      counts.push_back(own.size() / bytes_of(current_.type));
      values.insert(values.end(), own.begin(), own.end());
    }
  }

  bool saving_ = true;
  Quantity current_{};
  std::vector<std::size_t> from_;
  std::map<std::string, std::vector<std::vector<std::byte>>> kept_;
};

}  // namespace engram
