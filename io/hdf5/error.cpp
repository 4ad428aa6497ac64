#include "io/hdf5/error.hpp"

#include "core/errors.hpp"

namespace engram::h5 {
namespace {

// HDF5 walks from the innermost call outwards; the first text is the cause, the others repeat it in
// ever more general words.
herr_t keep_first(unsigned, const H5E_error2_t* entry, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty() && entry->desc != nullptr) kept = entry->desc;
  return 0;
}

}  // namespace

void silence_error_printing() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::string last_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

void fail(const std::string& file, const std::string& what_failed) {
  const std::string cause = last_error();
  H5Eclear2(H5E_DEFAULT);
  throw FileError(file, cause.empty() ? what_failed : what_failed + " (HDF5: " + cause + ")");
}

Handle own(hid_t id, Handle::Closer closer, const std::string& file, const std::string& what) {
  if (id < 0) fail(file, what);
  return {id, closer};
}

void check(herr_t status, const std::string& file, const std::string& what) {
  if (status < 0) fail(file, what);
}

}  // namespace engram::h5
