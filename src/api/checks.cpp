#include "api/checks.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "api/machine.hpp"
#include "core/hash.hpp"
#include "engram/simulation.hpp"
#include "io/experiment/writer.hpp"
#include "model/layout.hpp"
#include "model/validate.hpp"
#include "model/validate_data.hpp"
#include "modulation/check_fields.hpp"
#include "network/weight_grids.hpp"
#include "partitioning/plan.hpp"

namespace engram {
namespace {

std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0;
  for (const char c : text) hash = mix_bits(hash ^ static_cast<unsigned char>(c));
  return hash;
}

/// Of the program that is running; of the version alone where that cannot be read.
std::uint64_t hash_of_program() {
  std::ifstream program("/proc/self/exe", std::ios::binary);
  std::uint64_t hash = hash_of(version());
  for (std::uint64_t word = 0; program.read(reinterpret_cast<char*>(&word), sizeof word);) {
    hash = mix_bits(hash ^ word);
  }
  return hash;
}

void append(std::vector<Problem>& all, std::vector<Problem> more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Says that fields are large where they are.
std::string field_share(const RankEstimate& rank) {
  constexpr double worth_telling = 0.1;
  if (rank.field_bytes < worth_telling * rank.memory_bytes) return "";
  return fmt::format(", fields of modulators of {:.1f} GB on a rank", rank.field_bytes * 1e-9);
}

std::string ranks_that_would_do(std::optional<int> ranks, double bytes_per_rank) {
  if (!ranks) return "no number of ranks of this size would do";
  return fmt::format("{} ranks with {:.1f} GB each would do", *ranks, bytes_per_rank * 1e-9);
}

}  // namespace

std::vector<Problem> find_problems(const Experiment& experiment, const Catalogue& catalogue,
                                   const DataSource& data) {
  std::vector<Problem> problems = validate(experiment, catalogue);
  // The rest asks what the names and numbers mean, so they must be right.
  if (!problems.empty()) return problems;
  append(problems, validate_data(experiment, data));
  append(problems, check_weight_sums(experiment, catalogue, NetworkLayout(experiment)));
  append(problems, check_fields(experiment, catalogue));
  return problems;
}

void require_no_problems(std::vector<Problem> problems, const Communicator& communicator) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t first = communicator.min(problems.empty() ? ranks : me);
  if (first == ranks) return;
  const Rank teller(static_cast<std::int32_t>(first));
  const std::string told = communicator.broadcast(BadInput(problems).what(), teller);
  if (problems.empty())
    problems.push_back({"", 0, 0, "", fmt::format("on rank {} only: {}", first, told)});
  throw BadInput(std::move(problems));
}

void require_same_program(const Communicator& communicator) {
  const std::uint64_t mine = hash_of_program();
  const std::uint64_t first = std::stoull(communicator.broadcast(std::to_string(mine)));
  const auto rank = static_cast<std::uint64_t>(communicator.rank().value());
  const auto none = static_cast<std::uint64_t>(communicator.size());
  const std::uint64_t other = communicator.min(mine == first ? none : rank);
  if (other == none) return;
  throw BadInput(
      {"", 0, 0, "",
       fmt::format("rank {} runs another program than rank 0: start the same executable on all "
                   "machines, from a file system they share or after copying it to each",
                   other)});
}

void require_same_experiment(const Experiment& experiment, const Communicator& communicator) {
  const std::uint64_t mine = hash_of(experiment_json(experiment));
  if (communicator.min(mine) == communicator.max(mine)) return;
  throw BadInput(
      {"", 0, 0, "",
       "the ranks were given different experiments: every rank must read the same file with the "
       "same --set, --seed and --duration"});
}

CostOptions cost_options(const DataSource& data) {
  CostOptions options;
  options.count_edges = [&data](const Projection& projection) {
    return static_cast<double>(data.edges(projection.rule.file, projection.rule.population));
  };
  return options;
}

void require_memory(const Experiment& experiment, const Catalogue& catalogue,
                    const DataSource& data, const Communicator& communicator, int threads) {
  PlanOptions options;
  options.ranks = communicator.size();
  options.threads = threads;
  options.cost = cost_options(data);
  const Plan plan = make_plan(experiment, catalogue, options);
  const auto here = static_cast<double>(ranks_on_this_machine(communicator));
  const std::uint64_t available = available_memory();
  const double share = static_cast<double>(available) / here;
  const double least = communicator.min(available > 0 ? share : 1e300);
  const double needed = plan.max.memory_bytes;
  if (needed <= least) return;
  const std::string place = communicator.size() == 1
                                ? std::string("in memory")
                                : fmt::format("on the fullest of {} ranks, {:.1f} GB in all",
                                              communicator.size(), plan.total.memory_bytes * 1e-9);
  throw BadInput(
      {"", 0, 0, "",
       fmt::format(
           "the network ({:.3g} synapses{}) needs about {:.1f} GB {}, but a rank "
           "can have {:.1f} GB here; {}",
           plan.total.synapses, field_share(plan.max), needed * 1e-9, place, least * 1e-9,
           ranks_that_would_do(required_ranks(experiment, catalogue, least, threads, options.cost),
                               least))});
}

}  // namespace engram
