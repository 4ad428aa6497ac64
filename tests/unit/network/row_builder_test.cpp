#include "network/row_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "core/philox.hpp"
#include "network/source_slots.hpp"

namespace engram {
namespace {

/// (source, target, receptor, delay, weight)
using Flat = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t, std::uint32_t, float>;

/// Hands out a given list of synapses.
class ListedSynapses final : public SynapseGenerator {
 public:
  explicit ListedSynapses(std::vector<DrawnSynapse> synapses) : synapses_(std::move(synapses)) {}
  void generate(const SourceBlock& /*block*/, SynapseSink& sink) override {
    sink.consume(synapses_);
  }

 private:
  std::vector<DrawnSynapse> synapses_;
};

template <class T>
T load(const std::byte*& from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  from += sizeof(T);
  return value;
}

/// Reads a row back, independently of the delivery code.
std::vector<Flat> read_row(std::uint64_t source, const RowStore::Row& row) {
  std::vector<Flat> flat;
  const std::byte* at = row.begin;
  if (row.kind == RowKind::words) {
    while (at < row.end) {
      const auto word = load<SynapseWord>(at);
      flat.emplace_back(source, word.target, word.receptor(), word.delay(), word.weight);
    }
    return flat;
  }
  const auto slices = load<std::uint64_t>(at);
  std::vector<SliceHeader> headers;
  for (std::uint64_t i = 0; i < slices; ++i) headers.push_back(load<SliceHeader>(at));
  for (const SliceHeader& header : headers) {
    const bool one = header.kind == SliceKind::one_weight;
    const float common = one ? load<float>(at) : 0.0F;
    std::vector<std::uint16_t> targets;
    for (std::uint32_t i = 0; i < header.count; ++i) targets.push_back(load<std::uint16_t>(at));
    for (const std::uint16_t target : targets) {
      flat.emplace_back(source, target, header.receptor, header.delay,
                        one ? common : load<float>(at));
    }
  }
  return flat;
}

std::vector<DrawnSynapse> random_synapses(std::uint32_t sources, std::uint32_t count,
                                          std::uint32_t targets, std::uint32_t delays,
                                          std::uint32_t weights) {
  const RandomSource random(7, Purpose::connect, count);
  std::vector<DrawnSynapse> synapses;
  for (std::uint32_t k = 0; k < count; ++k) {
    const RandomWords words = random.words(0, k);
    // Quarters: exact on every grid, so what comes back can be compared for equality.
    const double weight = 0.25 * (1.0 + below(words[2], weights)) * (words[2] % 2 == 0 ? 1 : -1);
    synapses.push_back(
        {below(words[0], sources), below(words[1], targets), weight, 1 + below(words[3], delays)});
  }
  return synapses;
}

struct Shape {
  std::uint32_t sources, count, targets, delays, weights;
  RowKind expected;
};

class RowBuilderShapes : public testing::TestWithParam<Shape> {};

TEST_P(RowBuilderShapes, KeepsEverySynapse) {
  const Shape shape = GetParam();
  const std::vector<DrawnSynapse> first =
      random_synapses(shape.sources, shape.count, shape.targets, shape.delays, shape.weights);
  const std::vector<DrawnSynapse> second = random_synapses(
      shape.sources, shape.count / 2 + 1, shape.targets, shape.delays, shape.weights);
  const ExactGrid grid(64.0);
  constexpr std::uint64_t base = 1000;
  constexpr std::uint32_t offset = 32;

  RowStore store;
  RowBuilder builder(store);
  ListedSynapses onto_first(first);
  ListedSynapses onto_second(second);
  builder.begin(NeuronId(base), shape.sources);
  builder.add(onto_first, {0, shape.sources, 0}, {{{0, 0}, grid}, {{0, 0}, grid}});
  builder.add(onto_second, {0, shape.sources, 0}, {{{0, offset}, grid}, {{1, offset}, grid}});
  builder.finish();
  const std::vector<BuiltRow>* rows = &builder.rows();
  const std::vector<NeuronId> sources = collect_sources({&rows, 1});
  RowIndexer::index(store, builder.rows(), sources);

  std::vector<Flat> expected;
  for (const DrawnSynapse& s : first) {
    expected.emplace_back(base + s.source, s.target, 0, s.delay, static_cast<float>(s.weight));
  }
  for (const DrawnSynapse& s : second) {
    expected.emplace_back(base + s.source, s.target + offset, s.weight < 0 ? 1 : 0, s.delay,
                          static_cast<float>(s.weight));
  }
  std::vector<Flat> found;
  for (std::uint32_t slot = 0; slot < sources.size(); ++slot) {
    const std::vector<Flat> row = read_row(sources[slot].value(), store.row(slot));
    EXPECT_TRUE(std::is_sorted(row.begin(), row.end(), [](const Flat& a, const Flat& b) {
      return std::pair(std::get<2>(a), std::get<3>(a)) < std::pair(std::get<2>(b), std::get<3>(b));
    }));
    found.insert(found.end(), row.begin(), row.end());
  }
  std::sort(expected.begin(), expected.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(store.synapses(), expected.size());
  EXPECT_EQ(store.row(0).kind, shape.expected);
}

INSTANTIATE_TEST_SUITE_P(Shapes, RowBuilderShapes,
                         testing::Values(Shape{5, 20, 10, 3, 4, RowKind::words},
                                         Shape{1, 1, 1, 1, 1, RowKind::words},
                                         Shape{3, 3000, 500, 4, 50, RowKind::slices},
                                         Shape{3, 3000, 500, 4, 1, RowKind::slices},
                                         Shape{2, 200, 500, 100, 3, RowKind::words},
                                         Shape{2, 90000, 20, 1, 3, RowKind::slices}));

TEST(SourceSlots, JoinsTheSourcesOfAllShards) {
  const std::vector<BuiltRow> a = {{NeuronId(1), {}}, {NeuronId(4), {}}, {NeuronId(9), {}}};
  const std::vector<BuiltRow> b = {{NeuronId(0), {}}, {NeuronId(4), {}}};
  const std::vector<BuiltRow> none;
  const std::vector<const std::vector<BuiltRow>*> lists = {&a, &none, &b};
  const std::vector<NeuronId> expected = {NeuronId(0), NeuronId(1), NeuronId(4), NeuronId(9)};
  EXPECT_EQ(collect_sources(lists), expected);
}

TEST(SourceSlots, SourcesWithoutRowHereHaveAnEmptyOne) {
  RowStore store;
  RowBuilder builder(store);
  const ExactGrid grid(1.0);
  ListedSynapses list({{1, 3, 0.5, 2}});
  builder.begin(NeuronId(10), 4);
  builder.add(list, {0, 4, 0}, {{{0, 0}, grid}, {{0, 0}, grid}});
  builder.finish();
  const std::vector<NeuronId> sources = {NeuronId(5), NeuronId(11), NeuronId(12)};
  RowIndexer::index(store, builder.rows(), sources);
  EXPECT_EQ(store.row(0).begin, store.row(0).end);
  EXPECT_EQ(store.row(1).end - store.row(1).begin, 8);
  EXPECT_EQ(store.row(2).begin, store.row(2).end);
}

}  // namespace
}  // namespace engram
