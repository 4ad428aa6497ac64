#include "io/results/provenance_group.hpp"

#include <array>

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/error.hpp"

namespace engram {
namespace {

constexpr std::array item_names{"engram_version", "git_commit", "command", "created",
                                "hosts",          "ranks",      "threads"};

void write_text_dataset(const h5::File& file, const std::string& path, const std::string& text) {
  const std::string what = "the dataset '" + path + "' cannot be written";
  const h5::Handle type = h5::own(H5Tcopy(H5T_C_S1), H5Tclose, file.path(), what);
  H5Tset_size(type.id(), text.empty() ? 1 : text.size());
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  const h5::Handle space = h5::own(H5Screate(H5S_SCALAR), H5Sclose, file.path(), what);
  const h5::Handle list = h5::own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, file.path(), what);
  H5Pset_obj_track_times(list.id(), false);
  const h5::Handle dataset = h5::own(H5Dcreate2(file.id(), path.c_str(), type.id(), space.id(),
                                                H5P_DEFAULT, list.id(), H5P_DEFAULT),
                                     H5Dclose, file.path(), what);
  h5::check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()),
            file.path(), what);
}

}  // namespace

void write_provenance(h5::File& file, const Provenance& provenance) {
  file.create_group(provenance_group);
  const std::array<std::string, item_names.size()> texts{provenance.engram_version,
                                                         provenance.git_commit,
                                                         provenance.command,
                                                         provenance.created,
                                                         provenance.hosts,
                                                         std::to_string(provenance.ranks),
                                                         std::to_string(provenance.threads)};
  for (std::size_t i = 0; i < item_names.size(); ++i) {
    h5::write_text_attribute(file, provenance_group, item_names[i], texts[i]);
  }
  write_text_dataset(file, std::string(provenance_group) + "/experiment", provenance.experiment);
}

std::vector<std::pair<std::string, std::string>> read_provenance(const h5::File& file) {
  std::vector<std::pair<std::string, std::string>> items;
  if (!file.is_group(provenance_group)) return items;
  for (const char* name : item_names) {
    if (auto text = h5::read_text_attribute(file, provenance_group, name)) {
      items.emplace_back(name, std::move(*text));
    }
  }
  return items;
}

std::string read_experiment(const h5::File& file) {
  const std::string path = std::string(provenance_group) + "/experiment";
  if (!file.is_dataset(path)) return {};
  const h5::Dataset dataset(file, path);
  const h5::Handle type(H5Dget_type(dataset.id()), H5Tclose);
  if (!type.valid() || H5Tget_class(type.id()) != H5T_STRING ||
      H5Tis_variable_str(type.id()) != 0) {
    return {};
  }
  std::string text(H5Tget_size(type.id()), '\0');
  h5::check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()),
            file.path(), "the experiment cannot be read");
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

bool written_by_engram(const h5::File& file) {
  return file.is_group(provenance_group) &&
         h5::read_text_attribute(file, provenance_group, item_names[0]).has_value();
}

void write_sonata_root(h5::File& file) {
  constexpr std::array<std::uint32_t, 1> magic{0x0A7A};
  constexpr std::array<std::uint32_t, 2> version{0, 1};
  h5::write_number_attribute(file, "/", "magic", magic);
  h5::write_number_attribute(file, "/", "version", version);
}

}  // namespace engram
