#include <gtest/gtest.h>
#include <mpi.h>

#include "support/divided_run.hpp"
#include "support/resumable_experiments.hpp"

// What some ranks have saved, any others can go on from, however the network is divided among them.
namespace engram {
namespace {

using Owners = Division::Owners;

/// The ranks of the world in two parts as different as possible.
class Part {
 public:
  Part() {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_split(MPI_COMM_WORLD, rank == 0 ? 0 : 1, rank, &comm_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part() { MPI_Comm_free(&comm_); }

  [[nodiscard]] MPI_Comm comm() const { return comm_; }

 private:
  MPI_Comm comm_ = MPI_COMM_NULL;
};

/// What the last rank has, on all of them; they have tables of the same names.
void share(MemoryTables& tables) {
  int ranks = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (auto& [path, table] : tables) {
    MPI_Bcast(&table.total, 1, MPI_UINT64_T, ranks - 1, MPI_COMM_WORLD);
    table.bytes.resize(table.total * table.width * bytes_of(table.type));
    MPI_Bcast(table.bytes.data(), static_cast<int>(table.bytes.size()), MPI_BYTE, ranks - 1,
              MPI_COMM_WORLD);
  }
}

class ResumedRun : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static Resumable tested() {
    return resumable_experiments()[static_cast<std::size_t>(GetParam())];
  }

  static MemoryTables saved(const Resumable& tested, const Division& division, std::int64_t at) {
    DividedRun run(tested.experiment, division);
    run.run(at);
    return run.save();
  }

  static void expect_same_end(const Resumable& tested, const MemoryTables& state,
                              const Division& division, const MemoryTables& expected,
                              const std::string& what) {
    DividedRun run(tested.experiment, division);
    run.load(state);
    run.run(tested.end - tested.saved_at);
    expect_same_state(run.save(), expected, tested.name + ", " + what);
  }
};

TEST_P(ResumedRun, GoesOnWithAnyOtherRanks) {
  const Resumable tested = ResumedRun::tested();
  const Part part;
  const Division alone{MPI_COMM_SELF, 1, Owners::blocks};
  const Division world{MPI_COMM_WORLD, 2, Owners::mixed};
  const MemoryTables expected = saved(tested, alone, tested.end);

  const MemoryTables of_one = saved(tested, alone, tested.saved_at);
  const MemoryTables of_all = saved(tested, world, tested.saved_at);
  expect_same_state(of_all, of_one, tested.name + ", saved by one and by all");
  expect_same_end(tested, of_one, world, expected, "one to all");
  expect_same_end(tested, of_all, alone, expected, "all to one");
  expect_same_end(tested, of_all, {part.comm(), 1, Owners::by_population}, expected, "all to some");
  MemoryTables of_some = saved(tested, {part.comm(), 3, Owners::blocks}, tested.saved_at);
  share(of_some);
  expect_same_end(tested, of_some, {MPI_COMM_WORLD, 1, Owners::by_population}, expected,
                  "some to all");
}

INSTANTIATE_TEST_SUITE_P(All, ResumedRun, testing::Range(0, 4), [](const auto& chosen) {
  std::string name = resumable_experiments()[static_cast<std::size_t>(chosen.param)].name;
  std::erase(name, ' ');
  return name;
});

}  // namespace
}  // namespace engram
