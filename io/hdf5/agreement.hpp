#pragma once

#include <exception>
#include <string>

#include "core/errors.hpp"
#include "parallel/communicator.hpp"

namespace engram::h5 {

/// Lets all ranks go through the same collective calls although one of them may fail: what a rank
/// throws is kept until all have met, and then thrown on every rank.
class Agreement {
 public:
  Agreement(const Communicator& communicator, std::string file)
      : communicator_(communicator), file_(std::move(file)) {}

  /// Runs `step` and keeps the first exception's text.
  template <class Step>
  void attempt(Step&& step) {
    try {
      step();
    } catch (const std::exception& error) {
      keep(error.what());
    }
  }

  /// True if an attempt on this rank has failed.
  [[nodiscard]] bool failed_here() const { return !error_.empty(); }

  /// Collective: throws FileError on every rank if an attempt has failed on any.
  void settle();

 private:
  void keep(std::string text);

  const Communicator& communicator_;
  std::string file_;
  std::string error_;
};

}  // namespace engram::h5
