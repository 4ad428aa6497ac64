#include <gmock/gmock.h>

#include "model/ledger_times.hpp"
#include "model/validate.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;

Experiment experiment() {
  Experiment e;
  e.populations = {Population{.name = "E", .model = "lif", .size = 8}};
  return e;
}

/// The one problem.
Problem problem_of(const Experiment& e) {
  const std::vector<Problem> problems = validate(e, testing::fake_catalogue());
  EXPECT_EQ(problems.size(), 1U);
  return problems.empty() ? Problem{} : problems.front();
}

TEST(ValidateLedger, AcceptsWhatIsAllowed) {
  Experiment e = experiment();
  e.energy = {"howarth_2012", {{"spike", 0.0}}, 0.1};
  e.sparseness.window = 0.3;
  EXPECT_TRUE(validate(e, testing::fake_catalogue()).empty());
}

TEST(ValidateLedger, RefusesUnknownConstants) {
  Experiment e = experiment();
  e.energy.constants = "howarth_2013";
  EXPECT_EQ(problem_of(e).path, "energy.constants");
  EXPECT_THAT(problem_of(e).message, HasSubstr("howarth_2012"));
  e = experiment();
  e.energy.params["spikes"] = 1.0;
  EXPECT_EQ(problem_of(e).path, "energy.spikes");
}

TEST(ValidateLedger, RefusesImpossibleNumbers) {
  Experiment e = experiment();
  e.energy.params["spike"] = -1.0;
  EXPECT_EQ(problem_of(e).path, "energy.spike");
  e = experiment();
  e.energy.interval = 0.0;
  EXPECT_EQ(problem_of(e).path, "energy.interval");
  e = experiment();
  e.sparseness.window = 0.25;
  EXPECT_EQ(problem_of(e).path, "sparseness.window");
}

TEST(ValidateLedger, UsualTimesAreWholeSteps) {
  Experiment e = experiment();
  e.simulation.dt = 0.3;
  EXPECT_EQ(window_steps(e), 333);
  EXPECT_EQ(ledger_steps(e), 3333);
  e.simulation.dt = 250.0;
  EXPECT_EQ(window_steps(e), 1);
  e.sparseness.window = 500.0;
  EXPECT_EQ(window_steps(e), 2);
}

}  // namespace
}  // namespace engram
