#include "engine/neuron_tables.hpp"

#include <algorithm>
#include <numeric>

#include "core/errors.hpp"
#include "parallel/agree_on_names.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

/// What a visit of the members found out or is to set, for one quantity.
struct MemberValues {
  bool has = false;
  std::vector<std::uint64_t> counts{};  // lists: one per neuron
  std::vector<std::byte> values{};
};

/// Visits one member after the other, on behalf of one quantity or, at first, to learn all of them.
class MemberVisitor final : public StateVisitor {
 public:
  using Column = StateVisitor::Quantity;
  using StateVisitor::Shape;

  explicit MemberVisitor(Step now) : StateVisitor(now) {}

  [[nodiscard]] const std::vector<Column>& found() const { return found_; }
  void choose(const Column& column, bool to_set, MemberValues& values) {
    column_ = &column;
    to_set_ = to_set;
    values_ = &values;
  }

 private:
  Wish wish_for(const Column& quantity) override {
    if (column_ == nullptr) {
      found_.push_back(quantity);
      return Wish::nothing;
    }
    if (quantity != *column_) return Wish::nothing;
    values_->has = true;
    return to_set_ ? Wish::set : Wish::look;
  }
  void look(std::span<const std::byte> values) override {
    values_->values.assign(values.begin(), values.end());
  }
  void set(std::span<std::byte> values) override {
    std::copy_n(values_->values.begin(), values.size(), values.begin());
  }
  void look(std::span<const std::uint64_t> counts, std::span<const std::byte> values) override {
    values_->counts.assign(counts.begin(), counts.end());
    values_->values.assign(values.begin(), values.end());
  }
  void set(std::vector<std::uint64_t>& counts, std::vector<std::byte>& values) override {
    counts = values_->counts;
    values = values_->values;
  }

  const Column* column_ = nullptr;  // null: all are being listed
  bool to_set_ = false;
  MemberValues* values_ = nullptr;
  std::vector<Column> found_;
};

using Column = MemberVisitor::Column;
using Shape = MemberVisitor::Shape;

/// A quantity as one word, to be agreed on between ranks.
std::string word_of(const Column& column) {
  return column.name + ' ' + std::to_string(static_cast<int>(column.type)) +
         (column.shape == Shape::lists ? " lists" : " numbers");
}

Column column_of(const std::string& word) {
  const std::size_t first = word.find(' ');
  const std::size_t second = word.rfind(' ');
  return {word.substr(0, first),
          static_cast<StateType>(std::stoi(word.substr(first + 1, second - first - 1))),
          word.substr(second + 1) == "lists" ? Shape::lists : Shape::numbers};
}

/// Moves one quantity.
class ColumnTransfer {
 public:
  ColumnTransfer(NeuronTables& tables, const Column& column)
      : tables_(tables),
        column_(column),
        width_(bytes_of(column.type)),
        members_(tables.part.members().size()) {}

  void operator()(const MemberState& state) {
    const bool loading = tables_.archive.loading();
    if (!loading) visit(state);
    if (column_.shape == Shape::numbers) {
      if (loading) find_owners(state);
      move_numbers();
    } else {
      move_lists();
    }
    // What has been saved may not fit, on some ranks only.
    if (loading) run_together(tables_.communicator, [&] { visit(state); });
  }

 private:
  using Run = PopulationPart::Run;

