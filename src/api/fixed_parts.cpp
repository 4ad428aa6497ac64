#include "api/fixed_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "io/experiment/experiment_difference.hpp"
#include "io/experiment/writer.hpp"
#include "network/weight_grids.hpp"

namespace engram {
namespace {

constexpr const char* grids_name = "grids of weights";

constexpr std::array<std::string_view, 6> free_blocks{
    "engram", "name", "description", "simulation.duration", "partitioning", "reference"};
constexpr std::array<std::string_view, 5> free_blocks_of_branch{"simulation.warmup", "stimuli",
                                                                "record", "energy", "sparseness"};
// Of a projection's synapses, what the state that was saved is made of.
constexpr std::array<std::string_view, 8> fixed_keys_of_synapse{
    "model",  "weight", "delay", "axonal_delay", "Wmax", "short_term", "third_factor.species",
    "release"};
constexpr std::array<std::string_view, 3> free_keys_of_modulator{"release", "schedule", "reward"};

/// True for "a.b" and "a.b.c" and "a.b[0]" within "a.b".
bool within(std::string_view path, std::string_view block) {
  if (!path.starts_with(block)) return false;
  return path.size() == block.size() || path[block.size()] == '.' || path[block.size()] == '[';
}

template <std::size_t n>
bool within_any(std::string_view path, const std::array<std::string_view, n>& blocks) {
  return std::ranges::any_of(blocks, [&](std::string_view block) { return within(path, block); });
}

/// What follows "<list>." and a name or "<list>[<number>]." in a path; empty if it is elsewhere.
std::string_view behind_member(std::string_view path, std::string_view list) {
  if (!within(path, list)) return {};
  const std::size_t dot = path.find('.', list.size() + 1);
  return dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
}

bool may_differ_in_run(const ExperimentDifference& difference) {
  return within_any(difference.path, free_blocks);
}

bool may_differ_in_branch(const ExperimentDifference& difference) {
  const std::string_view path = difference.path;
  if (may_differ_in_run(difference) || within_any(path, free_blocks_of_branch)) return true;
  if (within_any(behind_member(path, "modulators"), free_keys_of_modulator)) return true;
  constexpr std::string_view synapse = "synapse.";
  const std::string_view key = behind_member(path, "projections");
  const bool is_number = !difference.before.empty() && !difference.now.empty();
  return is_number && key.starts_with(synapse) &&
         !within_any(key.substr(synapse.size()), fixed_keys_of_synapse);
}

std::string described(const std::string& value) {
  constexpr std::size_t longest = 60;
  if (value.empty()) return "nothing";
  return value.size() <= longest ? value : value.substr(0, longest) + "...";
}

template <class MayDiffer>
void require_same(const std::string& path, const CheckpointHead& saved,
                  const Experiment& experiment, const char* advice, const MayDiffer& may_differ) {
  std::vector<Problem> problems;
  for (const ExperimentDifference& difference :
       differences(saved.provenance.experiment, experiment_json(experiment))) {
    if (may_differ(difference)) continue;
    problems.push_back(
        {"", 0, 0, difference.path,
         fmt::format("is {}, but {} was saved with {}; {}", described(difference.now), path,
                     described(difference.before), advice)});
  }
  if (!problems.empty()) throw BadInput(problems);
}

std::string hex(std::uint64_t value) {
  return fmt::format("0x{:016x}", value);
}

std::string hash_of(const std::string& text) {
  std::uint64_t hash = text.size();
  for (const char letter : text) hash = mix_bits(hash ^ static_cast<unsigned char>(letter));
  return hex(hash);
}

std::string hash_of(const std::vector<double>& largest) {
  std::uint64_t hash = largest.size();
  for (const double weight : largest) {
    hash = mix_bits(hash ^ std::bit_cast<std::uint64_t>(ExactGrid(weight).quantum()));
  }
  return hex(hash);
}

}  // namespace

std::vector<Fixture> fixed_parts(const Experiment& experiment, const Catalogue& catalogue,
                                 const NetworkLayout& layout) {
  std::vector<Fixture> fixed;
  for (const auto& [name, text] : blocks_of(experiment_json(experiment))) {
    if (within_any(name, free_blocks)) continue;
    // Short values are told as they are.
    fixed.push_back({name, text.size() <= 20 ? text : hash_of(text)});
  }
  fixed.push_back({grids_name, hash_of(largest_weights(experiment, catalogue, layout))});
  // As they come from a file.
  std::ranges::sort(fixed, {}, &Fixture::name);
  return fixed;
}

void require_same_run(const std::string& path, const CheckpointHead& saved,
                      const Experiment& experiment, const std::vector<Fixture>& fixed) {
  require_same(path, saved, experiment,
               "a run goes on with what it began with; begin a run of its own from there with "
               "--from, or from the beginning with --overwrite",
               may_differ_in_run);
  // The experiments are the same, so that a difference here is one of the program.
  if (saved.fixed == fixed) return;
  throw BadInput({path, 0, 0, "",
                  "was saved by a program that reads the same experiment in another way; continue "
                  "it with that version (engram info names it)"});
}

void require_same_network(const std::string& path, const CheckpointHead& saved,
                          const Experiment& experiment, const std::vector<Fixture>& fixed) {
  require_same(path, saved, experiment,
               "a run that branches off may change stimuli, what is recorded, what modulators "
               "release, learning rates and times, and nothing else",
               may_differ_in_branch);
  const auto grids_of = [](const std::vector<Fixture>& all) {
    const auto found = std::ranges::find(all, grids_name, &Fixture::name);
    return found == all.end() ? std::string() : found->value;
  };
  if (grids_of(saved.fixed) == grids_of(fixed)) return;
  throw BadInput({path, 0, 0, "",
                  "cannot be continued with these weights: the largest weight onto some population "
                  "has left the power of two in which it was, to which all sums are rounded; "
                  "change rates instead, or weights by less"});
}

}  // namespace engram
