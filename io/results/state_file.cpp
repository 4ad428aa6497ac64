#include "io/results/state_file.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/errors.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/results/shared_file.hpp"
#include "io/results/state_datasets.hpp"
#include "io/results/tiling.hpp"

namespace engram {

class StateFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, const StateReport& report,
         const Provenance& provenance)
      : file_(communicator, path,
              [&](h5::File& file) { lay_out_report(file, report, provenance); }) {
    h5::Agreement agreement(communicator, path);
    agreement.attempt([&] { datasets_.emplace(file_.file(), report); });
    agreement.settle();
  }

  void append(std::uint64_t first_row, std::uint64_t rows, std::span<const std::uint64_t> my_columns,
              std::span<const float> values) {
    const Communicator& communicator = file_.communicator();
    h5::Agreement agreement(communicator, file_.path());
    agreement.attempt([&] { check(first_row, rows, my_columns, values); });
    agreement.settle();
    if (rows == 0) return;
    const Tiling tiling(rows, datasets_->columns(), communicator.size());
    std::vector<float> tile;
    agreement.attempt([&] { tile = columns_to_tile(communicator, tiling, my_columns, values); });
    agreement.settle();
    file_.append(datasets_->bytes_for(rows), [&](h5::Agreement& writing) {
      datasets_->append(writing, rows, tiling.tile_of(communicator.rank()), tile.data(),
                        communicator.is_root());
    });
  }

  [[nodiscard]] std::uint64_t rows() const { return datasets_ ? datasets_->rows() : rows_at_end_; }

  void close() {
    rows_at_end_ = rows();
    datasets_.reset();
    file_.close();
  }

 private:
  void check(std::uint64_t first_row, std::uint64_t rows, std::span<const std::uint64_t> my_columns,
             std::span<const float> values) const {
    if (!datasets_) throw FileError(file_.path(), "is closed already");
    if (first_row != datasets_->rows()) {
      throw FileError(file_.path(), fmt::format("was given row {} where row {} comes next", first_row,
                                                datasets_->rows()));
    }
    if (values.size() != rows * my_columns.size()) {
      throw FileError(file_.path(), fmt::format("was given {} values for {} rows of {} neurons",
                                                values.size(), rows, my_columns.size()));
    }
    for (const std::uint64_t column : my_columns) {
      if (column < datasets_->columns()) continue;
      throw FileError(file_.path(), fmt::format("was given column {}; there are {} recorded neurons",
                                                column, datasets_->columns()));
    }
  }

  SharedFile file_;
  std::optional<StateDatasets> datasets_;
  std::uint64_t rows_at_end_ = 0;
};

std::string state_file_name(const std::string& population, const std::string& variable) {
  return population + "_" + variable + ".h5";
}

StateFile::StateFile(const std::string& path, const Communicator& communicator,
                     const StateReport& report, const Provenance& provenance)
    : writer_(std::make_unique<Writer>(path, communicator, report, provenance)) {}
StateFile::~StateFile() = default;
StateFile::StateFile(StateFile&&) noexcept = default;
StateFile& StateFile::operator=(StateFile&&) noexcept = default;

void StateFile::append(std::uint64_t first_row, std::uint64_t rows,
                       std::span<const std::uint64_t> my_columns, std::span<const float> values) {
  writer_->append(first_row, rows, my_columns, values);
}
std::uint64_t StateFile::rows() const { return writer_->rows(); }
void StateFile::close() { writer_->close(); }

}  // namespace engram
