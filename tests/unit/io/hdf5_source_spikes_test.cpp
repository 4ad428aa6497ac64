#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "core/errors.hpp"
#include "io/sources/hdf5_source.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using test::TestFile;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SpikeBlock read_all(const Hdf5Source& source, const std::string& path,
                    const std::string& population) {
  return source.read_spikes(path, population, {0, source.spikes(path, population)});
}

TEST(Hdf5SourceSpikes, ReadsPopulations) {
  const Folder folder;
  const std::string path = folder.file("spikes.h5");
  TestFile(path)
      .add<double>("/spikes/E/timestamps", {3.5, 1.0, 2.0})
      .attribute("/spikes/E/timestamps", "units", "ms")
      .add<std::uint64_t>("/spikes/E/node_ids", {7, 0, 5})
      .add<float>("/spikes/I/timestamps", {})
      .add<std::int32_t>("/spikes/I/node_ids", {});
  const Hdf5Source source;
  const SpikeBlock excitatory = read_all(source, path, "E");
  EXPECT_THAT(excitatory.times, ElementsAre(3.5, 1.0, 2.0));
  EXPECT_THAT(excitatory.node_ids, ElementsAre(7, 0, 5));
  EXPECT_THAT(read_all(source, path, "I").times, IsEmpty());
}

TEST(Hdf5SourceSpikes, ReadsAnyPart) {
  const Folder folder;
  const std::string path = folder.file("spikes.h5");
  TestFile(path)
      .add<double>("/spikes/E/timestamps", {3.5, 1.0, std::numeric_limits<double>::quiet_NaN()})
      .add<std::uint64_t>("/spikes/E/node_ids", {7, 0, 5});
  const Hdf5Source source;
  EXPECT_EQ(source.spikes(path, "E"), 3);
  const SpikeBlock middle = source.read_spikes(path, "E", {1, 2});
  EXPECT_THAT(middle.times, ElementsAre(1.0));
  EXPECT_THAT(middle.node_ids, ElementsAre(0));
  EXPECT_THAT(source.read_spikes(path, "E", {1, 1}).times, IsEmpty());
  // Only who reads what is wrong can tell, and names its row in the file.
  EXPECT_THAT(test::message_of<FileError>([&] {
                (void)source.read_spikes(path, "E", {1, 3});
              }),
              AllOf(HasSubstr("row 2"), HasSubstr("nan")));
  EXPECT_THAT(test::message_of<FileError>([&] {
                (void)source.read_spikes(path, "E", {2, 4});
              }),
              HasSubstr("rows [2, 4)"));
}

TEST(Hdf5SourceSpikes, ReadsTheOlderLayout) {
  const Folder folder;
  const std::string path = folder.file("spikes.h5");
  TestFile(path)
      .add<double>("/spikes/timestamps", {1.0, 2.0})
      .add<std::uint32_t>("/spikes/gids", {4, 3})
      .attribute("/spikes", "sorting", "time");
  const SpikeBlock block = read_all(Hdf5Source(), path, "");
  EXPECT_THAT(block.times, ElementsAre(1.0, 2.0));
  EXPECT_THAT(block.node_ids, ElementsAre(4, 3));
  EXPECT_THAT(test::message_of<FileError>([&] { (void)read_all(Hdf5Source(), path, "E"); }),
              HasSubstr("leave the population out"));
}

TEST(Hdf5SourceSpikes, SaysWhatIsWrong) {
  const Folder folder;
  const std::string path = folder.file("spikes.h5");
  const auto with = [&](const std::function<void(TestFile&)>& build) {
    {
      TestFile file(path);
      build(file);
    }
    return test::message_of<FileError>([&] { (void)read_all(Hdf5Source(), path, ""); });
  };
  EXPECT_THAT(with([](TestFile& f) { f.group("/report"); }),
              HasSubstr("expected a group '/spikes', found report"));
  EXPECT_THAT(with([](TestFile& f) { f.add<double>("/spikes/E/timestamps", {1}); }),
              HasSubstr("no dataset '/spikes/E/node_ids'; '/spikes/E' holds timestamps"));
  EXPECT_THAT(
      with([](TestFile& f) {
        f.add<double>("/spikes/E/timestamps", {1, 2}).add<double>("/spikes/E/node_ids", {1});
      }),
      AllOf(HasSubstr("[2]"), HasSubstr("[1]"), HasSubstr("expected the same")));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<double>("/spikes/E/timestamps", {1, 2, 3, 4}, {2, 2})
                    .add<double>("/spikes/E/node_ids", {1});
              }),
              HasSubstr("expected one dimension"));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<double>("/spikes/E/timestamps", {1, std::numeric_limits<double>::infinity()})
                    .add<std::uint64_t>("/spikes/E/node_ids", {1, 1});
              }),
              AllOf(HasSubstr("row 1"), HasSubstr("inf")));
  EXPECT_THAT(
      with([](TestFile& f) {
        f.add<double>("/spikes/E/timestamps", {1}).add<std::int64_t>("/spikes/E/node_ids", {-1});
      }),
      AllOf(HasSubstr("row 0"), HasSubstr("-1")));
  EXPECT_THAT(with([](TestFile& f) {
                f.add<double>("/spikes/E/timestamps", {1})
                    .attribute("/spikes/E/timestamps", "units", "s")
                    .add<std::int64_t>("/spikes/E/node_ids", {1});
              }),
              AllOf(HasSubstr("units of 's'"), HasSubstr("expected 'ms'")));
}

}  // namespace
}  // namespace engram
