#include "io/sources/sonata_spikes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/errors.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/sources/numbers.hpp"

namespace engram {
namespace {

void require_milliseconds(const h5::File& file, const std::string& times) {
  const auto units = h5::read_text_attribute(file, times, "units");
  if (!units || *units == "ms" || *units == "milliseconds" || *units == "millisecond") return;
  throw FileError(file.path(),
                  fmt::format("'{}' is in units of '{}'; expected 'ms'", times, *units));
}

}  // namespace

SonataSpikes::Paths SonataSpikes::locate(const h5::File& file, const std::string& population) {
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

SonataSpikes::SonataSpikes(const h5::File& file, const std::string& population)
    : SonataSpikes(file, locate(file, population)) {}

SonataSpikes::SonataSpikes(const h5::File& file, const Paths& paths)
    : file_(file.path()),
      times_(open_numbers(file, paths.times, Dimensions::one)),
      ids_(open_numbers(file, paths.ids, Dimensions::one)) {
  require_milliseconds(file, paths.times);
  if (times_.shape() == ids_.shape()) return;
  throw FileError(file_,
                  fmt::format("'{}' has shape {} and '{}' {}; expected the same", paths.times,
                              times_.shape_text(), paths.ids, ids_.shape_text()));
}

SpikeBlock SonataSpikes::read(IndexRange spikes) const {
  require_rows(file_, times_, spikes);
  SpikeBlock block;
  block.times = times_.read<double>({{spikes.begin}, {spikes.size()}});
  require_finite(file_, times_, block.times, spikes.begin);
  block.node_ids = read_counts(file_, ids_, spikes);
  return block;
}

}  // namespace engram
