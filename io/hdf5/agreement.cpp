#include "io/hdf5/agreement.hpp"

#include <mpi.h>

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
  const int speaker = static_cast<int>(first);
  std::uint64_t length = error_.size();
  MPI_Bcast(&length, 1, MPI_UINT64_T, speaker, communicator_.handle());
  std::string text = std::exchange(error_, {});
  text.resize(length);
  MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, speaker, communicator_.handle());
  throw FileError(file_, ranks == 1 ? text : text + " (rank " + std::to_string(speaker) + ")");
}

}  // namespace engram::h5
