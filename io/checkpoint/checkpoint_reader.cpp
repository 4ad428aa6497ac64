#include "io/checkpoint/checkpoint_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "io/checkpoint/broadcast_index.hpp"
#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/checkpoint/row_places.hpp"
#include "io/checkpoint/row_reader.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/hdf5/file.hpp"
#include "io/integrity/sealing.hpp"

namespace engram {

CheckpointReader::CheckpointReader(const Communicator& communicator, const std::string& path)
    : StateArchive(communicator), path_(path) {
  require_intact_together(communicator, path);
  h5::Agreement agreement(communicator, path);
  if (communicator.is_root()) {
    agreement.attempt([&] {
      const h5::File file = h5::File::open(path);
      head_ = read_head(file);
      tables_ = read_index(file);
    });
  }
  agreement.attempt([&] { file_ = std::make_unique<RawFile>(path, RawFile::Access::read); });
  agreement.settle();
  broadcast(communicator, head_, tables_);
}

bool CheckpointReader::has(const std::string& path) const {
  return tables_.contains(path.starts_with('/') ? path : "/" + path);
}

const SavedTable& CheckpointReader::table_at(const std::string& path) const {
  const auto found = tables_.find(path.starts_with('/') ? path : "/" + path);
  if (found == tables_.end()) {
    throw FileError(path_, fmt::format("holds no table '{}'", path));
  }
  return found->second;
}

std::uint64_t CheckpointReader::rows_of(const std::string& path) const {
  return table_at(path).rows;
}

const SavedTable& CheckpointReader::table_of(const Shape& shape) const {
  const SavedTable& table = table_at(shape.path);
  if (table.type == shape.type && table.rows == shape.total && table.width == shape.width) {
    return table;
  }
  throw FileError(path_, fmt::format("the table '{}' has {} rows of {} {} values; expected {} rows "
                                     "of {} {} values",
                                     shape.path, table.rows, table.width, name_of(table.type),
                                     shape.total, shape.width, name_of(shape.type)));
}

void CheckpointReader::transfer(const Shape& shape, std::span<const ValueRun> places,
                                std::span<std::byte> values) {
  h5::Agreement agreement(communicator(), path_);
  agreement.attempt([&] {
    const SavedTable& table = table_of(shape);
    require_places(shape.path, shape.total, shape.width * bytes_of(shape.type), places,
                   values.size());
    read_rows(*file_, table, places, values);
  });
  agreement.settle();
}

void CheckpointReader::require_same(const std::vector<Fixture>& now) const {
  const auto value_in = [](const std::vector<Fixture>& list, const std::string& name) {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const Fixture& each) { return each.name == name; });
    return found == list.end() ? std::string("nothing") : found->value;
  };
  std::vector<Fixture> all = now;
  all.insert(all.end(), head_.fixed.begin(), head_.fixed.end());
  for (const Fixture& each : all) {
    const std::string saved = value_in(head_.fixed, each.name);
    const std::string asked = value_in(now, each.name);
    if (saved == asked) continue;
    throw FileError(path_, fmt::format("was saved with {} {}, and this run has {}; a run can only "
                                       "go on with what it began with",
                                       each.name, saved, asked));
  }
}

ChosenCheckpoint open_newest_intact(const Communicator& communicator,
                                    const std::string& directory) {
  // Rank 0's view of the directory is what counts.
  std::string list;
  h5::Agreement agreement(communicator, directory);
  if (communicator.is_root()) {
    agreement.attempt([&] {
      for (const FoundCheckpoint& each : find_checkpoints(directory)) {
        list += each.path + '\0';
      }
    });
  }
  agreement.settle();
  list = communicator.broadcast(list);
  ChosenCheckpoint chosen;
  for (std::size_t begin = 0; begin < list.size() && !chosen.reader;) {
    const std::size_t end = list.find('\0', begin);
    const std::string path = list.substr(begin, end - begin);
    begin = end + 1;
    try {
      chosen.reader = std::make_unique<CheckpointReader>(communicator, path);
    } catch (const FileError& error) {
      std::string reason = error.what();
      if (reason.starts_with(path + ": ")) reason.erase(0, path.size() + 2);
      chosen.refused.push_back({path, reason});
    }
  }
  return chosen;
}

}  // namespace engram
