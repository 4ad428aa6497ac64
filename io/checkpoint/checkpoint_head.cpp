#include "io/checkpoint/checkpoint_head.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "core/errors.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr const char* format_name = "engram checkpoint";
constexpr const char* fixed_group = "/fixed";

template <class T>
T required(const h5::File& file, const char* name, const std::optional<T>& value) {
  if (!value) throw FileError(file.path(), fmt::format("has no attribute '{}'", name));
  return *value;
}

Provenance provenance_of(const h5::File& file) {
  Provenance provenance;
  for (const auto& [name, text] : read_provenance(file)) {
    if (name == "engram_version") provenance.engram_version = text;
    if (name == "git_commit") provenance.git_commit = text;
    if (name == "command") provenance.command = text;
    if (name == "created") provenance.created = text;
    if (name == "hosts") provenance.hosts = text;
    if (name == "ranks") provenance.ranks = std::strtoull(text.c_str(), nullptr, 10);
    if (name == "threads") provenance.threads = std::strtoull(text.c_str(), nullptr, 10);
  }
  provenance.experiment = read_experiment(file);
  return provenance;
}

}  // namespace

bool is_checkpoint(const h5::File& file) {
  return h5::read_text_attribute(file, "/", "format") == format_name;
}

void write_head(h5::File& file, const CheckpointHead& head) {
  h5::write_text_attribute(file, "/", "format", format_name);
  h5::write_integer_attribute(file, "/", "version", checkpoint_version);
  h5::write_integer_attribute(file, "/", "step", head.step.value());
  h5::write_real_attribute(file, "/", "time_ms", std::array{head.time_ms});
  write_provenance(file, head.provenance);
  file.create_group(fixed_group);
  for (const Fixture& each : head.fixed) {
    h5::write_text_attribute(file, fixed_group, each.name, each.value);
  }
}

void mark_complete(h5::File& file) {
  h5::write_flag_attribute(file, "/", "complete", 1);
}

CheckpointHead read_head(const h5::File& file) {
  if (!is_checkpoint(file)) {
    throw FileError(file.path(),
                    "is not a checkpoint: it lacks the attribute 'format' with the "
                    "value 'engram checkpoint'");
  }
  const auto version = required(file, "version", h5::read_integer_attribute(file, "/", "version"));
  if (version < 1 || version > checkpoint_version) {
    throw FileError(
        file.path(),
        fmt::format(
            "is a checkpoint of format version {}; this program reads versions "
            "up to {}. Use the version of Engram that has written it ({})",
            version, checkpoint_version,
            h5::read_text_attribute(file, provenance_group, "engram_version").value_or("unknown")));
  }
  if (h5::read_integer_attribute(file, "/", "complete") != 1) {
    throw FileError(file.path(), "was not written to its end");
  }
  CheckpointHead head;
  head.step = Step(required(file, "step", h5::read_integer_attribute(file, "/", "step")));
  head.time_ms = required(file, "time_ms", h5::read_real_attribute(file, "/", "time_ms"));
  head.provenance = provenance_of(file);
  for (const std::string& name : h5::attribute_names(file, fixed_group)) {
    head.fixed.push_back({name, h5::read_text_attribute(file, fixed_group, name).value_or("")});
  }
  return head;
}

}  // namespace engram
