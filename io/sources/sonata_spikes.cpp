#include "io/sources/sonata_spikes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/errors.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/sources/numbers.hpp"

namespace engram {
namespace {

struct Paths {
  std::string times;
  std::string ids;
};

Paths locate(const h5::File& file, const std::string& population) {
  if (!file.is_group("/spikes")) {
    throw FileError(file.path(),
                    fmt::format("is not a SONATA spikes file: expected a group '/spikes', found {}",
                                fmt::join(file.children("/"), ", ")));
  }
  if (!file.is_dataset("/spikes/timestamps")) {
    const std::string group = "/spikes/" + choose_population(file, "/spikes", population);
    return {group + "/timestamps", group + "/node_ids"};
  }
  if (!population.empty()) {
    throw FileError(file.path(), "has no populations (the older layout), so that '" + population +
                                     "' cannot be chosen; leave the population out");
  }
  return {"/spikes/timestamps", "/spikes/gids"};
}

void require_milliseconds(const h5::File& file, const std::string& times) {
  const auto units = h5::read_text_attribute(file, times, "units");
  if (!units || *units == "ms" || *units == "milliseconds" || *units == "millisecond") return;
  throw FileError(file.path(),
                  fmt::format("'{}' is in units of '{}'; expected 'ms'", times, *units));
}

}  // namespace

SpikeBlock read_sonata_spikes(const h5::File& file, const std::string& population) {
  const Paths paths = locate(file, population);
  const h5::Dataset times = open_numbers(file, paths.times, Dimensions::one);
  const h5::Dataset ids = open_numbers(file, paths.ids, Dimensions::one);
  require_milliseconds(file, paths.times);
  if (times.shape() != ids.shape()) {
    throw FileError(file.path(),
                    fmt::format("'{}' has shape {} and '{}' {}; expected the same", paths.times,
                                times.shape_text(), paths.ids, ids.shape_text()));
  }
  const IndexRange all{0, times.shape()[0]};
  SpikeBlock block;
  block.times = times.read<double>({{0}, {all.size()}});
  require_finite(file.path(), times, block.times, 0);
  block.node_ids = read_counts(file.path(), ids, all);
  return block;
}

}  // namespace engram
