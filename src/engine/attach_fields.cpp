#include "engine/attach_fields.hpp"

namespace engram {

void attach_fields(const Experiment& experiment, const FieldSystem* fields, Shard& shard) {
  for (ShardGroup& group : shard.groups()) {
    const Population& population = experiment.populations[group.layout.population.value()];
    group.excitability = Excitability(group.layout.size);
    if (population.homeostasis) group.excitability.homeostatic_shift();
    if (fields == nullptr) continue;
    group.releases = fields->releases_of(group.layout);
    group.watched = fields->watched_in(group.layout);
    for (const ExcitabilityModulation& modulation : population.modulation) {
      const std::size_t modulator = fields->find(modulation.species);
      group.excitability.add(modulation, modulator, fields->field(modulator).baseline(),
                             fields->voxels_of(modulator, group.layout));
    }
  }
}

}  // namespace engram
