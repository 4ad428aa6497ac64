#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "io/results/file_info.hpp"
#include "io/results/summary.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using testing::HasSubstr;

RunSummary some_summary() {
  RunSummary summary;
  summary.provenance = {"0.1.0",
                        "abcdef",
                        "engram run a.yaml",
                        "2024-01-01T00:00:00Z",
                        "n1,n2",
                        4,
                        2,
                        R"({"populations": {"E": {"size": 10}}})"};
  summary.seed = 18446744073709551615U;
  summary.neurons = 10;
  summary.synapses = 123456789012;
  summary.real_time_factor = std::numeric_limits<double>::infinity();
  summary.nanoseconds_per_event_per_core = std::numeric_limits<double>::quiet_NaN();
  summary.peak_rss_bytes_max = 5;
  summary.peak_rss_bytes_sum = 8;
  summary.phase_seconds.deliver = 1.25;
  summary.rates_hz = {{"L4E", 4.5}, {"L23E", std::numeric_limits<double>::quiet_NaN()}};
  summary.spike_count = 77;
  summary.spike_hash = 0x0123456789abcdefU;
  return summary;
}

TEST(Summary, NamesThePointOfASweep) {
  RunSummary summary = some_summary();
  EXPECT_FALSE(nlohmann::json::parse(summary_text(summary)).contains("sweep"));
  summary.provenance.point = SweepPoint{3, 6, {{"populations.E.size", "20"}, {"a", "\"x\""}}};
  const auto sweep = nlohmann::json::parse(summary_text(summary))["sweep"];
  EXPECT_EQ(sweep["point"], 3);
  EXPECT_EQ(sweep["points"], 6);
  EXPECT_EQ(sweep["values"], (nlohmann::json{{"populations.E.size", 20}, {"a", "x"}}));
}

TEST(Summary, HoldsEveryFieldInJson) {
  const auto json = nlohmann::ordered_json::parse(summary_text(some_summary()));
  for (const char* field : {"engram_version",
                            "git_commit",
                            "command",
                            "host",
                            "ranks",
                            "threads",
                            "seed",
                            "experiment",
                            "neurons",
                            "synapses",
                            "bytes_per_synapse",
                            "build_seconds",
                            "simulate_seconds",
                            "model_seconds",
                            "real_time_factor",
                            "synaptic_events",
                            "nanoseconds_per_event_per_core",
                            "peak_rss_bytes",
                            "phase_seconds",
                            "rates_hz",
                            "spike_count",
                            "spike_hash",
                            "state_hash"}) {
    EXPECT_TRUE(json.contains(field)) << field;
  }
  for (const char* phase :
       {"update", "deliver", "exchange", "wait", "plasticity", "fields", "record", "checkpoint"}) {
    EXPECT_TRUE(json["phase_seconds"][phase].is_number()) << phase;
  }
  EXPECT_EQ(json["seed"].get<std::uint64_t>(), 18446744073709551615U);
  EXPECT_EQ(json["synapses"], 123456789012);
  EXPECT_EQ(json["spike_hash"], "0x0123456789abcdef");
  EXPECT_EQ(json["peak_rss_bytes"]["sum"], 8);
  EXPECT_EQ(json["phase_seconds"]["deliver"], 1.25);
  EXPECT_EQ(json["experiment"]["populations"]["E"]["size"], 10);
  EXPECT_EQ(json["status"], "complete");
}

TEST(Summary, WritesNullForNumbersThatAreNotFinite) {
  const std::string text = summary_text(some_summary());
  const auto json = nlohmann::ordered_json::parse(text);
  EXPECT_TRUE(json["real_time_factor"].is_null());
  EXPECT_TRUE(json["nanoseconds_per_event_per_core"].is_null());
  EXPECT_TRUE(json["rates_hz"]["L23E"].is_null());
  EXPECT_EQ(json["rates_hz"].begin().key(), "L4E");  // the given order
}

TEST(Summary, TellsOfPlasticProjectionsWhereThereAreSome) {
  RunSummary summary = some_summary();
  EXPECT_FALSE(nlohmann::json::parse(summary_text(summary)).contains("plasticity"));
  summary.plasticity = {{4, "E", "I", "stdp_synapse", "pA", 12000, 41.5, 2.25, 1e6}};
  const auto json = nlohmann::json::parse(summary_text(summary))["plasticity"];
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["projection"], 4);
  EXPECT_EQ(json[0]["source"], "E");
  EXPECT_EQ(json[0]["target"], "I");
  EXPECT_EQ(json[0]["model"], "stdp_synapse");
  EXPECT_EQ(json[0]["unit"], "pA");
  EXPECT_EQ(json[0]["synapses"], 12000);
  EXPECT_EQ(json[0]["mean_weight"], 41.5);
  EXPECT_EQ(json[0]["std_weight"], 2.25);
  EXPECT_EQ(json[0]["weight_change"], 1e6);
}

TEST(Summary, ReplacesTheFileAsAWhole) {
  const Folder folder;
  const std::string path = folder.file("summary.json");
  test::write_bytes(path, "old");
  write_summary(path, some_summary());
  EXPECT_EQ(test::read_bytes(path), summary_text(some_summary()));
  EXPECT_FALSE(std::filesystem::exists(path + ".tmp"));
  RunSummary wrong = some_summary();
  wrong.provenance.experiment = "{not json";
  EXPECT_THROW(write_summary(path, wrong), Error);
  EXPECT_EQ(test::read_bytes(path), summary_text(some_summary()));
}

TEST(Summary, SaysWhyItCannotBeWritten) {
  EXPECT_THAT(
      test::message_of<FileError>([] { write_summary("/nowhere/summary.json", some_summary()); }),
      HasSubstr("No such file or directory"));
  const Folder folder;
  std::filesystem::create_directory(folder.file("summary.json"));
  EXPECT_THROW(write_summary(folder.file("summary.json"), some_summary()), FileError);
  EXPECT_FALSE(std::filesystem::exists(folder.file("summary.json.tmp")));
}

TEST(Summary, IsDescribed) {
  const Folder folder;
  write_summary(folder.file("summary.json"), some_summary());
  EXPECT_THAT(describe_file(folder.file("summary.json")), HasSubstr("0x0123456789abcdef"));
  EXPECT_THAT(describe_file(folder.path()), HasSubstr("engram run a.yaml"));
  test::write_bytes(folder.file("other.json"), "{\"a\": 1}");
  EXPECT_THROW((void)describe_file(folder.file("other.json")), FileError);
  test::write_bytes(folder.file("broken.json"), "{\"a\": ");
  EXPECT_THROW((void)describe_file(folder.file("broken.json")), FileError);
}

}  // namespace
}  // namespace engram
