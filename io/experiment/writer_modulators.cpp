#include "io/experiment/writer_parts.hpp"

namespace engram::writing {
namespace {

Json grid_json(const VoxelGrid& grid) {
  Json out = {{"shape", grid.shape}, {"extent", grid.extent}};
  if (!grid.center.empty()) out["center"] = grid.center;
  out["periodic"] = grid.periodic;
  return out;
}

Json reward_json(const PairReward& reward) {
  return {{"pre", selection_json(reward.pre)},
          {"post", selection_json(reward.post)},
          {"window", reward.window},
          {"delay", {{"min", reward.delay_min}, {"max", reward.delay_max}}},
          {"amount", reward.amount}};
}

}  // namespace

Json modulator_json(const Modulator& modulator) {
  Json out = {{"species", modulator.species}, {"params", numbers_json(modulator.params)}};
  if (modulator.grid) out["grid"] = grid_json(*modulator.grid);
  if (!modulator.neurons.empty()) out["neurons"] = modulator.neurons;
  out["interval"] = modulator.interval;
  if (!modulator.sources.empty()) {
    out["release"] = Json::array();
    for (const ReleaseSource& source : modulator.sources) {
      Json entry = selection_json(source.neurons);
      entry["amount"] = source.amount;
      out["release"].push_back(entry);
    }
  }
  if (!modulator.release_times.empty()) {
    out["schedule"] = {{"times", modulator.release_times}, {"amounts", modulator.release_amounts}};
    if (!modulator.release_array.file.empty()) {
      out["schedule"]["amounts"] = value_json(modulator.release_array);
    }
  }
  if (modulator.reward) out["reward"] = reward_json(*modulator.reward);
  return out;
}

}  // namespace engram::writing
