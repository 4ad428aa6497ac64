#include "io/hdf5/file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "io/hdf5/error.hpp"

namespace engram::h5 {
namespace {

// The formats of HDF5 1.8: metadata carries checksums, and, unlike in those of 1.10, a file whose
// writer was killed is not marked as in use, which would make readers refuse it.
Handle writer_properties(const std::string& path) {
  Handle list = own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, path, "cannot set up file access");
  check(H5Pset_libver_bounds(list.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), path,
        "cannot choose the file format");
  // Results may be read while they grow.
  H5Pset_file_locking(list.id(), false, true);
  return list;
}

void require_readable(const std::string& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw FileError(path, "there is no such file");
  }
  if (status.type() == std::filesystem::file_type::directory) {
    throw FileError(path, "is a directory; expected an HDF5 file");
  }
  errno = 0;
  if (!std::ifstream(path)) {
    throw FileError(path, std::string("cannot be read: ") + std::strerror(errno));
  }
}

std::string hidden(const std::string& path) {
  return path + ".tmp";
}

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

herr_t add_dataset(hid_t, const char* name, const H5O_info_t* info, void* paths) {
  if (info->type == H5O_TYPE_DATASET) {
    static_cast<std::vector<std::string>*>(paths)->push_back(std::string("/") + name);
  }
  return 0;
}

bool has_type(const File& file, const std::string& path, H5O_type_t type) {
  if (!file.exists(path)) return false;
  H5O_info_t info;
  return H5Oget_info_by_name2(file.id(), path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == type;
}

}  // namespace

File File::open(const std::string& path) {
  silence_error_printing();
  require_readable(path);
  if (H5Fis_hdf5(path.c_str()) <= 0) throw FileError(path, "is not an HDF5 file");
  const Handle access =
      own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, path, "cannot set up file access");
  // Network file systems without locks are common; reading needs none.
  H5Pset_file_locking(access.id(), true, true);
  return {own(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, path,
              "cannot be opened; the file is damaged or still being written"),
          path};
}

File File::open_to_grow(const std::string& path) {
  silence_error_printing();
  require_readable(path);
  const Handle access = writer_properties(path);
  return {own(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.id()), H5Fclose, path,
              "cannot be opened for writing"),
          path};
}

File File::create(const std::string& path) {
  silence_error_printing();
  const Handle access = writer_properties(path);
  const Handle creation =
      own(H5Pcreate(H5P_FILE_CREATE), H5Pclose, path, "cannot set up file creation");
  // Times of creation would make files of the same content differ.
  H5Pset_obj_track_times(creation.id(), false);
  return {own(H5Fcreate(hidden(path).c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
              path, "cannot be created"),
          path};
}

void File::remove_created(const std::string& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove(path + ".tmp", ignored);
}

void File::reveal() {
  flush();
  std::error_code code;
  std::filesystem::rename(hidden(path_), path_, code);
  if (code) throw FileError(path_, "cannot be given its name: " + code.message());
}

void File::flush() {
  check(H5Fflush(id(), H5F_SCOPE_GLOBAL), path_, "cannot be written");
}

void File::close() {
  check(handle_.close(), path_, "cannot be closed");
}

std::uint64_t File::bytes() const {
  hsize_t bytes = 0;
  check(H5Fget_filesize(id(), &bytes), path_, "cannot be looked at");
  return bytes;
}

std::uint64_t File::content_end() const {
  haddr_t end = 0;
  check(H5Fget_eoa(id(), &end), path_, "cannot be looked at");
  return end;
}

bool File::exists(const std::string& path) const {
  // HDF5 fails, rather than answers no, where a group on the way is missing.
  for (std::size_t end = path.find('/', 1); end != std::string::npos;
       end = path.find('/', end + 1)) {
    if (H5Lexists(id(), path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (H5Oexists_by_name(id(), path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
  }
  if (path == "/") return true;
  return H5Lexists(id(), path.c_str(), H5P_DEFAULT) > 0 &&
         H5Oexists_by_name(id(), path.c_str(), H5P_DEFAULT) > 0;
}

bool File::is_group(const std::string& path) const {
  return has_type(*this, path, H5O_TYPE_GROUP);
}
bool File::is_dataset(const std::string& path) const {
  return has_type(*this, path, H5O_TYPE_DATASET);
}

std::vector<std::string> File::children(const std::string& group) const {
  std::vector<std::string> names;
  if (!is_group(group)) return names;
  hsize_t position = 0;
  check(H5Literate_by_name(id(), group.c_str(), H5_INDEX_NAME, H5_ITER_NATIVE, &position, add_name,
                           &names, H5P_DEFAULT),
        path_, "the group '" + group + "' cannot be listed");
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> File::datasets() const {
  std::vector<std::string> paths;
  check(H5Ovisit2(id(), H5_INDEX_NAME, H5_ITER_NATIVE, add_dataset, &paths, H5O_INFO_BASIC), path_,
        "the contents cannot be listed");
  std::sort(paths.begin(), paths.end());
  return paths;
}

void File::create_group(const std::string& path) {
  const Handle link = own(H5Pcreate(H5P_LINK_CREATE), H5Pclose, path_, "cannot create a group");
  H5Pset_char_encoding(link.id(), H5T_CSET_UTF8);
  const Handle group = own(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, path_, "cannot create a group");
  H5Pset_obj_track_times(group.id(), false);
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string name = path.substr(0, end);
    // Those above may be there; the group itself must not.
    if (end != std::string::npos && exists(name)) continue;
    (void)own(H5Gcreate2(id(), name.c_str(), link.id(), group.id(), H5P_DEFAULT), H5Gclose, path_,
              "the group '" + name + "' cannot be created");
  }
}

void File::hard_link(const std::string& existing, const std::string& name) {
  check(H5Lcreate_hard(id(), existing.c_str(), id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), path_,
        "the link '" + name + "' cannot be created");
}

}  // namespace engram::h5
