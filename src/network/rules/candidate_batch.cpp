#include "network/rules/candidate_batch.hpp"

namespace engram {

std::size_t CandidateBatch::decide(const SourceCells& cells, const DistanceProbability& probability,
                                   Column<std::uint32_t>& connected) const {
  Column<double> chance;
  for (std::size_t i = 0; i < size; ++i) {
    chance[i] = cells.squared_distance(point[i].data(), place[i]);
  }
  for (std::size_t i = 0; i < size; ++i) chance[i] = probability.at(chance[i]);
  std::size_t count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    connected[count] = static_cast<std::uint32_t>(i);
    count += threshold[i] < chance[i] ? 1 : 0;
  }
  return count;
}

}  // namespace engram
