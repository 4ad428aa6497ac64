#include "io/results/state_file.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/results/shared_file.hpp"
#include "io/results/state_layout.hpp"
#include "io/results/tiling.hpp"

namespace engram {

class StateFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, const StateReport& report,
         const Provenance& provenance, StateArchive* saved)
      : report_(report),
        file_(
            communicator, path, [&](h5::File& file) { lay_out_report(file, report, provenance); },
            saved),
        // Only rank 0 need know the neurons; the others have to know how many.
        table_(state_table(report.population,
                           communicator.max(static_cast<std::uint64_t>(
                               communicator.is_root() ? report.node_ids.size() : 0)))) {
    report_.node_ids = {};
    if (saved != nullptr) transfer_rows(*saved);
  }

  void append(std::uint64_t first_row, std::uint64_t rows,
              std::span<const std::uint64_t> my_columns, std::span<const float> values) {
    const Communicator& communicator = file_.communicator();
    h5::Agreement agreement(communicator, file_.path());
    agreement.attempt([&] { check(first_row, rows, my_columns, values); });
    agreement.settle();
    if (rows == 0) return;
    const Tiling tiling(rows, table_.columns, table_.chunk_columns, communicator.size());
    std::vector<float> values_of_tile;
    agreement.attempt(
        [&] { values_of_tile = columns_to_tile(communicator, tiling, my_columns, values); });
    agreement.settle();
    const NewRows growth{&table_, rows, tiling.tile_of(communicator.rank()),
                         reinterpret_cast<const std::byte*>(values_of_tile.data())};
    file_.append({&growth, 1},
                 [&](h5::File& file) { write_time_axis(file, report_, table_.rows + rows); });
  }

  [[nodiscard]] std::uint64_t rows() const { return table_.rows; }

  void save(StateArchive& archive) {
    file_.save(archive);
    transfer_rows(archive);
  }

  void close() { file_.close(); }

 private:
  void transfer_rows(StateArchive& archive) {
    GrowingTable* const table = &table_;
    file_.transfer_rows(archive, {&table, 1});
  }

  void check(std::uint64_t first_row, std::uint64_t rows, std::span<const std::uint64_t> my_columns,
             std::span<const float> values) const {
    if (first_row != table_.rows) {
      throw FileError(file_.path(), fmt::format("was given row {} where row {} comes next",
                                                first_row, table_.rows));
    }
    if (values.size() != rows * my_columns.size()) {
      throw FileError(file_.path(), fmt::format("was given {} values for {} rows of {} neurons",
                                                values.size(), rows, my_columns.size()));
    }
    for (const std::uint64_t column : my_columns) {
      if (column < table_.columns) continue;
      throw FileError(file_.path(),
                      fmt::format("was given column {}; there are {} recorded neurons", column,
                                  table_.columns));
    }
  }

  StateReport report_;
  SharedFile file_;
  GrowingTable table_;
};

std::string state_file_name(const std::string& population, const std::string& variable) {
  return population + "_" + variable + ".h5";
}

StateFile::StateFile(const std::string& path, const Communicator& communicator,
                     const StateReport& report, const Provenance& provenance, StateArchive* saved)
    : writer_(std::make_unique<Writer>(path, communicator, report, provenance, saved)) {}
StateFile::~StateFile() = default;
StateFile::StateFile(StateFile&&) noexcept = default;
StateFile& StateFile::operator=(StateFile&&) noexcept = default;

void StateFile::append(std::uint64_t first_row, std::uint64_t rows,
                       std::span<const std::uint64_t> my_columns, std::span<const float> values) {
  writer_->append(first_row, rows, my_columns, values);
}
std::uint64_t StateFile::rows() const {
  return writer_->rows();
}
void StateFile::save(StateArchive& archive) {
  writer_->save(archive);
}
void StateFile::close() {
  writer_->close();
}

}  // namespace engram
