#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// What this library throws.
namespace engram {

/// Base of everything this library throws on purpose.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One thing that is wrong with what the user gave.
struct Problem {
  std::string file;     ///< file the value stands in; empty if it came from elsewhere
  int line = 0;         ///< line in that file, from 1; 0 if unknown
  int column = 0;       ///< column in that line, from 1; 0 if unknown
  std::string path;     ///< where in the document, for instance "projections[2].synapse.delay"
  std::string message;  ///< what was found, what is allowed, what to do

  /// "file:line:column: path: message", leaving out what is unknown.
  [[nodiscard]] std::string text() const;
};

/// The experiment cannot be run as written. Holds every problem found, not only the first.
class BadInput : public Error {
 public:
  explicit BadInput(std::vector<Problem> problems);
  explicit BadInput(Problem problem) : BadInput(std::vector<Problem>{std::move(problem)}) {}

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A file could not be opened, read or written.
class FileError : public Error {
 public:
  FileError(std::string file, const std::string& what_happened);

  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  std::string file_;
};

/// The run cannot go on (a non-finite state, a full calendar, a lost partner).
class RunError : public Error {
 public:
  using Error::Error;
};

/// Another rank has not answered for so long that it is taken for lost: it hangs, or its machine
/// does.
class LostRank : public RunError {
 public:
  /// `rank`: below 0 if it is not known. `phase`: what was waited for.
  LostRank(int rank, const std::string& phase, double seconds);

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] const std::string& phase() const { return phase_; }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  int rank_;
  std::string phase_;
  double seconds_;
};

/// The user asked for the end before there was anything to keep: the network was still being built.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted while the network was being built") {}
};

}  // namespace engram
