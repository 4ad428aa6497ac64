#include "network/rules/draw_loop.hpp"

#include <algorithm>

namespace engram {

DrawLoop::DrawLoop(const ProjectionView& projection, SourceChoice choice)
    : random_(projection.random(Purpose::connect)),
      choice_(choice),
      weights_(drawn(projection.projection().synapse.weight, "weight")),
      delays_(drawn(projection.projection().synapse.delay, "delay"), projection.grid()),
      needs_words_(choice != SourceChoice::listed || weights_.lowest() != weights_.highest() ||
                   delays_.shortest() != delays_.longest()),
      batch_(std::make_unique<SynapseBatch>()) {}

void DrawLoop::begin(const SourceBlock& block, SynapseSink& sink) {
  block_ = block.number;
  sink_ = &sink;
  if (choice_ == SourceChoice::distinct) taken_.resize((block.count + 63) / 64);
}

void DrawLoop::add(DrawRequest request) {
  SynapseBatch& batch = *batch_;
  const std::uint32_t end = request.first + request.count;
  std::uint32_t k = request.first;
  while (k < end) {
    const auto begin = static_cast<std::uint32_t>(batch.size);
    const auto room = static_cast<std::uint32_t>(SynapseBatch::capacity) - begin;
    const std::uint32_t size = std::min(end - k, room);
    const auto low = static_cast<std::uint32_t>(request.index);
    const auto high = static_cast<std::uint32_t>(request.index >> 32);
    for (std::uint32_t i = 0; i < size; ++i) {
      batch.words[0][begin + i] = low;
      batch.words[1][begin + i] = high;
      batch.words[2][begin + i] = k + i;
      batch.words[3][begin + i] = block_;
      batch.target[begin + i] = request.local;
    }
    batch.size += size;
    segments_.push_back({begin, size, request});
    segments_.back().request.first = k;
    k += size;
    if (batch.size == SynapseBatch::capacity) flush();
  }
}

void DrawLoop::flush() {
  SynapseBatch& batch = *batch_;
  if (needs_words_) batch.draw_words(random_.key());
  for (const Segment& segment : segments_) {
    switch (choice_) {
      case SourceChoice::any:
        choose_any(segment);
        break;
      case SourceChoice::distinct:
        choose_distinct(segment);
        break;
      case SourceChoice::listed:
        choose_listed(segment);
        break;
    }
  }
  segments_.clear();
  batch.draw_weights(weights_);
  batch.draw_delays(delays_);
  batch.send(*sink_);
}

void DrawLoop::choose_any(const Segment& segment) {
  const std::uint32_t eligible = segment.request.eligible;
  const std::uint32_t skip = segment.request.skip;
  const std::uint32_t* words = batch_->words[0].data() + segment.begin;
  std::uint32_t* sources = batch_->source.data() + segment.begin;
  for (std::uint32_t i = 0; i < segment.size; ++i) {
    const std::uint32_t source = below(words[i], eligible);
    sources[i] = source + (source >= skip ? 1 : 0);
  }
}

// R. W. Floyd's sampling without replacement (Bentley & Floyd 1987, doi:10.1145/30401.315746): the
// k-th of n draws from m picks among the first m-n+k+1; what is taken already is replaced by the
// last of them.
void DrawLoop::choose_distinct(const Segment& segment) {
  const DrawRequest& request = segment.request;
  const std::uint32_t* words = batch_->words[0].data() + segment.begin;
  std::uint32_t* sources = batch_->source.data() + segment.begin;
  const std::uint32_t spared = request.eligible - request.count;
  for (std::uint32_t i = 0; i < segment.size; ++i) {
    const std::uint32_t last = spared + request.first + i;
    std::uint32_t source = below(words[i], last + 1);
    if ((taken_[source >> 6] >> (source & 63) & 1) != 0) source = last;
    taken_[source >> 6] |= std::uint64_t{1} << (source & 63);
    chosen_.push_back(source);
    sources[i] = source + (source >= request.skip ? 1 : 0);
  }
  if (request.first + segment.size < request.count) return;
  for (const std::uint32_t source : chosen_) taken_[source >> 6] = 0;
  chosen_.clear();
}

void DrawLoop::choose_listed(const Segment& segment) {
  std::uint32_t* sources = batch_->source.data() + segment.begin;
  for (std::uint32_t i = 0; i < segment.size; ++i) {
    const std::uint32_t source = segment.request.first + i;
    sources[i] = source + (source >= segment.request.skip ? 1 : 0);
  }
}

}  // namespace engram
