#include "io/experiment/schema.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "io/experiment/writer.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"
#include "support/mutations.hpp"

namespace engram {
namespace {

using testing::Json;
using testing::Mutant;

constexpr const char* judge_script = R"(
import json, sys
import jsonschema
folder = sys.argv[1]
schema = json.load(open(folder + "/schema.json"))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
with open(folder + "/verdicts", "w") as out:
    for line in open(folder + "/documents"):
        document = json.loads(json.loads(line))
        out.write("1" if validator.is_valid(document) else "0")
)";

/// Verdicts of Python's jsonschema on documents: true where the schema accepts.
std::vector<bool> schema_verdicts(const std::vector<std::string>& documents) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("engram_schema_test_" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "schema.json") << json_schema(testing::fake_catalogue());
  std::ofstream(folder / "judge.py") << judge_script;
  {
    std::ofstream lines(folder / "documents");
    for (const std::string& document : documents) lines << Json(document).dump() << '\n';
  }
  const std::string command =
      "/usr/bin/python3 " + (folder / "judge.py").string() + " " + folder.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::string verdicts;
  std::ifstream(folder / "verdicts") >> verdicts;
  std::filesystem::remove_all(folder);
  EXPECT_EQ(verdicts.size(), documents.size());
  std::vector<bool> accepted;
  for (const char verdict : verdicts) accepted.push_back(verdict == '1');
  accepted.resize(documents.size());
  return accepted;
}

bool reader_accepts(const std::string& text) {
  static const Catalogue catalogue = testing::fake_catalogue();
  try {
    static_cast<void>(parse_experiment(text, "x.json", catalogue));
    return true;
  } catch (const BadInput&) {
    return false;
  }
}

std::string resolved(std::string_view example) {
  return experiment_json(
      parse_experiment(std::string(example), "x.yaml", testing::fake_catalogue()));
}

/// Documents as people write them: single targets, rules as text, numbers without a map, switches.
std::vector<std::string> short_forms() {
  return {
      std::string(testing::json_example), R"({"engram": 1, "switches": {"mode": "full"},
    "populations": {"E": {"model": "lif", "size": 9}, "R": {"model": "relay", "size": 2, "params": {"label": 1}}},
    "stimuli": {"s": {"type": "poisson_generator", "target": "E", "rate": 5, "enabled": false, "when": {"mode": "full"}},
                "t": {"type": "spike_times", "target": [{"population": "E", "sample": 2}], "times": [1, 2.5]},
                "u": {"type": "spike_times", "target": ["R"], "spikes": {"file": "x.h5"}}},
    "projections": [{"source": "E", "target": ["E", "R"], "rule": "all_to_all", "allow_autapses": false},
                    {"source": "E", "target": "E", "rule": {"pairwise_bernoulli": 0.1}, "enabled": false, "when": {"mode": ["full"]},
                     "synapse": {"model": "tired_synapse", "U": 1, "weight": {"normal": {"mean": 1, "std": 0}}}},
                    {"source": "E", "target": "R", "rule": {"sonata_edges": {"file": "e.h5"}}, "synapse": {}}],
    "record": {"spikes": "E", "state": [{"population": "E", "variables": "V_m"}]},
    "partitioning": {}, "reference": {}, "simulation": {}})",
      R"({"engram": 1, "populations": {"E": {"model": "lif", "size": 4,
    "positions": {"file": "x.h5", "dataset": "/x", "extent": []}, "initial": {"V_m": {"file": "x", "dataset": "y"}}}},
    "record": {"spikes": ["E"]}})",
      R"({"engram": 1, "populations": {"E": {"model": "lif", "size": 1, "modulation": [], "homeostasis": {"gain": 0}}},
    "modulators": {"m": {"reward": {"pre": "E", "post": "E", "amount": 1}, "params": {"tau": 5}, "release": []}},
    "projections": [{"source": "E", "target": "E", "rule": "all_to_all",
                     "synapse": {"release": {"species": "m", "amount": 0.5}, "weight": 0}},
                    {"source": "E", "target": "E", "rule": "all_to_all",
                     "synapse": {"model": "pair_synapse", "scaling": {"gain": 0}, "third_factor": {"species": "m", "response": {"hill": {"K": 1}}}}}],
    "structural": [{"source": "E", "target": "E", "nu": 0, "synapse": {}}],
    "record": {"weights": [{"source": "E", "target": "E", "snapshots": [0]}], "fields": [{"modulator": "m", "snapshots": [0, 0.1]}]}})"};
}

