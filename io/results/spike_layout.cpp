#include "io/results/spike_layout.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/error.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr std::uint64_t chunk_spikes = 64 * 1024;

std::string group_of(const std::string& population) {
  return "/spikes/" + population;
}

GrowingTable column(const std::string& path) {
  GrowingTable table;
  table.path = path;
  table.chunk_rows = chunk_spikes;
  return table;
}

// An enumeration, because libsonata refuses the text that others write.
void write_sorting(const h5::File& file, const std::string& group) {
  const std::string what = "the attribute 'sorting' of '" + group + "' cannot be written";
  const h5::Handle type = h5::own(H5Tenum_create(H5T_STD_I8LE), H5Tclose, file.path(), what);
  const std::int8_t none = 0;
  const std::int8_t by_id = 1;
  const std::int8_t by_time = 2;
  h5::check(H5Tenum_insert(type.id(), "none", &none), file.path(), what);
  h5::check(H5Tenum_insert(type.id(), "by_id", &by_id), file.path(), what);
  h5::check(H5Tenum_insert(type.id(), "by_time", &by_time), file.path(), what);
  const h5::Handle space = h5::own(H5Screate(H5S_SCALAR), H5Sclose, file.path(), what);
  const h5::Handle attribute =
      h5::own(H5Acreate_by_name(file.id(), group.c_str(), "sorting", type.id(), space.id(),
                                H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
              H5Aclose, file.path(), what);
  h5::check(H5Awrite(attribute.id(), type.id(), &by_time), file.path(), what);
}

}  // namespace

SpikeTables::SpikeTables(const std::string& population)
    : times(column(group_of(population) + "/timestamps")),
      node_ids(column(group_of(population) + "/node_ids")) {}

void lay_out_spikes(h5::File& file, std::span<const SpikePopulation> populations,
                    const Provenance& provenance) {
  write_sonata_root(file);
  file.create_group("/spikes");
  for (const SpikePopulation& population : populations) {
    require_usable_name(file.path(), population.name);
    const std::string group = group_of(population.name);
    file.create_group(group);
    write_sorting(file, group);
    const SpikeTables tables(population.name);
    tables.times.create(file, H5T_NATIVE_DOUBLE);
    tables.node_ids.create(file, H5T_NATIVE_UINT64);
    h5::write_text_attribute(file, tables.times.path, "units", "ms");
  }
  write_provenance(file, provenance);
}

}  // namespace engram
