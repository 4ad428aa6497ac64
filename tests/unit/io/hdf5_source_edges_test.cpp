#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "core/errors.hpp"
#include "io/sources/hdf5_source.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using test::TestFile;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string error_of(const std::string& path, IndexRange edges,
                     const std::string& population = "") {
  const Hdf5Source source;
  return test::message_of<FileError>([&] { (void)source.read_edges(path, population, edges); });
}

// Six edges in two groups, each integer of another width.
TestFile& two_groups(TestFile& file) {
  return file.add<std::uint64_t>("/edges/a_to_b/source_node_id", {0, 1, 2, 3, 4, 5})
      .add<std::int32_t>("/edges/a_to_b/target_node_id", {9, 8, 7, 6, 5, 4})
      .add<double>("/edges/a_to_b/edge_group_id", {0, 1, 0, 1, 0, 0})
      .add<std::uint32_t>("/edges/a_to_b/edge_group_index", {3, 0, 1, 1, 2, 0})
      .add<std::uint32_t>("/edges/a_to_b/edge_type_id", {1, 1, 1, 1, 1, 1});
}

TEST(Hdf5SourceEdges, PutsGroupsTogether) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  {
    TestFile file(path);
    two_groups(file)
        .add<double>("/edges/a_to_b/0/syn_weight", {10, 11, 12, 13})
        .add<float>("/edges/a_to_b/1/syn_weight", {20, 21})
        .add<double>("/edges/a_to_b/0/delay", {1, 2, 3, 4})
        .add<double>("/edges/a_to_b/1/delay", {5, 6})
        .group("/edges/a_to_b/indices/target_to_source");
  }
  const Hdf5Source source;
  EXPECT_EQ(source.edges(path, ""), 6U);
  EXPECT_EQ(source.edges(path, "a_to_b"), 6U);
  const EdgeBlock all = source.read_edges(path, "a_to_b", {0, 6});
  EXPECT_THAT(all.source, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(all.target, ElementsAre(9, 8, 7, 6, 5, 4));
  EXPECT_THAT(all.weight, ElementsAre(13, 20, 11, 21, 12, 10));
  EXPECT_THAT(all.delay, ElementsAre(4, 5, 2, 6, 3, 1));
  const EdgeBlock part = source.read_edges(path, "", {2, 4});
  EXPECT_THAT(part.source, ElementsAre(2, 3));
  EXPECT_THAT(part.weight, ElementsAre(11, 21));
  EXPECT_THAT(source.read_edges(path, "", {3, 3}).weight, IsEmpty());
}

TEST(Hdf5SourceEdges, TakesGroupZeroInOrderWhereNoGroupsAreNamed) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  TestFile(path)
      .add<std::uint32_t>("/edges/e/source_node_id", {1, 2, 3})
      .add<std::uint32_t>("/edges/e/target_node_id", {4, 5, 6})
      .add<double>("/edges/e/0/syn_weight", {0.1, 0.2, 0.3})
      .add<std::int32_t>("/edges/e/0/nsyns", {1, 1, 1});
  const EdgeBlock block = Hdf5Source().read_edges(path, "", {1, 3});
  EXPECT_THAT(block.target, ElementsAre(5, 6));
  EXPECT_THAT(block.weight, ElementsAre(0.2, 0.3));
  EXPECT_THAT(block.delay, IsEmpty());
}

TEST(Hdf5SourceEdges, NeedsNeitherWeightNorDelay) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  {
    TestFile file(path);
    two_groups(file);
  }
  const EdgeBlock block = Hdf5Source().read_edges(path, "", {0, 6});
  EXPECT_EQ(block.source.size(), 6U);
  EXPECT_THAT(block.weight, IsEmpty());
  EXPECT_THAT(block.delay, IsEmpty());
}

TEST(Hdf5SourceEdges, ReadsRowsFarApartInAGroup) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  constexpr std::uint64_t group_rows = 500000;
  std::vector<double> weights(group_rows);
  for (std::uint64_t i = 0; i < group_rows; ++i) weights[i] = static_cast<double>(i) + 0.5;
  TestFile(path)
      .add<std::uint32_t>("/edges/e/source_node_id", {1, 2, 3})
      .add<std::uint32_t>("/edges/e/target_node_id", {4, 5, 6})
      .add<std::uint32_t>("/edges/e/edge_group_id", {7, 7, 7})
      .add<std::uint64_t>("/edges/e/edge_group_index", {499999, 0, 250000})
      .add<double>("/edges/e/7/syn_weight", weights);
  EXPECT_THAT(Hdf5Source().read_edges(path, "", {0, 3}).weight,
              ElementsAre(499999.5, 0.5, 250000.5));
}

