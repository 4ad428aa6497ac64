#include "io/hdf5/attribute.hpp"

#include <algorithm>
#include <vector>

#include "io/hdf5/error.hpp"
#include "io/hdf5/native_type.hpp"

namespace engram::h5 {
namespace {

void write(const File& file, const std::string& object, const std::string& name, hid_t file_type,
           hid_t memory_type, hid_t space, const void* value) {
  const std::string what = "the attribute '" + name + "' of '" + object + "' cannot be written";
  const Handle attribute = own(H5Acreate_by_name(file.id(), object.c_str(), name.c_str(), file_type,
                                                 space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                               H5Aclose, file.path(), what);
  check(H5Awrite(attribute.id(), memory_type, value), file.path(), what);
}

template <class T>
void write_numbers(const File& file, const std::string& object, const std::string& name,
                   hid_t file_type, std::span<const T> numbers) {
  const hsize_t count = numbers.size();
  const Handle space =
      own(count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), H5Sclose,
          file.path(), "cannot describe an attribute");
  write(file, object, name, file_type, native_type<T>(), space.id(), numbers.data());
}

template <class T>
std::optional<T> read_scalar(const File& file, const std::string& object, const std::string& name,
                             H5T_class_t kind) {
  if (H5Aexists_by_name(file.id(), object.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return {};
  const Handle attribute(
      H5Aopen_by_name(file.id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) return {};
  const Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  if (!type.valid() || !space.valid() || H5Tget_class(type.id()) != kind ||
      H5Sget_simple_extent_npoints(space.id()) != 1) {
    return {};
  }
  T value{};
  if (H5Aread(attribute.id(), native_type<T>(), &value) < 0) return {};
  return value;
}

herr_t add_attribute_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

std::optional<std::string> enumeration_name(hid_t attribute, hid_t type) {
  std::vector<char> value(H5Tget_size(type));
  if (H5Aread(attribute, type, value.data()) < 0) return std::nullopt;
  std::vector<char> name(256);
  if (H5Tenum_nameof(type, value.data(), name.data(), name.size()) < 0) return std::nullopt;
  return std::string(name.data());
}

std::optional<std::string> variable_text(hid_t attribute, hid_t type, hid_t space) {
  char* text = nullptr;
  if (H5Aread(attribute, type, &text) < 0 || text == nullptr) return std::nullopt;
  std::string copy(text);
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, &text);
  return copy;
}

std::optional<std::string> fixed_text(hid_t attribute, hid_t type) {
  std::string text(H5Tget_size(type), '\0');
  if (H5Aread(attribute, type, text.data()) < 0) return std::nullopt;
  const auto last = text.find_last_not_of(std::string("\0 ", 2));
  text.resize(last == std::string::npos ? 0 : last + 1);
  return text;
}

}  // namespace

void write_text_attribute(const File& file, const std::string& object, const std::string& name,
                          const std::string& text) {
  const Handle type =
      own(H5Tcopy(H5T_C_S1), H5Tclose, file.path(), "cannot describe a text attribute");
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  const Handle space =
      own(H5Screate(H5S_SCALAR), H5Sclose, file.path(), "cannot describe a text attribute");
  const char* value = text.c_str();
  write(file, object, name, type.id(), type.id(), space.id(), &value);
}

void write_number_attribute(const File& file, const std::string& object, const std::string& name,
                            std::span<const std::uint32_t> numbers) {
  write_numbers(file, object, name, H5T_STD_U32LE, numbers);
}

void write_real_attribute(const File& file, const std::string& object, const std::string& name,
                          std::span<const double> numbers) {
  write_numbers(file, object, name, H5T_IEEE_F64LE, numbers);
}

void write_integer_attribute(const File& file, const std::string& object, const std::string& name,
                             std::int64_t number) {
  write_numbers<std::int64_t>(file, object, name, H5T_STD_I64LE, {&number, 1});
}

void write_flag_attribute(const File& file, const std::string& object, const std::string& name,
                          std::uint8_t flag) {
  write_numbers<std::uint8_t>(file, object, name, H5T_STD_U8LE, {&flag, 1});
}

std::optional<std::string> read_text_attribute(const File& file, const std::string& object,
                                               const std::string& name) {
  if (H5Aexists_by_name(file.id(), object.c_str(), name.c_str(), H5P_DEFAULT) <= 0) return {};
  const Handle attribute(
      H5Aopen_by_name(file.id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) return {};
  const Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  if (!type.valid() || !space.valid() || H5Sget_simple_extent_npoints(space.id()) != 1) return {};
  if (H5Tget_class(type.id()) == H5T_ENUM) return enumeration_name(attribute.id(), type.id());
  if (H5Tget_class(type.id()) != H5T_STRING) return {};
  if (H5Tis_variable_str(type.id()) > 0) {
    return variable_text(attribute.id(), type.id(), space.id());
  }
  return fixed_text(attribute.id(), type.id());
}

std::optional<std::int64_t> read_integer_attribute(const File& file, const std::string& object,
                                                   const std::string& name) {
  return read_scalar<std::int64_t>(file, object, name, H5T_INTEGER);
}

std::optional<double> read_real_attribute(const File& file, const std::string& object,
                                          const std::string& name) {
  return read_scalar<double>(file, object, name, H5T_FLOAT);
}

std::vector<std::string> attribute_names(const File& file, const std::string& object) {
  std::vector<std::string> names;
  hsize_t position = 0;
  check(H5Aiterate_by_name(file.id(), object.c_str(), H5_INDEX_NAME, H5_ITER_NATIVE, &position,
                           add_attribute_name, &names, H5P_DEFAULT),
        file.path(), "the attributes of '" + object + "' cannot be listed");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace engram::h5
