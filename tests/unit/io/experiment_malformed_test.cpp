#include <gtest/gtest.h>

#include <array>
#include <ctime>
#include <random>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "io/experiment/writer.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"
#include "support/mutations.hpp"

namespace engram {
namespace {

using testing::example_experiments;
using testing::Json;
using testing::Mutant;

enum class Verdict { refused, accepted };

/// Reads the text. Whatever it is, there must be a verdict within a second of work, and a refusal
/// must say why and, as the text has lines, where.
Verdict judge(const std::string& text, const std::string& what) {
  static const Catalogue catalogue = testing::fake_catalogue();
  const std::clock_t start = std::clock();
  Verdict verdict = Verdict::accepted;
  try {
    // Whatever is accepted must be an experiment: one that can be written and read again.
    const std::string once = experiment_json(parse_experiment(text, "bad.yaml", catalogue));
    EXPECT_EQ(experiment_json(parse_experiment(once, "bad.yaml", catalogue)), once) << what;
  } catch (const BadInput& error) {
    verdict = Verdict::refused;
    EXPECT_FALSE(error.problems().empty()) << what;
    bool has_line = false;
    for (const Problem& problem : error.problems()) {
      EXPECT_FALSE(problem.message.empty()) << what;
      has_line = has_line || (problem.line > 0 && problem.column > 0);
    }
    EXPECT_TRUE(has_line) << what << "\n" << error.what();
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 1.0) << what;
  return verdict;
}

void expect_all_refused(const std::vector<Mutant>& mutants, std::size_t least) {
  EXPECT_GE(mutants.size(), least);
  for (const Mutant& mutant : mutants) {
    EXPECT_EQ(judge(mutant.text, mutant.what), Verdict::refused) << mutant.what;
  }
}

/// The examples as JSON documents with every default written out.
std::vector<Json> documents() {
  std::vector<Json> all;
  for (const std::string_view text : example_experiments) {
    all.push_back(Json::parse(
        experiment_json(parse_experiment(std::string(text), "x.yaml", testing::fake_catalogue()))));
  }
  return all;
}

TEST(MalformedExperiment, WrongTypesAreRefused) {
  for (const Json& document : documents())
    expect_all_refused(testing::with_wrong_types(document), 30);
}

TEST(MalformedExperiment, WrongNumbersAreRefused) {
  for (const Json& document : documents())
    expect_all_refused(testing::with_wrong_numbers(document), 30);
}

TEST(MalformedExperiment, DoubleKeysAreRefused) {
  for (const Json& document : documents())
    expect_all_refused(testing::with_double_keys(document), 20);
}

TEST(MalformedExperiment, MisspelledKeysAreRefused) {
  // Stimuli may have any name; a population without projections is missed nowhere.
  const auto is_free = [](const Json::json_pointer& at) {
    return at.parent_pointer().to_string() == "/stimuli";
  };
  for (const Json& document : documents()) {
    expect_all_refused(testing::with_misspelled_keys(document, is_free), 20);
  }
}

TEST(MalformedExperiment, TruncatedTextIsRefused) {
  for (const Json& document : documents()) {
    const std::string text = document.dump(1);
    std::vector<Mutant> mutants;
    for (std::size_t i = 1; i < 100; ++i) {
      const std::size_t length = text.size() * i / 100;
      mutants.push_back({"cut at " + std::to_string(length), text.substr(0, length)});
    }
    expect_all_refused(mutants, 90);
  }
}

TEST(MalformedExperiment, TruncatedYamlHasAVerdict) {
  for (const std::string_view example : {testing::full_example, testing::plastic_example}) {
    const std::string text(example);
    int refused = 0;
    for (std::size_t length = 0; length < text.size(); length += 11) {
      if (judge(text.substr(0, length), "cut at " + std::to_string(length)) == Verdict::refused) {
        ++refused;
      }
    }
    EXPECT_GT(refused, 100);
  }
}

TEST(MalformedExperiment, BytesThatAreNoTextAreRefused) {
  const std::string text(testing::full_example);
  std::vector<Mutant> mutants;
  for (const std::string bad : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82",
                                "\x80", "\x01", "\x7F"}) {
    for (std::size_t at = 0; at < text.size(); at += text.size() / 9) {
      std::string copy = text;
      copy.insert(at, bad);
      mutants.push_back({"bad bytes at " + std::to_string(at), copy});
    }
  }
  mutants.push_back({"zero byte", std::string("engram: 1\n\0", 11)});
  mutants.push_back({"UTF-16", std::string("\xFF\xFE"
                                           "e\0n\0",
                                           6)});
  expect_all_refused(mutants, 70);
}

TEST(MalformedExperiment, RandomEditsHaveAVerdict) {
  std::mt19937 random(7);  // NOLINT: the same edits every time
  constexpr std::string_view signs = "{}[]:,-&*!|>'\"%@`#?\t\n .019eEx~<\\/";
  int refused = 0;
  constexpr int edits = 2000;
  for (int i = 0; i < edits; ++i) {
    std::string text(example_experiments[static_cast<std::size_t>(i) % example_experiments.size()]);
    for (int n = 0; n <= i % 4; ++n) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text.insert(at, 1, signs[random() % signs.size()]);
          break;
        case 1:
          text[at] = signs[random() % signs.size()];
          break;
        case 2:
          text.erase(at, 1 + random() % 5);
          break;
        case 3:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
          break;
      }
    }
    if (judge(text, "random edit " + std::to_string(i) + "\n" + text) == Verdict::refused)
      ++refused;
  }
  EXPECT_GT(refused, edits / 2);
}

