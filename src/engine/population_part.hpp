#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/shard.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// The neurons of a population that live on this rank, ascending by index: in which shard and group
/// each of them is.
class PopulationPart {
 public:
  /// A group of a shard.
  struct Member {
    std::size_t shard = 0;
    std::size_t group = 0;
    std::uint32_t size = 0;
  };
  /// Neurons that are neighbours in the population and in a group.
  struct Run {
    std::uint64_t first_index = 0;
    std::uint32_t count = 0;
    std::uint32_t member = 0;
    std::uint32_t first_local = 0;
  };

  PopulationPart(std::span<const Shard> shards, PopulationId population);

  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

 private:
  std::vector<Member> members_;
  std::vector<Run> runs_;
};

}  // namespace engram
