#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_reader.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"
#include "parallel/communicator.hpp"

namespace engram::test {

/// Whoever saves or loads alone.
inline Communicator alone() {
  return Communicator(MPI_COMM_SELF);
}

/// The state of something simple: tables of all types, lists, shared values, some of them empty.
struct SmallState {
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(33);
  std::vector<std::uint16_t> words = std::vector<std::uint16_t>(40);
  std::vector<std::int32_t> ints = std::vector<std::int32_t>(21);
  std::vector<std::uint32_t> codes = std::vector<std::uint32_t>(10);
  std::vector<float> weights = std::vector<float>(600);
  std::vector<std::int64_t> steps = std::vector<std::int64_t>(7);
  std::vector<std::uint64_t> ids = std::vector<std::uint64_t>(11);
  std::vector<double> potentials = std::vector<double>(500);
  std::vector<double> nothing;
  KeyedLists<float> lists{std::vector<std::uint64_t>(4), {}};
  std::vector<std::int64_t> shared;

  bool operator==(const SmallState& other) const {
    return bytes == other.bytes && words == other.words && ints == other.ints &&
           codes == other.codes && weights == other.weights && steps == other.steps &&
           ids == other.ids && potentials == other.potentials && nothing == other.nothing &&
           lists.counts == other.lists.counts && lists.values == other.lists.values &&
           shared == other.shared;
  }

  /// Saves or loads, as the archive does.
  void pass(StateArchive& archive) {
    const std::vector<ValueRun> all{{0, 500}};
    const auto rows = [](std::uint64_t count) { return std::vector<ValueRun>{{0, count}}; };
    archive.table<std::uint8_t>("/types/uint8", 11, 3, rows(11), bytes);
    archive.table<std::uint16_t>("/types/uint16", 40, 1, rows(40), words);
    archive.table<std::int32_t>("/types/int32", 3, 7, rows(3), ints);
    archive.table<std::uint32_t>("/types/uint32", 10, 1, rows(10), codes);
    // Two stretches of a table of 1000 rows.
    const std::vector<ValueRun> places{{100, 150}, {700, 150}};
    archive.table<float>("synapses/E_to_I/weight", 1000, 2, places, weights);
    archive.table<std::int64_t>("deep/down/in/groups", 7, 1, rows(7), steps);
    archive.table<std::uint64_t>("ids", 11, 1, rows(11), ids);
    archive.table<double>("V_m", 500, 1, all, potentials);
    archive.table<double>("nothing/at/all", 0, 3, {}, nothing);
    archive.lists("lists", 4, rows(4), lists);
    archive.shared("shared", shared);
  }
};

/// Numbers with all bits in use.
inline SmallState some_state(std::uint64_t seed = 1) {
  SmallState state;
  const auto next = [&seed] {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return seed >> 20;
  };
  const auto fill = [&](auto& values) {
    for (auto& value : values) {
      value = static_cast<std::remove_reference_t<decltype(value)>>(next());
    }
  };
  fill(state.bytes);
  fill(state.words);
  fill(state.ints);
  fill(state.codes);
  fill(state.weights);
  fill(state.steps);
  fill(state.ids);
  fill(state.potentials);
  state.lists.counts = {2, 0, 5, 1};
  state.lists.values.resize(8);
  fill(state.lists.values);
  state.shared.resize(5);
  fill(state.shared);
  return state;
}

inline CheckpointHead head_at(std::int64_t step) {
  CheckpointHead head;
  head.step = Step(step);
  head.time_ms = 0.1 * static_cast<double>(step);
  head.provenance = {"0.1.0", "abc", "engram run x.yaml",   "2024-01-01T00:00:00Z", "here",
                     1,       1,     "{\"name\":\"small\"}"};
  head.fixed = {{"dt", "0.1"}, {"network", "0x12"}, {"seed", "7"}};
  return head;
}

/// Saves a checkpoint and returns its path.
inline std::string save(const std::string& folder, std::int64_t step, SmallState state,
                        std::size_t keep = 2) {
  CheckpointWriter writer(alone(), folder, head_at(step));
  state.pass(writer);
  writer.commit(keep);
  return writer.path();
}

inline SmallState load(const std::string& path) {
  CheckpointReader reader(alone(), path);
  SmallState state;
  state.pass(reader);
  return state;
}

inline std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void set_content(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// What is said of a file that is refused; fails the caller's expectation with "" if it is not.
inline std::string refusal(const std::string& path) {
  try {
    (void)load(path);
    return "";
  } catch (const FileError& error) {
    return error.what();
  }
}

}  // namespace engram::test
