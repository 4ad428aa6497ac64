#include "io/results/hdf5_info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/checkpoint_info.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "io/integrity/sealing.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr std::size_t most_datasets = 200;

std::optional<h5::Dataset> vector_at(const h5::File& file, const std::string& path) {
  if (!file.is_dataset(path)) return std::nullopt;
  h5::Dataset dataset(file, path);
  if (dataset.kind() == h5::NumberKind::none || dataset.shape().size() != 1) return std::nullopt;
  return dataset;
}

struct Span {
  double low;
  double high;
};

// Reads in pieces, so that memory does not grow with the file.
Span extremes(const h5::Dataset& times) {
  const std::uint64_t count = times.shape()[0];
  constexpr std::uint64_t piece = 1 << 20;
  Span span{};
  for (std::uint64_t from = 0; from < count; from += piece) {
    const auto some = times.read<double>({{from}, {std::min(piece, count - from)}});
    const auto [low, high] = std::minmax_element(some.begin(), some.end());
    span.low = from == 0 ? *low : std::min(span.low, *low);
    span.high = from == 0 ? *high : std::max(span.high, *high);
  }
  return span;
}

std::string describe_spikes_at(const h5::File& file, const std::string& group,
                               const std::string& name, const char* ids) {
  const auto times = vector_at(file, group + "/timestamps");
  if (!times || !file.is_dataset(group + "/" + ids)) {
    return fmt::format("  {}: not readable as spikes, expected timestamps and {}\n", name, ids);
  }
  const std::uint64_t count = times->shape()[0];
  const auto sorting = h5::read_text_attribute(file, group, "sorting");
  const auto unit = h5::read_text_attribute(file, group + "/timestamps", "units");
  std::string line = fmt::format("  {}: {} spikes", name, count);
  if (count > 0) {
    const Span span = extremes(*times);
    line += fmt::format(" from {:g} to {:g} {}", span.low, span.high, unit.value_or("ms"));
  }
  return line + fmt::format(", sorted {}\n", sorting.value_or("in no stated way"));
}

std::string describe_spikes(const h5::File& file) {
  std::string text;
  if (file.is_dataset("/spikes/timestamps")) {
    return describe_spikes_at(file, "/spikes", "all (older layout)", "gids");
  }
  for (const std::string& name : file.children("/spikes")) {
    text += describe_spikes_at(file, "/spikes/" + name, name, "node_ids");
  }
  return text.empty() ? "  no populations\n" : text;
}

std::string describe_report(const h5::File& file) {
  std::string text;
  for (const std::string& name : file.children("/report")) {
    const std::string group = "/report/" + name;
    if (!file.is_dataset(group + "/data")) {
      text += fmt::format("  {}: no data\n", name);
      continue;
    }
    const h5::Dataset data(file, group + "/data");
    text +=
        fmt::format("  {}: {} in {}, shape {} (times, elements)", name,
                    h5::read_text_attribute(file, data.path(), "variable").value_or("a variable"),
                    h5::read_text_attribute(file, data.path(), "units").value_or("unknown units"),
                    data.shape_text());
    const auto time = vector_at(file, group + "/mapping/time");
    if (time && time->shape()[0] == 3) {
      const auto axis = time->read<double>({{0}, {3}});
      text += fmt::format(", from {:g} to {:g} every {:g} ms", axis[0], axis[1], axis[2]);
    }
    text += "\n";
  }
  return text.empty() ? "  no populations\n" : text;
}

std::string describe_edges(const h5::File& file) {
  std::string text;
  for (const std::string& name : file.children("/edges")) {
    const std::string group = "/edges/" + name;
    const auto sources = vector_at(file, group + "/source_node_id");
    if (!sources) continue;
    const auto end = [&](const char* dataset) {
      return h5::read_text_attribute(file, group + "/" + dataset, "node_population").value_or("?");
    };
    text += fmt::format("  {}: {} edges from {} to {}\n", name, sources->shape()[0],
                        end("source_node_id"), end("target_node_id"));
  }
  return text.empty() ? "  no populations\n" : text;
}

