#include "io/hdf5/agreement.hpp"

#include <utility>

namespace engram::h5 {

void Agreement::keep(std::string text) {
  if (!error_.empty()) return;
  // FileError puts the file in front, and so will the one thrown in the end.
  const std::string prefix = file_ + ": ";
  if (text.rfind(prefix, 0) == 0) text.erase(0, prefix.size());
  error_ = text.empty() ? "an unknown error" : std::move(text);
}

void Agreement::settle() {
  const auto ranks = static_cast<std::uint64_t>(communicator_.size());
  const auto me = static_cast<std::uint64_t>(communicator_.rank().value());
  const std::uint64_t first = communicator_.min(failed_here() ? me : ranks);
  if (first == ranks) return;
  const Rank speaker(static_cast<std::int32_t>(first));
  const std::string text = communicator_.broadcast(std::exchange(error_, {}), speaker);
  throw FileError(file_,
                  ranks == 1 ? text : text + " (rank " + std::to_string(speaker.value()) + ")");
}

}  // namespace engram::h5