  void visit(const MemberState& state) {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      MemberVisitor visitor(tables_.now);
      visitor.choose(column_, tables_.archive.loading(), members_[m]);
      state(m, visitor);
    }
  }

  /// Members that have the quantity at all.
  void find_owners(const MemberState& state) {
    for (std::size_t m = 0; m < members_.size(); ++m) {
      MemberVisitor visitor(tables_.now);
      state(m, visitor);
      members_[m].has = std::ranges::find(visitor.found(), column_) != visitor.found().end();
      if (members_[m].has) members_[m].values.resize(tables_.part.members()[m].size * width_);
    }
  }

  void move_numbers() {
    std::vector<ValueRun> places;
    std::vector<std::byte> values;
    each_run([&](const Run& run, MemberValues& member) {
      if (!member.has) return;
      places.push_back({run.first_index, run.count});
      const std::byte* from = begin_of(member, run);
      values.insert(values.end(), from, from + run.count * width_);
    });
    tables_.archive.table(path(), column_.type, tables_.total, 1, places, values);
    if (!tables_.archive.loading()) return;
    auto next = values.begin();
    each_run([&](const Run& run, MemberValues& member) {
      if (!member.has) return;
      const auto end = next + static_cast<std::ptrdiff_t>(run.count * width_);
      std::copy(next, end, begin_of(member, run));
      next = end;
    });
  }

  void move_lists() {
    // All neurons take part: a list that has been saved must be counted by somebody, or the places
    // of the others would not be found.
    std::vector<ValueRun> keys;
    std::vector<std::uint64_t> counts;
    each_run([&](const Run& run, MemberValues& member) {
      keys.push_back({run.first_index, run.count});
      if (!member.has) member.counts.assign(size_of(member), 0);
      const auto from = member.counts.begin() + run.first_local;
      counts.insert(counts.end(), from, from + run.count);
    });
    const StateArchive::ListPlaces places =
        tables_.archive.places_of_lists(path(), tables_.total, keys, counts);
    std::vector<std::byte> values;
    if (tables_.archive.loading()) {
      values.resize(places.mine * width_);
    } else {
      values = gather_lists();
    }
    tables_.archive.table(path() + "/value", column_.type, places.total, 1, places.runs, values);
    if (tables_.archive.loading()) scatter_lists(counts, values);
  }

  [[nodiscard]] std::vector<std::byte> gather_lists() {
    std::vector<std::vector<std::uint64_t>> begins;
    for (MemberValues& member : members_) begins.push_back(begins_of(member));
    std::vector<std::byte> values;
    each_run([&](const Run& run, MemberValues& member) {
      const std::vector<std::uint64_t>& begin = begins[run.member];
      const auto place = [&](std::uint32_t local) {
        return member.values.begin() + static_cast<std::ptrdiff_t>(begin[local] * width_);
      };
      values.insert(values.end(), place(run.first_local), place(run.first_local + run.count));
    });
    return values;
  }

  void scatter_lists(const std::vector<std::uint64_t>& counts,
                     const std::vector<std::byte>& values) {
    auto count = counts.begin();
    each_run([&](const Run& run, MemberValues& member) {
      std::copy_n(count, run.count, member.counts.begin() + run.first_local);
      count += run.count;
    });
    std::vector<std::vector<std::uint64_t>> begins;
    for (MemberValues& member : members_) {
      begins.push_back(begins_of(member));
      member.values.resize(begins.back().back() * width_);
    }
    auto next = values.begin();
    each_run([&](const Run& run, MemberValues& member) {
      const std::vector<std::uint64_t>& begin = begins[run.member];
      const std::uint64_t first = begin[run.first_local];
      const std::uint64_t many = begin[run.first_local + run.count] - first;
      const auto end = next + static_cast<std::ptrdiff_t>(many * width_);
      std::copy(next, end, member.values.begin() + static_cast<std::ptrdiff_t>(first * width_));
      next = end;
    });
  }

  /// Where the list of each neuron begins, and the end of the last one.
  [[nodiscard]] static std::vector<std::uint64_t> begins_of(const MemberValues& member) {
    std::vector<std::uint64_t> begins(member.counts.size() + 1, 0);
    std::partial_sum(member.counts.begin(), member.counts.end(), begins.begin() + 1);
    return begins;
  }

  template <class Action>
  void each_run(const Action& action) {
    for (const Run& run : tables_.part.runs()) action(run, members_[run.member]);
  }
  [[nodiscard]] std::size_t size_of(const MemberValues& member) const {
    return tables_.part.members()[static_cast<std::size_t>(&member - members_.data())].size;
  }
  [[nodiscard]] std::byte* begin_of(MemberValues& member, const Run& run) const {
    return member.values.data() + run.first_local * width_;
  }
  [[nodiscard]] std::string path() const { return tables_.path + '/' + column_.name; }

  NeuronTables& tables_;
  const Column& column_;
  std::size_t width_;
  std::vector<MemberValues> members_;
};

}  // namespace

void NeuronTables::transfer(const MemberState& state) {
  std::vector<std::string> mine;
  for (std::size_t m = 0; m < part.members().size(); ++m) {
    MemberVisitor visitor(now);
    state(m, visitor);
    for (const Column& column : visitor.found()) mine.push_back(word_of(column));
  }
  for (const std::string& word : agree_on_names(communicator, mine)) {
    const Column column = column_of(word);
    ColumnTransfer(*this, column)(state);
  }
}

}  // namespace engram
