#include "parallel/agree_on_names.hpp"

#include <set>
#include <sstream>

namespace engram {
namespace {

std::string join(const auto& names) {
  std::string text;
  for (const std::string& name : names) text += name + '\n';
  return text;
}

void split(const std::string& text, std::set<std::string>& names) {
  std::istringstream lines(text);
  for (std::string name; std::getline(lines, name);) names.insert(name);
}

}  // namespace

std::vector<std::string> agree_on_names(const Communicator& communicator,
                                        const std::vector<std::string>& mine) {
  const std::string text = join(mine);
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  std::vector<Parcel> parcels;
  if (!text.empty()) parcels.push_back({Rank(0), {bytes, bytes + text.size()}});
  std::set<std::string> names;
  for (const Parcel& parcel : communicator.exchange(std::move(parcels))) {
    split({reinterpret_cast<const char*>(parcel.bytes.data()), parcel.bytes.size()}, names);
  }
  const std::string all = communicator.broadcast(join(names));
  names.clear();
  split(all, names);
  return {names.begin(), names.end()};
}

}  // namespace engram
