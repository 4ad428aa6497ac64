#include <gmock/gmock.h>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;

Experiment parse(const std::string& blocks) {
  return parse_experiment("engram: 1\npopulations: {E: {model: lif, size: 2}}\n" + blocks,
                          "test.yaml", testing::fake_catalogue());
}

std::string problems_of(const std::string& blocks) {
  try {
    parse(blocks);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

TEST(LedgerBlocks, HaveDefaults) {
  const Experiment e = parse("");
  EXPECT_EQ(e.energy.constants, "howarth_2012");
  EXPECT_TRUE(e.energy.params.empty());
  EXPECT_FALSE(e.energy.interval);
  EXPECT_FALSE(e.sparseness.window);
}

TEST(LedgerBlocks, AreRead) {
  const Experiment e = parse("energy: {spike: 3e8, interval: 20}\nsparseness: {window: 5}\n");
  EXPECT_EQ(e.energy.params.at("spike"), 3e8);
  EXPECT_EQ(e.energy.interval, 20.0);
  EXPECT_EQ(e.sparseness.window, 5.0);
}

TEST(LedgerBlocks, TellWhatIsWrongAndWhere) {
  EXPECT_THAT(problems_of("energy: {spik: 3e8}"), HasSubstr("test.yaml:3:10"));
  EXPECT_THAT(problems_of("energy: {spike: much}"), HasSubstr("energy.spike"));
  EXPECT_THAT(problems_of("energy: {constants: none}"), HasSubstr("howarth_2012"));
  EXPECT_THAT(problems_of("sparseness: {windows: 3}"), HasSubstr("window"));
  EXPECT_THAT(problems_of("sparseness: {window: -3}"), HasSubstr("above 0"));
}

}  // namespace
}  // namespace engram