std::string describe_nodes(const h5::File& file) {
  std::string text;
  for (const std::string& name : file.children("/nodes")) {
    const auto types = vector_at(file, "/nodes/" + name + "/node_type_id");
    if (types) text += fmt::format("  {}: {} nodes\n", name, types->shape()[0]);
  }
  return text.empty() ? "  no populations\n" : text;
}

/// ", <rows> <what>" where the group has a dataset of times.
std::string times_of(const h5::File& file, const std::string& group, const char* what) {
  const auto times = vector_at(file, group + "/time");
  return times ? fmt::format(", {} {}", times->shape()[0], what) : "";
}

std::string describe_weights(const h5::File& file) {
  std::string text;
  for (const std::string& name : file.children("/projections")) {
    const std::string group = "/projections/" + name;
    text += fmt::format("  {}: {} plastic synapses ({})", name,
                        h5::read_text_attribute(file, group, "synapses").value_or("?"),
                        h5::read_text_attribute(file, group, "models").value_or("?"));
    text += times_of(file, group + "/snapshots", "snapshots");
    const auto traced = vector_at(file, group + "/traces/source_node_id");
    if (traced) text += fmt::format(", {} traces", traced->shape()[0]);
    text += times_of(file, group + "/histogram", "histograms") + "\n";
  }
  return text.empty() ? "  no projections\n" : text;
}

std::string describe_fields(const h5::File& file) {
  std::string text;
  for (const std::string& name : file.children("/modulators")) {
    const std::string group = "/modulators/" + name;
    const auto population = h5::read_text_attribute(file, group, "population");
    text += population
                ? fmt::format("  {}: values of the neurons of '{}'", name, *population)
                : fmt::format("  {}: species {}", name,
                              h5::read_text_attribute(file, group, "species").value_or("unknown"));
    text += times_of(file, group + "/probes", "times at probes");
    text += times_of(file, group + "/snapshots", "snapshots") + "\n";
  }
  return text.empty() ? "  no modulators\n" : text;
}

std::string dataset_table(const h5::File& file) {
  const auto paths = file.datasets();
  std::size_t width = 8;
  const std::size_t shown = std::min(paths.size(), most_datasets);
  for (std::size_t i = 0; i < shown; ++i) width = std::max(width, paths[i].size());
  std::string text = "datasets\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const h5::Dataset dataset(file, paths[i]);
    text += fmt::format("  {:<{}}  {:<12} {:<16} {} bytes\n", paths[i], width, dataset.type_text(),
                        dataset.shape_text(), dataset.stored_bytes());
  }
  if (paths.size() > shown) text += fmt::format("  and {} more\n", paths.size() - shown);
  return text;
}

}  // namespace

std::string describe_hdf5(const std::string& path, InfoDetail detail) {
  const bool frame = std::filesystem::is_regular_file(path) && has_intact_frame(path);
  const h5::File file = h5::File::open(path);
  if (is_checkpoint(file)) {
    if (!frame) throw FileError(path, "is a checkpoint without checksums: it is not complete");
    return path + ": checkpoint\n" + describe_checkpoint(file) +
           (detail == InfoDetail::everything ? describe_tables(file) : "");
  }
  struct Part {
    const char* group;
    const char* kind;
    std::string (*describe)(const h5::File&);
  };
  std::vector<std::string> kinds;
  std::string body;
  for (const Part& part : {Part{"/spikes", "SONATA spikes", describe_spikes},
                           Part{"/report", "SONATA report", describe_report},
                           Part{"/projections", "plastic weights", describe_weights},
                           Part{"/modulators", "modulator fields", describe_fields},
                           Part{"/edges", "SONATA edges", describe_edges},
                           Part{"/nodes", "SONATA nodes", describe_nodes}}) {
    if (!file.is_group(part.group)) continue;
    kinds.emplace_back(part.kind);
    body += part.describe(file);
  }
  std::string text = fmt::format(
      "{}: {}\n", path, kinds.empty() ? "HDF5 file" : fmt::format("{}", fmt::join(kinds, ", ")));
  text += body;
  if (detail == InfoDetail::overview) return text;
  const auto provenance = read_provenance(file);
  if (!provenance.empty()) text += "provenance\n";
  for (const auto& [name, item] : provenance) text += fmt::format("  {:<16} {}\n", name, item);
  return text + dataset_table(file);
}

}  // namespace engram
