#include "io/results/weight_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/errors.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

const std::string group = "/projections/E_to_I";

WeightGroup group_of(std::uint64_t synapses) {
  WeightGroup made;
  made.source = "E";
  made.target = "I";
  made.projections = {2, 4};
  made.models = {"stdp_synapse", "stdp_triplet_synapse"};
  made.unit = "pA";
  made.synapses = synapses;
  made.snapshots = 3;
  return made;
}

enum class Spread { round_robin, blocks, all_on_last };

bool is_mine(std::uint64_t item, std::uint64_t items, Spread spread) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  const std::uint64_t owner = spread == Spread::round_robin ? item % ranks
                              : spread == Spread::blocks    ? item * ranks / items
                                                            : ranks - 1;
  return owner == static_cast<std::uint64_t>(world().rank().value());
}

/// Values value(0), value(1), ... of a list: targets of `fan_in` synapses each lie on ranks as
/// `spread` says, and each call gives those of some targets.
template <class T, class Value>
WeightFile::Pieces pieces_of(std::uint64_t synapses, std::uint64_t fan_in, std::uint64_t per_call,
                             Spread spread, const Value& value) {
  const std::uint64_t targets = (synapses + fan_in - 1) / fan_in;
  return [=, next = std::uint64_t{0}]() mutable {
    ScatteredValues piece;
    for (std::uint64_t given = 0; next < targets && given < per_call; ++next) {
      if (!is_mine(next, targets, spread)) continue;
      std::vector<T> values;
      const std::uint64_t end = std::min(synapses, (next + 1) * fan_in);
      for (std::uint64_t i = next * fan_in; i < end; ++i) values.push_back(value(i));
      piece.add<T>(next * fan_in, values);
      ++given;
    }
    return piece;
  };
}

TEST(WeightFile, HoldsTheSameListsHoweverSynapsesLieOnRanks) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  // The last one fills several chunks of 65536 values, and rows that do not end with one.
  for (const auto& [synapses, fan_in] :
       {std::pair{1U, 1U}, std::pair{1000U, 7U}, std::pair{300'001U, 900U}}) {
    for (const Spread spread : {Spread::round_robin, Spread::blocks, Spread::all_on_last}) {
      WeightFile file(path, world(), {group_of(synapses)}, test::some_provenance());
      const auto node = [](std::uint64_t i) { return 3 * i + 1; };
      const auto delay = [](std::uint64_t i) { return 0.5F * static_cast<float>(i % 77); };
      file.write_column(0, SynapseList::all, SynapseColumn::target,
                        pieces_of<std::uint64_t>(synapses, fan_in, 50, spread, node));
      file.write_column(0, SynapseList::all, SynapseColumn::delay,
                        pieces_of<float>(synapses, fan_in, 500, spread, delay));
      for (int t = 0; t < 3; ++t) {
        file.append_snapshot(0, 10.0 * t,
                             pieces_of<float>(synapses, fan_in, 90, spread, [&](auto i) {
                               return static_cast<float>(t) + delay(i);
                             }));
      }
      file.close();
      std::vector<std::uint64_t> nodes;
      std::vector<float> delays, weights;
      for (std::uint64_t i = 0; i < synapses; ++i) {
        nodes.push_back(node(i));
        delays.push_back(delay(i));
      }
      for (const float t : {0.0F, 1.0F, 2.0F}) {
        for (const float one : delays) weights.push_back(t + one);
      }
      EXPECT_EQ(test::read_all<std::uint64_t>(path, group + "/target_node_id"), nodes);
      EXPECT_EQ(test::read_all<float>(path, group + "/delay"), delays);
      EXPECT_EQ(test::read_all<float>(path, group + "/snapshots/weight"), weights);
      EXPECT_EQ(test::read_all<double>(path, group + "/snapshots/time"),
                (std::vector<double>{0.0, 10.0, 20.0}));
      world().barrier();
    }
  }
}

TEST(WeightFile, HoldsNoSynapsesAtAll) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  WeightFile file(path, world(), {group_of(0)}, test::some_provenance());
  const auto none = [] { return ScatteredValues{}; };
  file.write_column(0, SynapseList::all, SynapseColumn::source, none);
  file.append_snapshot(0, 5.0, none);
  file.close();
  EXPECT_TRUE(test::read_all<float>(path, group + "/snapshots/weight").empty());
  EXPECT_EQ(test::read_all<double>(path, group + "/snapshots/time"), std::vector<double>{5.0});
}

TEST(WeightFile, RefusesOnAllRanksASnapshotWithoutAllSynapses) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  WeightFile file(path, world(), {group_of(100)}, test::some_provenance());
  const auto weight = [](std::uint64_t i) { return static_cast<float>(i); };
  file.append_snapshot(0, 1.0, pieces_of<float>(100, 10, 3, Spread::blocks, weight));
  EXPECT_THROW(file.append_snapshot(0, 2.0, pieces_of<float>(90, 10, 3, Spread::blocks, weight)),
               FileError);
  EXPECT_THROW(file.append_snapshot(0, 3.0, pieces_of<float>(100, 10, 3, Spread::blocks, weight)),
               FileError);
  file.close();
  // What was complete before stays readable.
  std::vector<float> first(100);
  std::iota(first.begin(), first.end(), 0.0F);
  EXPECT_EQ(test::read_all<float>(path, group + "/snapshots/weight"), first);
  EXPECT_EQ(test::read_all<double>(path, group + "/snapshots/time"), std::vector<double>{1.0});
}

