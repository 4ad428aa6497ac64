#include "modulation/response.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace engram {
namespace {

using Params = std::map<std::string, double>;

double respond(const char* function, const Params& params, double baseline, double c) {
  return ResponseFunction(Response{function, params}, baseline)(c);
}

TEST(Responses, AreZeroAtTheBaseline) {
  for (const ResponseInfo& info : response_functions()) {
    for (const double baseline : {0.0, 0.03, 0.1, 1.0, 7.5}) {
      EXPECT_EQ(
          ResponseFunction(Response{std::string(info.name), {{"gain", 3.7}}}, baseline)(baseline),
          0.0)
          << info.name;
    }
  }
}

TEST(Responses, HaveTheirValuesAtKnownPoints) {
  EXPECT_DOUBLE_EQ(respond("linear", {}, 0.25, 1.0), 0.75);
  EXPECT_DOUBLE_EQ(respond("linear", {{"gain", -2.0}}, 0.0, 1.5), -3.0);

  EXPECT_DOUBLE_EQ(respond("hill", {{"K", 0.2}}, 0.0, 0.2), 0.5);
  EXPECT_DOUBLE_EQ(respond("hill", {{"K", 0.2}, {"n", 3.0}}, 0.0, 0.4), 8.0 / 9.0);
  EXPECT_DOUBLE_EQ(respond("hill", {{"K", 0.2}, {"n", 3.0}}, 0.1, 0.4), 8.0 / 9.0 - 1.0 / 9.0);
  EXPECT_NEAR(respond("hill", {{"n", 1.5}}, 0.0, 4.0), 8.0 / 9.0, 1e-14);
  EXPECT_NEAR(respond("hill", {{"n", 0.5}}, 0.0, 0.25), 1.0 / 3.0, 1e-14);
  EXPECT_NEAR(respond("hill", {{"n", 12.0}}, 0.0, 2.0), 4096.0 / 4097.0, 1e-14);

  EXPECT_DOUBLE_EQ(respond("threshold", {{"theta", 0.5}, {"gain", 2.0}}, 0.0, 0.75), 0.5);
  EXPECT_EQ(respond("threshold", {{"theta", 0.5}}, 0.0, 0.5), 0.0);
  EXPECT_DOUBLE_EQ(respond("threshold", {{"theta", 0.5}}, 0.75, 0.25), -0.25);

  EXPECT_EQ(respond("step", {{"theta", 0.5}, {"gain", 3.0}}, 0.0, 0.5), 0.0);
  EXPECT_EQ(respond("step", {{"theta", 0.5}, {"gain", 3.0}}, 0.0, 0.5000001), 3.0);
  EXPECT_EQ(respond("step", {{"theta", 0.5}, {"gain", 3.0}}, 0.6, 0.1), -3.0);

  EXPECT_NEAR(respond("saturating", {{"K", 0.3}}, 0.0, 0.3), 1.0 - std::exp(-1.0), 1e-15);
  EXPECT_NEAR(respond("saturating", {{"K", 0.3}}, 0.15, 0.3), std::exp(-0.5) - std::exp(-1.0),
              1e-15);
}

TEST(Responses, AgreeWithTheLibraryOverTenDecades) {
  for (const double n : {1.0, 2.0, 4.0, 8.0, 9.0, 0.7, 2.31}) {
    const ResponseFunction hill(Response{"hill", {{"K", 0.07}, {"n", n}}}, 0.01);
    const ResponseFunction saturating(Response{"saturating", {{"K", 0.07}}}, 0.01);
    const auto bound = [&](double c) { return 1.0 / (1.0 + std::pow(0.07 / c, n)); };
    for (double c = 1e-6; c < 1e4; c *= 1.37) {
      EXPECT_NEAR(hill(c), bound(c) - bound(0.01), 1e-14) << n << " " << c;
      EXPECT_NEAR(saturating(c), std::exp(-0.01 / 0.07) - std::exp(-c / 0.07), 1e-15);
    }
  }
}

TEST(Responses, StayFiniteAtExtremesAndShowNaN) {
  for (const double n : {1.0, 3.0, 8.0, 50.5}) {
    const ResponseFunction hill(Response{"hill", {{"n", n}}}, 0.0);
    EXPECT_EQ(hill(0.0), 0.0);
    EXPECT_EQ(hill(1e-320), 0.0);
    EXPECT_NEAR(hill(1e300), 1.0, 1e-15);
    EXPECT_LT(hill(1e-60), 1e-50);
    EXPECT_TRUE(std::isnan(hill(std::nan(""))));
  }
  EXPECT_EQ(respond("saturating", {}, 0.0, 1e300), 1.0);
  EXPECT_TRUE(std::isnan(respond("saturating", {}, 0.0, std::nan(""))));
}

TEST(Responses, ThatTakeValuesBelowZeroAreFiniteAndMonotonic) {
  std::vector<std::string_view> taken;
  for (const ResponseInfo& info : response_functions()) {
    if (!info.signed_values) continue;
    taken.push_back(info.name);
    const ResponseFunction response(Response{std::string(info.name), {}}, 0.0);
    double before = -std::numeric_limits<double>::infinity();
    for (const double c : {-1e300, -5.0, -0.1, -1e-300, 0.0, 0.05, 0.2, 5.0, 1e300}) {
      ASSERT_TRUE(std::isfinite(response(c))) << info.name << " " << c;
      EXPECT_GE(response(c), before) << info.name << " " << c;
      before = response(c);
    }
  }
  EXPECT_EQ(taken, (std::vector<std::string_view>{"linear", "threshold", "step"}));
  EXPECT_EQ(respond("linear", {{"gain", 2.0}}, 0.5, -1.0), -3.0);
  EXPECT_EQ(respond("threshold", {}, 0.0, -3.0), 0.0);
  EXPECT_EQ(respond("step", {{"theta", 0.0}}, 0.0, -1e-9), 0.0);
}

TEST(Responses, TellWhichAreLinear) {
  EXPECT_EQ(ResponseFunction(Response{"linear", {{"gain", 2.5}}}, 1.0).linear_gain(), 2.5);
  EXPECT_EQ(ResponseFunction(Response{}, 1.0).linear_gain(), 1.0);
  EXPECT_FALSE(ResponseFunction(Response{"hill", {}}, 1.0).linear_gain().has_value());
}

TEST(Responses, RefuseUnknownNamesAndBadNumbers) {
  EXPECT_THROW(respond("sigmoid", {}, 0.0, 1.0), Error);
  EXPECT_THROW(respond("linear", {{"K", 1.0}}, 0.0, 1.0), Error);
  EXPECT_THROW(respond("hill", {{"K", 0.0}}, 0.0, 1.0), Error);
  EXPECT_THROW(respond("hill", {{"n", -1.0}}, 0.0, 1.0), Error);
  EXPECT_THROW(respond("saturating", {{"K", std::numeric_limits<double>::infinity()}}, 0.0, 1.0),
               Error);
  EXPECT_EQ(find_response("hil"), nullptr);
}

TEST(Responses, HaveTablesWithMeaningsAndDefaultsInRange) {
  for (const ResponseInfo& info : response_functions()) {
    EXPECT_EQ(find_response(info.name), &info);
    EXPECT_FALSE(info.equations.empty());
    EXPECT_FALSE(info.reference.empty());
    EXPECT_NE(find(info.parameters, "gain"), nullptr);
    for (const Quantity& line : info.parameters) {
      EXPECT_TRUE(line.range.contains(line.default_value)) << info.name << " " << line.name;
      EXPECT_FALSE(line.meaning.empty());
    }
  }
}

}  // namespace
}  // namespace engram
