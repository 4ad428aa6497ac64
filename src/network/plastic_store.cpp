#include "network/plastic_store.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace engram {

void PlasticBuilder::add(SynapseGenerator& generator, const SourceBlock& block,
                         NeuronId first_source) {
  drawn_.clear();
  generator.generate(block, *this);
  append(first_source, block.count);
}

void PlasticBuilder::consume(std::span<const DrawnSynapse> synapses) {
  for (const DrawnSynapse& synapse : synapses) {
    assert(synapse.delay > store_.axonal_delay && synapse.delay <= max_delay_steps);
    if (synapse.weight < 0.0) store_.negative = true;
    store_.longest_delay = std::max(store_.longest_delay, synapse.delay);
    if (synapse.target >= store_.per_target.size()) store_.per_target.resize(synapse.target + 1);
    ++store_.per_target[synapse.target];
    drawn_.push_back({synapse.source,
                      {static_cast<std::uint16_t>(offset_ + synapse.target),
                       static_cast<std::uint16_t>(synapse.delay - store_.axonal_delay),
                       static_cast<float>(std::abs(synapse.weight))}});
  }
}

void PlasticBuilder::append(NeuronId first_source, std::uint32_t sources) {
  if (drawn_.empty()) return;
  // Counting sorts, which keep the order of equal ones: first by delay, then by source.
  sort_by([](const Drawn& drawn) { return std::uint32_t{drawn.word.delay}; },
          store_.longest_delay + 1);
  sort_by([](const Drawn& drawn) { return drawn.source; }, sources);
  std::byte* place = store_.words.append(drawn_.size() * store_.width);
  constexpr std::uint32_t none = ~0U;
  std::uint32_t last = none;
  for (const Drawn& drawn : drawn_) {
    if (drawn.source != last) {
      store_.rows.push_back(
          {first_source + drawn.source, static_cast<std::uint32_t>(store_.synapses)});
      last = drawn.source;
    }
    std::memcpy(place, &drawn.word, sizeof(drawn.word));
    place += store_.width;
    ++store_.synapses;
  }
}

template <class Key>
void PlasticBuilder::sort_by(const Key& key, std::uint32_t keys) {
  begins_.assign(keys + 1, 0);
  for (const Drawn& drawn : drawn_) ++begins_[key(drawn) + 1];
  for (std::uint32_t k = 0; k < keys; ++k) begins_[k + 1] += begins_[k];
  sorted_.resize(drawn_.size());
  for (const Drawn& drawn : drawn_) sorted_[begins_[key(drawn)]++] = drawn;
  drawn_.swap(sorted_);
}

}  // namespace engram