TEST(WeightFile, ReportsAFailureOfOneRankToAll) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  const int last = world().size() - 1;
  WeightFile file(path, world(), {group_of(100)}, test::some_provenance());
  const auto fails = [&]() -> ScatteredValues {
    if (world().rank().value() == last) throw Error("the reason");
    return {};
  };
  EXPECT_THROW(file.append_snapshot(0, 1.0, fails), FileError);
  file.close();
  EXPECT_TRUE(test::read_all<double>(path, group + "/snapshots/time").empty());
}

TEST(WeightFile, HoldsTracesAndHistograms) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  WeightGroup made = group_of(1000);
  made.snapshots = 0;
  made.traced = 11;
  made.eligibility = true;
  made.edges = {0.0, 1.0, 2.0, 4.0};
  WeightFile file(path, world(), {made}, test::some_provenance());
  std::vector<std::uint64_t> columns;
  for (std::uint64_t i = made.traced; i-- > 0;) {
    if (is_mine(i, made.traced, Spread::round_robin)) columns.push_back(i);
  }
  std::vector<float> all_weights, all_eligibilities;
  std::vector<std::uint64_t> all_counts, all_outside;
  std::vector<double> all_times;
  std::uint64_t row = 0;
  for (const std::uint64_t rows : {1U, 0U, 40U, 2U}) {
    std::vector<float> weights, eligibilities;
    std::vector<double> times;
    std::vector<std::uint64_t> counts, outside;
    for (const std::uint64_t end = row + rows; row < end; ++row) {
      for (std::uint64_t i = 0; i < made.traced; ++i) {
        all_weights.push_back(static_cast<float>(100 * row + i));
        all_eligibilities.push_back(-static_cast<float>(100 * row + i) / 8);
      }
      for (const std::uint64_t i : columns) {
        weights.push_back(static_cast<float>(100 * row + i));
        eligibilities.push_back(-static_cast<float>(100 * row + i) / 8);
      }
      times.push_back(0.5 * static_cast<double>(row));
      counts.insert(counts.end(), {row, 2 * row, 1000 - 4 * row});
      outside.push_back(row);
    }
    all_times.insert(all_times.end(), times.begin(), times.end());
    all_counts.insert(all_counts.end(), counts.begin(), counts.end());
    all_outside.insert(all_outside.end(), outside.begin(), outside.end());
    file.append_traces(0, times, columns, weights, eligibilities);
    if (!world().is_root()) counts.assign(counts.size(), 99);
    file.append_histograms(0, times, counts, outside);
  }
  file.close();
  EXPECT_EQ(test::read_all<double>(path, group + "/traces/time"), all_times);
  EXPECT_EQ(test::read_all<float>(path, group + "/traces/weight"), all_weights);
  EXPECT_EQ(test::read_all<float>(path, group + "/traces/eligibility"), all_eligibilities);
  EXPECT_EQ(test::read_all<double>(path, group + "/histogram/time"), all_times);
  EXPECT_EQ(test::read_all<std::uint64_t>(path, group + "/histogram/count"), all_counts);
  EXPECT_EQ(test::read_all<std::uint64_t>(path, group + "/histogram/outside"), all_outside);
  EXPECT_EQ(test::read_all<double>(path, group + "/histogram/edges"), made.edges);
}

TEST(WeightFile, GivesPairsOfNamesThatReadTheSameGroupsOfTheirOwn) {
  const SharedFolder folder;
  const std::string path = folder.file("weights.h5");
  WeightGroup first = group_of(1);
  first.source = "a_to_b";
  first.target = "c";
  WeightGroup second = group_of(1);
  second.source = "a";
  second.target = "b_to_c";
  WeightFile file(path, world(), {first, second}, test::some_provenance());
  file.close();
  const h5::File opened = h5::File::open(path);
  EXPECT_EQ(opened.children("/projections"),
            (std::vector<std::string>{"a_to_b_to_c", "a_to_b_to_c_2"}));
}

TEST(FirstPlaces, NumbersItemsByTheirKeys) {
  constexpr std::uint64_t bound = 5000;
  // Key k has k % 4 items; every third key belongs to nobody.
  const auto exists = [](std::uint64_t key) { return key % 3 != 1; };
  for (const Spread spread : {Spread::round_robin, Spread::blocks, Spread::all_on_last}) {
    std::vector<std::uint64_t> keys, counts, expected;
    std::uint64_t next = 0;
    for (std::uint64_t key = 0; key < bound; ++key) {
      if (!exists(key)) continue;
      if (is_mine(key, bound, spread)) {
        keys.push_back(key);
        counts.push_back(key % 4);
        expected.push_back(next);
      }
      next += key % 4;
    }
    EXPECT_EQ(first_places(world(), keys, counts, bound), expected);
  }
  EXPECT_TRUE(first_places(world(), {}, {}, 0).empty());
}

}  // namespace
}  // namespace engram
