#include "network/rules/synapse_batch.hpp"

namespace engram {

void SynapseBatch::send(SynapseSink& sink) {
  for (std::size_t i = 0; i < size; ++i) {
    drawn[i] = {source[i], target[i], weight[i], delay[i]};
  }
  if (size > 0) sink.consume({drawn.data(), size});
  size = 0;
}

}  // namespace engram