TEST(MalformedExperiment, RandomBytesAreRefused) {
  std::mt19937 random(11);  // NOLINT
  std::vector<Mutant> mutants;
  for (int i = 0; i < 100; ++i) {
    std::string text;
    for (int n = 0; n < 200; ++n) text += static_cast<char>(random() % 256);
    mutants.push_back({"random bytes " + std::to_string(i), text});
  }
  expect_all_refused(mutants, 100);
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(MalformedExperiment, WhatIsMadeToExhaustTheReaderIsRefused) {
  std::string laughs = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  std::string merges = "m0: &m0 {k: 1}\n";
  for (int i = 1; i < 12; ++i) {
    const std::string n = std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + n + ": &a" + n + " [" + before + repeated(", " + before, 9) + "]\n";
    const std::string map = "*m" + std::to_string(i - 1);
    merges += "m" + n + ": &m" + n + " {x" + n + ": [" + map + repeated(", " + map, 9) +
              "], <<: " + map + "}\n";
  }
  std::string indented;
  for (std::size_t i = 0; i < 2000; ++i) indented += std::string(i, ' ') + "a:\n";
  std::string distinct;
  for (int i = 0; i < 20000; ++i) distinct += "k" + std::to_string(i) + ": 1\n";
  const std::vector<Mutant> mutants = {
      {"many lists", repeated("[", 100000)},
      {"many lists, closed", "engram: " + repeated("[", 400) + repeated("]", 400)},
      {"many maps", repeated("{a: ", 100000)},
      {"many dashes", repeated("- ", 50000)},
      {"many keys in a line", repeated("a: ", 50000)},
      {"many question marks", repeated("? ", 50000)},
      {"deep indentation", indented},
      {"billion laughs", laughs},
      {"billion laughs by merging", merges},
      {"cyclic list", "engram: &a [*a]"},
      {"cyclic map", "engram: 1\npopulations: &a {E: *a}"},
      {"cyclic merge", "engram: 1\npopulations: &a {<<: *a}"},
      {"unknown alias", "engram: *a"},
      {"many unknown keys", "engram: 1\n" + distinct},
      {"many unknown populations", "engram: 1\npopulations:\n  " + repeated("A: {}\n  ", 20000)},
      {"a very long word", "engram: 1\n" + repeated("x", 1000000)},
      {"a very long key", "engram: 1\n" + repeated("x", 1000000) + ": 1"},
      {"many anchors", "engram: [" + repeated("&a 1, ", 50000) + "1]"},
      {"a tag without end", "engram: !<" + repeated("x", 10000)},
      {"a text without end", "engram: \"" + repeated("x ", 10000)},
  };
  expect_all_refused(mutants, 20);
}

TEST(MalformedExperiment, BrokenYamlIsRefused) {
  const std::vector<std::string> texts = {
      "engram: 1\npopulations:\n\tE: {model: lif, size: 1}\n",
      "engram: 1\npopulations: {E: {model: lif, size: 1}\n",
      "engram: 1\npopulations: {E: {model: lif, size: 1}}}\n",
      "engram: 1\npopulations:\n  E: {model: lif, size: 1}\n I: {model: lif, size: 1}\n",
      "engram: 1\npopulations: {E: {model: lif size: 1}}\n",
      "engram: 1\npopulations: {E: {model: 'lif, size: 1}}\n",
      "engram: 1\npopulations: {E: {model: lif, size: 1}}\n...\nmore: 1\n",
      "engram: 1 populations: {}\n",
      "engram 1\n",
      "%YAML 9.9\n---\nengram: 1\n",
      "? [engram]\n: 1\n",
      "? {a: b}\n: 1\n",
      "engram: 1\n<<: 5\n",
      "engram: 1\npopulations: !!set {E}\n",
      "engram: @1\n",
      "engram: `1\n",
      "engram: |\n  1\n",
      "engram: &a\n",
      "\xEF\xBB\xBF",
  };
  for (const std::string& text : texts) EXPECT_EQ(judge(text, text), Verdict::refused) << text;
}

}  // namespace
}  // namespace engram
