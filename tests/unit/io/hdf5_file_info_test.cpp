#include <gmock/gmock.h>
#include <mpi.h>

#include "core/errors.hpp"
#include "io/results/field_file.hpp"
#include "io/results/file_info.hpp"
#include "io/results/spike_file.hpp"
#include "io/results/state_file.hpp"
#include "io/results/weight_file.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using test::TestFile;
using testing::AllOf;
using testing::HasSubstr;

const Provenance origin{"0.1.0", "abcdef", "engram run a.yaml", "2024-01-01T00:00:00Z", "n1",
                        4,       2,        R"({"engram": 1})"};

Experiment one_population() {
  Experiment experiment;
  experiment.populations.resize(1);
  experiment.populations[0].name = "E";
  experiment.populations[0].size = 10;
  return experiment;
}

TEST(FileInfo, DescribesSpikes) {
  const Folder folder;
  const std::string path = folder.file("spikes.h5");
  SpikeFile file(path, Communicator(MPI_COMM_SELF), NetworkLayout(one_population()),
                 {{PopulationId(0), "E"}}, TimeGrid(0.5), origin);
  const std::vector<RecordedSpike> spikes{{Step(7), NeuronId(1)}, {Step(3), NeuronId(2)}};
  file.append(spikes, Step(0), Step(10));
  file.close();
  EXPECT_THAT(
      describe_file(path),
      AllOf(HasSubstr("SONATA spikes"), HasSubstr("E: 2 spikes from 2 to 4 ms, sorted by_time"),
            HasSubstr("engram run a.yaml"), HasSubstr("/spikes/E/node_ids"), HasSubstr("uint64"),
            HasSubstr("[2]")));
}

TEST(FileInfo, DescribesReports) {
  const Folder folder;
  const std::string path = folder.file(state_file_name("E", "V_m"));
  EXPECT_EQ(path, folder.path() + "/E_V_m.h5");
  StateFile file(path, Communicator(MPI_COMM_SELF), {"E", "V_m", "mV", {3, 5}, 10.0, 0.5}, origin);
  const std::vector<std::uint64_t> columns{0, 1};
  file.append(0, 2, columns, std::vector<float>{1, 2, 3, 4});
  file.close();
  EXPECT_THAT(describe_file(path),
              AllOf(HasSubstr("SONATA report"), HasSubstr("E: V_m in mV, shape [2, 2]"),
                    HasSubstr("from 10 to 11 every 0.5 ms"), HasSubstr("float32")));
  EXPECT_THAT(describe_file(folder.path()), HasSubstr("V_m in mV"));
}

TEST(FileInfo, DescribesWeights) {
  const Folder folder;
  const std::string path = folder.file("weights.h5");
  WeightGroup group;
  group.source = "E";
  group.target = "I";
  group.projections = {0};
  group.models = {"stdp_synapse"};
  group.unit = "pA";
  group.synapses = 2;
  group.snapshots = 1;
  group.edges = {0.0, 1.0};
  WeightFile file(path, Communicator(MPI_COMM_SELF), {group}, origin);
  bool given = false;
  file.append_snapshot(0, 1.0, [&] {
    ScatteredValues values;
    const std::vector<float> weights{1, 2};
    if (!given) values.add<float>(0, weights);
    given = true;
    return values;
  });
  file.close();
  EXPECT_THAT(
      describe_file(path),
      AllOf(HasSubstr("plastic weights"),
            HasSubstr("E_to_I: 2 plastic synapses (stdp_synapse), 1 snapshots, 0 histograms"),
            HasSubstr("/projections/E_to_I/snapshots/weight")));
}

TEST(FileInfo, DescribesFields) {
  const Folder folder;
  const std::string path = folder.file("fields.h5");
  FieldGroup group;
  group.modulator = "reward";
  group.species = "dopamine";
  group.probes = true;
  FieldFile file(path, Communicator(MPI_COMM_SELF), {group}, origin);
  file.append_probes(0, std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3});
  file.close();
  EXPECT_THAT(describe_file(path), AllOf(HasSubstr("modulator fields"),
                                         HasSubstr("reward: species dopamine, 3 times at probes")));
}

TEST(FileInfo, DescribesNetworksAndOtherFiles) {
  const Folder folder;
  TestFile(folder.file("edges.h5"))
      .add<std::uint64_t>("/edges/e/source_node_id", {1, 2})
      .attribute("/edges/e/source_node_id", "node_population", "LGN")
      .add<std::uint64_t>("/edges/e/target_node_id", {1, 2});
  EXPECT_THAT(describe_file(folder.file("edges.h5")),
              AllOf(HasSubstr("SONATA edges"), HasSubstr("e: 2 edges from LGN to ?")));
  TestFile(folder.file("array.h5")).add<float>("/a/b", {1, 2, 3, 4, 5, 6}, {3, 2});
  EXPECT_THAT(describe_file(folder.file("array.h5")),
              AllOf(HasSubstr("HDF5 file"), HasSubstr("/a/b"), HasSubstr("[3, 2]")));
}

TEST(FileInfo, RefusesWhatItCannotDescribe) {
  const Folder folder;
  test::write_bytes(folder.file("a.h5"), "text");
  EXPECT_THAT(test::message_of<FileError>([&] { (void)describe_file(folder.file("a.h5")); }),
              HasSubstr("is not an HDF5 file"));
  EXPECT_THAT(test::message_of<FileError>([&] { (void)describe_file(folder.file("b.h5")); }),
              HasSubstr("no such file"));
  const Folder empty;
  EXPECT_THAT(test::message_of<FileError>([&] { (void)describe_file(empty.path()); }),
              HasSubstr("holds no results"));
}

}  // namespace
}  // namespace engram
