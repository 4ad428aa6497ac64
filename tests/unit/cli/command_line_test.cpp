#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engram/simulation.hpp"

namespace engram::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class Kind>
Kind parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "engram");
  const Command command = parse_command_line(words);
  if (const Answer* answer = std::get_if<Answer>(&command)) ADD_FAILURE() << answer->text;
  const Kind* kind = std::get_if<Kind>(&command);
  EXPECT_NE(kind, nullptr);
  return kind == nullptr ? Kind() : *kind;
}

Answer answer(std::vector<std::string> words) {
  words.insert(words.begin(), "engram");
  const Command command = parse_command_line(words);
  const Answer* found = std::get_if<Answer>(&command);
  EXPECT_NE(found, nullptr) << "understood as command " << command.index();
  return found == nullptr ? Answer() : *found;
}

TEST(CommandLine, Run) {
  const RunCommand run = parsed<RunCommand>({"run", "a.yaml", "--out", "results", "--threads", "4",
                                             "--overwrite", "--set", "simulation.dt=0.05", "--set",
                                             "record.spikes=all", "--seed", "7"});
  EXPECT_EQ(run.experiment.file, "a.yaml");
  EXPECT_THAT(run.experiment.set, ElementsAre("simulation.dt=0.05", "record.spikes=all"));
  EXPECT_EQ(run.experiment.seed, "7");
  EXPECT_EQ(run.experiment.duration, "");
  EXPECT_EQ(run.out, "results");
  EXPECT_EQ(run.threads, 4);
  EXPECT_TRUE(run.overwrite);
  EXPECT_EQ(run.progress, ProgressStyle::automatic);
  EXPECT_THAT(run.command_line, HasSubstr("engram run a.yaml --out results"));
}

TEST(CommandLine, RunWithCheckpoints) {
  const CheckpointOptions none = parsed<RunCommand>({"run", "a.yaml"}).checkpoints;
  EXPECT_FALSE(none.wanted());
  EXPECT_FALSE(none.resume);
  EXPECT_EQ(none.keep, 2U);
  const CheckpointOptions all =
      parsed<RunCommand>({"run", "a.yaml", "--checkpoint-every-model", "100",
                          "--checkpoint-every-wall", "900", "--checkpoint-at-end",
                          "--checkpoint-dir", "there", "--checkpoint-keep", "3", "--time-limit",
                          "3600", "--resume", "--from", "other/checkpoints"})
          .checkpoints;
  EXPECT_EQ(all.every_model_ms, 100.0);
  EXPECT_EQ(all.every_wall_seconds, 900.0);
  EXPECT_TRUE(all.at_end);
  EXPECT_EQ(all.directory, "there");
  EXPECT_EQ(all.keep, 3U);
  EXPECT_EQ(all.time_limit_seconds, 3600.0);
  EXPECT_TRUE(all.resume);
  EXPECT_EQ(all.from, "other/checkpoints");
  EXPECT_TRUE(all.wanted());
}

TEST(CommandLine, OptionsMayStandBeforeTheFile) {
  const RunCommand run = parsed<RunCommand>({"run", "--set", "a=1", "a.yaml", "--set=b=-2"});
  EXPECT_EQ(run.experiment.file, "a.yaml");
  EXPECT_THAT(run.experiment.set, ElementsAre("a=1", "b=-2"));
}

TEST(CommandLine, TheLastOfTwoHolds) {
  const RunCommand run =
      parsed<RunCommand>({"run", "a", "--threads", "2", "--out", "x", "--seed", "1", "--threads",
                          "3", "--out", "y", "--seed", "2", "--quiet", "--quiet"});
  EXPECT_EQ(run.threads, 3);
  EXPECT_EQ(run.out, "y");
  EXPECT_EQ(run.experiment.seed, "2");
}

TEST(CommandLine, StylesOfProgress) {
  EXPECT_EQ(parsed<RunCommand>({"run", "a", "--quiet"}).progress, ProgressStyle::none);
  EXPECT_EQ(parsed<RunCommand>({"run", "a", "--progress", "none"}).progress, ProgressStyle::none);
  EXPECT_EQ(parsed<RunCommand>({"run", "a", "--progress", "line"}).progress, ProgressStyle::line);
  EXPECT_EQ(parsed<RunCommand>({"run", "a", "--progress", "lines"}).progress, ProgressStyle::lines);
  EXPECT_EQ(parsed<RunCommand>({"run", "a", "--progress", "auto"}).progress,
            ProgressStyle::automatic);
}

