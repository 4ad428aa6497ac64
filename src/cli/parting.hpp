#pragma once

#include <mpi.h>

namespace engram::cli {

/// Lets the ranks of a run that has failed leave together, so that a failure all of them share is
/// told once, and one of a single rank leaves nobody waiting for it.
class Parting {
 public:
  /// Collective, before anything can fail.
  explicit Parting(MPI_Comm all);
  ~Parting();
  Parting(const Parting&) = delete;
  Parting& operator=(const Parting&) = delete;

  /// Called by a rank that has failed: waits up to two seconds for the others to fail as well. True
  /// if they have; false if some go on, which must be ended with MPI_Abort.
  [[nodiscard]] bool all_have_failed();

 private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  MPI_Request request_ = MPI_REQUEST_NULL;
};

}  // namespace engram::cli
