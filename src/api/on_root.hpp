#pragma once

#include <exception>
#include <string>

#include "core/errors.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Collective: runs `action` on the root; a failure there is a FileError about the same file on
/// every rank, about `path` if it names none.
template <class Action>
void on_root(const Communicator& communicator, const std::string& path, const Action& action) {
  std::string file = path;
  std::string failure;
  if (communicator.is_root()) {
    try {
      action();
    } catch (const FileError& error) {
      file = error.file();
      failure = std::string(error.what()).substr(file.size() + 2);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  failure = communicator.broadcast(failure);
  if (!failure.empty()) throw FileError(communicator.broadcast(file), failure);
}

/// A failure before anything has happened, of which it is for the user to choose another place.
[[nodiscard]] inline BadInput as_bad_input(const FileError& error) {
  return BadInput(
      {error.file(), 0, 0, "", std::string(error.what()).substr(error.file().size() + 2)});
}

}  // namespace engram