TEST(Hdf5SourceEdges, RefusesWhatItWouldHaveToLeaveOut) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  {
    TestFile file(path);
    two_groups(file)
        .add<double>("/edges/a_to_b/0/syn_weight", {1, 2, 3, 4})
        .group("/edges/a_to_b/1");
  }
  EXPECT_THAT(error_of(path, {0, 6}),
              AllOf(HasSubstr("edge 1"), HasSubstr("group 1"), HasSubstr("no syn_weight")));
  {
    TestFile file(path);
    two_groups(file).add<double>("/edges/a_to_b/1/nsyns", {1, 3}).group("/edges/a_to_b/0");
  }
  EXPECT_THAT(error_of(path, {0, 6}), AllOf(HasSubstr("edge 3"), HasSubstr("3 synapses (nsyns)")));
  {
    TestFile file(path);
    two_groups(file).add<double>("/edges/a_to_b/0/dynamics_params/tau_psc", {1, 3});
  }
  EXPECT_THAT(error_of(path, {0, 6}), HasSubstr("tau_psc"));
}

TEST(Hdf5SourceEdges, SaysWhatIsWrongWithTheLayout) {
  const Folder folder;
  const std::string path = folder.file("edges.h5");
  const auto with = [&](const std::function<void(TestFile&)>& build, IndexRange edges = {0, 3}) {
    {
      TestFile file(path);
      build(file);
    }
    return error_of(path, edges);
  };
  const auto ends = [](TestFile& file) -> TestFile& {
    return file.add<std::uint32_t>("/edges/e/source_node_id", {1, 2, 3})
        .add<std::uint32_t>("/edges/e/target_node_id", {4, 5, 6});
  };
  EXPECT_THAT(with([](TestFile& f) { f.group("/nodes"); }),
              HasSubstr("expected a group '/edges', found nodes"));
  EXPECT_THAT(with([](TestFile& f) { f.group("/edges"); }), HasSubstr("no population in '/edges'"));
  EXPECT_THAT(with([](TestFile& f) { f.group("/edges/e"); }),
              HasSubstr("no dataset '/edges/e/source_node_id'"));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<std::uint32_t>("/edges/e/source_node_id", {1, 2, 3})
                    .add<std::uint32_t>("/edges/e/target_node_id", {4, 5});
              }),
              AllOf(HasSubstr("target_node_id' has shape [2]"), HasSubstr("expected [3]")));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<std::int32_t>("/edges/e/source_node_id", {1, -2, 3})
                    .add<std::uint32_t>("/edges/e/target_node_id", {4, 5, 6});
              }),
              AllOf(HasSubstr("row 1"), HasSubstr("is -2")));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<double>("/edges/e/source_node_id", {1, 2, 2.5})
                    .add<std::uint32_t>("/edges/e/target_node_id", {4, 5, 6});
              }),
              AllOf(HasSubstr("row 2"), HasSubstr("is 2.5")));
  EXPECT_THAT(with([&](TestFile& f) {
                ends(f).add<std::uint32_t>("/edges/e/edge_group_id", {0, 0, 0});
              }),
              HasSubstr("only one of edge_group_id and edge_group_index"));
  EXPECT_THAT(with([&](TestFile& f) {
                ends(f).add<double>("/edges/e/1/delay", {1, 1, 1});
              }),
              HasSubstr("group 1 but no edge_group_id"));
  EXPECT_THAT(with([&](TestFile& f) {
                ends(f).add<double>("/edges/e/0/delay", {1, 1});
              }),
              AllOf(HasSubstr("edge 2"), HasSubstr("row 2 of group 0")));
  EXPECT_THAT(
      with([&](TestFile& f) {
        ends(f).add<double>("/edges/e/0/delay", {1, std::numeric_limits<double>::quiet_NaN(), 1});
      }),
      AllOf(HasSubstr("row 1 of '/edges/e/0/delay'"), HasSubstr("nan")));
  EXPECT_THAT(with([&](TestFile& f) { ends(f); }, {1, 4}), HasSubstr("rows [1, 4)"));
  EXPECT_THAT(with([&](TestFile& f) { ends(f).group("/edges/other"); }),
              HasSubstr("several populations (e, other)"));
  EXPECT_THAT(error_of(path, {0, 1}, "f"),
              HasSubstr("no population 'f' in '/edges'; it holds e, other"));
}

}  // namespace
}  // namespace engram
