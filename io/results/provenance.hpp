#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engram/sweep_point.hpp"

namespace engram {

/// Where a result comes from; stored in every file of results.
struct Provenance {
  std::string engram_version;
  std::string git_commit;
  std::string command;  ///< the command line
  std::string created;  ///< date and time, ISO 8601
  std::string hosts;    ///< names of the machines, separated by commas
  std::uint64_t ranks = 1;
  std::uint64_t threads = 1;          ///< per rank
  std::string experiment;             ///< the experiment with all defaults filled in, JSON text
  std::optional<SweepPoint> point{};  ///< which point of a sweep it is; summary.json only
};

}  // namespace engram