TEST(ExperimentSchema, AcceptsValidFiles) {
  std::vector<std::string> documents = short_forms();
  for (const std::string_view example : testing::example_experiments) {
    documents.push_back(resolved(example));
  }
  const std::vector<bool> accepted = schema_verdicts(documents);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    EXPECT_TRUE(reader_accepts(documents[i])) << documents[i];
    EXPECT_TRUE(accepted[i]) << documents[i];
  }
}

TEST(ExperimentSchema, RefusesBrokenFilesAndNothingTheReaderAccepts) {
  std::vector<Mutant> mutants;
  std::vector<std::string> documents = short_forms();
  documents.push_back(resolved(testing::full_example));
  documents.push_back(resolved(testing::plastic_example));
  const auto is_free = [](const Json::json_pointer&) { return false; };
  for (const std::string& text : documents) {
    const Json document = Json::parse(text);
    for (Mutant& mutant : testing::with_wrong_types(document)) mutants.push_back(std::move(mutant));
    for (Mutant& mutant : testing::with_misspelled_keys(document, is_free)) {
      mutants.push_back(std::move(mutant));
    }
    for (Mutant& mutant : testing::with_odd_values(document)) mutants.push_back(std::move(mutant));
  }
  // Every third one: Python takes a few milliseconds for each.
  for (std::size_t i = 0; 3 * i < mutants.size(); ++i) std::swap(mutants[i], mutants[3 * i]);
  mutants.resize(mutants.size() / 3);
  EXPECT_GT(mutants.size(), 500U);
  documents.clear();
  for (const Mutant& mutant : mutants) documents.push_back(mutant.text);
  const std::vector<bool> accepted = schema_verdicts(documents);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    const bool read = reader_accepts(mutants[i].text);
    EXPECT_FALSE(read && !accepted[i]) << "only the schema refuses " << mutants[i].what << "\n"
                                       << mutants[i].text;
    const bool wrong_type = mutants[i].what.find(" = null") != std::string::npos;
    if (wrong_type) {
      EXPECT_FALSE(accepted[i]) << "the schema accepts " << mutants[i].what;
    }
    refused += accepted[i] ? 0 : 1;
  }
  // What the schema cannot know: names of populations, sizes, times on the grid.
  EXPECT_GT(refused, mutants.size() * 2 / 3);
}

/// Names of all keys the schema mentions outside the tables of models.
void collect_keys(const Json& schema, std::vector<std::string>& keys) {
  if (!schema.is_structured()) return;
  for (const auto& [key, child] : schema.items()) {
    if (key == "properties") {
      for (const auto& [name, value] : child.items()) keys.push_back(name);
    }
    collect_keys(child, keys);
  }
}

TEST(ExperimentSchema, EveryKeyIsInTheReference) {
  std::ifstream page(ENGRAM_SOURCE_DIR "/docs/experiment_file.md");
  const std::string text((std::istreambuf_iterator<char>(page)), {});
  ASSERT_FALSE(text.empty());
  const Catalogue without_models;
  std::vector<std::string> keys;
  collect_keys(Json::parse(json_schema(without_models)), keys);
  EXPECT_GT(keys.size(), 50U);
  for (const std::string& key : keys) {
    EXPECT_NE(text.find("`" + key + "`"), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace engram