TEST(CommandLine, CheckAndPlan) {
  const PlanCommand plan =
      parsed<PlanCommand>({"plan", "a.yaml", "--ranks", "10000", "--tile", "12958",
                           "--remote-fraction", "0.1", "--remote-columns", "10"});
  EXPECT_EQ(plan.ranks, 10000);
  EXPECT_EQ(plan.threads, 1);
  EXPECT_EQ(plan.tile, 12958.0);
  EXPECT_EQ(plan.remote_fraction, 0.1);
  EXPECT_EQ(plan.remote_columns, 10.0);
  EXPECT_EQ(parsed<CheckCommand>({"check", "a.yaml", "--duration", "5"}).plan.experiment.duration,
            "5");
}

TEST(CommandLine, Sweep) {
  const SweepCommand listed = parsed<SweepCommand>({"sweep", "a.yaml"});
  EXPECT_FALSE(listed.runs);
  const SweepCommand run =
      parsed<SweepCommand>({"sweep", "a.yaml", "--run", "--out", "o", "--quiet"});
  EXPECT_TRUE(run.runs);
  EXPECT_EQ(run.run.out, "o");
  EXPECT_EQ(run.run.progress, ProgressStyle::none);
  EXPECT_EQ(parsed<RunCommand>({"run", "a.yaml", "--point", "3"}).experiment.point, 3U);
  EXPECT_EQ(parsed<RunCommand>({"run", "a.yaml"}).experiment.point, std::nullopt);
}

TEST(CommandLine, TheReportTakesItsOptionsItself) {
  const ReportCommand report = parsed<ReportCommand>({"report", "dir", "--format", "pdf"});
  EXPECT_EQ(report.directory, "dir");
  EXPECT_THAT(report.rest, ElementsAre("--format", "pdf"));
}

TEST(CommandLine, InfoAndModels) {
  EXPECT_EQ(parsed<InfoCommand>({"info", "x.h5"}).paths, std::vector<std::string>{"x.h5"});
  EXPECT_FALSE(parsed<InfoCommand>({"info", "x.h5"}).verify);
  const InfoCommand several = parsed<InfoCommand>({"info", "--verify", "x.h5", "y"});
  EXPECT_THAT(several.paths, ElementsAre("x.h5", "y"));
  EXPECT_TRUE(several.verify);
  EXPECT_EQ(parsed<ModelsCommand>({"models"}).name, "");
  EXPECT_TRUE(parsed<ModelsCommand>({"models", "metis", "--markdown"}).markdown);
  EXPECT_TRUE(parsed<ModelsCommand>({"models", "--schema"}).schema);
}

TEST(CommandLine, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(answer({"--help"}).code, ExitCode::done);
  EXPECT_THAT(answer({"run", "--help"}).text, HasSubstr("--overwrite"));
  EXPECT_THAT(answer({"--version"}).text, HasSubstr(version()));
}

TEST(CommandLine, MistakesNameTheWordAndWhatWasMeant) {
  const auto refused = [](const std::vector<std::string>& words) {
    const Answer found = answer(words);
    EXPECT_EQ(found.code, ExitCode::bad_input);
    return found.text;
  };
  EXPECT_THAT(refused({}), HasSubstr("run"));
  EXPECT_THAT(refused({"modles"}), HasSubstr("unknown command 'modles' (did you mean 'models'?)"));
  EXPECT_THAT(refused({"xyz"}),
              HasSubstr("the commands are run, sweep, check, plan, info, models, report"));
  EXPECT_THAT(refused({"run", "a", "--overwite"}), HasSubstr("(did you mean '--overwrite'?)"));
  EXPECT_THAT(refused({"run", "a", "b"}), HasSubstr("unexpected argument 'b'"));
  EXPECT_THAT(refused({"run"}), HasSubstr("FILE"));
  EXPECT_THAT(refused({"run", "a", "--threads", "0"}), HasSubstr("--threads"));
  EXPECT_THAT(refused({"run", "a", "--threads", "1.5"}), HasSubstr("--threads"));
  EXPECT_THAT(refused({"run", "a", "--resume", "--overwrite"}), HasSubstr("--resume"));
  EXPECT_THAT(refused({"run", "a", "--checkpoint-every-wall", "-1"}),
              HasSubstr("--checkpoint-every-wall"));
  EXPECT_THAT(refused({"run", "a", "--checkpoint-keep", "0"}), HasSubstr("--checkpoint-keep"));
  EXPECT_THAT(refused({"plan", "a"}), HasSubstr("--ranks"));
  EXPECT_THAT(refused({"plan", "a", "--ranks", "2", "--remote-fraction", "1.1"}),
              HasSubstr("--remote-fraction"));
}

}  // namespace
}  // namespace engram::cli
