#include <gmock/gmock.h>

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

std::string error_of(const std::function<void()>& call) {
  return test::message_of<FileError>(call);
}

TEST(Hdf5SourceArrays, ReadsEveryNumberType) {
  const Folder folder;
  const std::string path = folder.file("a.h5");
  TestFile(path)
      .add<double>("/d", {1.5, -2.0, 3.0})
      .add<float>("/deep/er/f", {0.5F, 1.0F, 2.0F})
      .add<std::int8_t>("/i8", {-1, 2, 3})
      .add<std::uint16_t>("/u16", {1, 2, 65535})
      .add<std::int64_t>("/i64", {-5, 0, 1000000000000});
  const Hdf5Source source;
  EXPECT_EQ(source.rows({path, "/d"}), 3U);
  EXPECT_THAT(source.read({path, "/d"}, {0, 3}).values, ElementsAre(1.5, -2.0, 3.0));
  EXPECT_THAT(source.read({path, "d"}, {1, 2}).values, ElementsAre(-2.0));
  EXPECT_THAT(source.read({path, "deep/er/f"}, {0, 3}).values, ElementsAre(0.5, 1.0, 2.0));
  EXPECT_THAT(source.read({path, "/i8"}, {0, 3}).values, ElementsAre(-1, 2, 3));
  EXPECT_THAT(source.read({path, "/u16"}, {1, 3}).values, ElementsAre(2, 65535));
  EXPECT_THAT(source.read({path, "/i64"}, {0, 3}).values, ElementsAre(-5, 0, 1e12));
  EXPECT_THAT(source.read({path, "/d"}, {2, 2}).values, ElementsAre());
}

TEST(Hdf5SourceArrays, ReadsRowsOfTables) {
  const Folder folder;
  TestFile(folder.file("a.h5")).add<float>("/xyz", {1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3});
  const Hdf5Source source(folder.path());
  EXPECT_EQ(source.rows({"a.h5", "/xyz"}), 3U);
  const ArrayBlock block = source.read({"a.h5", "/xyz"}, {1, 3});
  EXPECT_EQ(block.columns, 3U);
  EXPECT_THAT(block.values, ElementsAre(4, 5, 6, 7, 8, 9));
}

TEST(Hdf5SourceArrays, ReadsColumnsOfTables) {
  const Folder folder;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  TestFile(folder.file("a.h5"))
      .add<float>("/table", {1, 2, 3, 4, 5, 6, 7, 8}, {2, 4})
      .add<double>("/list", {1, 2, 3})
      .add<double>("/bad", {0, 1, 2, nan, 4, 5}, {3, 2});
  const Hdf5Source source(folder.path());
  const ArrayBlock block = source.read_columns({"a.h5", "/table"}, {1, 3});
  EXPECT_EQ(block.columns, 2U);
  EXPECT_THAT(block.values, ElementsAre(2, 3, 6, 7));
  EXPECT_THAT(source.read_columns({"a.h5", "/table"}, {3, 4}).values, ElementsAre(4, 8));
  EXPECT_THAT(source.read_columns({"a.h5", "/table"}, {2, 2}).values, ElementsAre());
  EXPECT_THAT(source.read_columns({"a.h5", "/list"}, {0, 1}).values, ElementsAre(1, 2, 3));
  EXPECT_THAT(source.read_columns({"a.h5", "/bad"}, {0, 1}).values, ElementsAre(0, 2, 4));
  EXPECT_THAT(error_of([&] {
                (void)source.read_columns({"a.h5", "/bad"}, {1, 2});
              }),
              AllOf(HasSubstr("row 1 of '/bad'"), HasSubstr("nan")));
  EXPECT_THAT(error_of([&] {
                (void)source.read_columns({"a.h5", "/table"}, {3, 5});
              }),
              HasSubstr("it has 4"));
}

TEST(Hdf5SourceArrays, NamesTheRowThatIsNotFinite) {
  const Folder folder;
  const std::string path = folder.file("a.h5");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  TestFile(path)
      .add<double>("/v", {0, 1, nan, 3})
      .add<double>("/table", {0, 1, 2, 3, 4, -inf}, {3, 2});
  const Hdf5Source source;
  EXPECT_THAT(error_of([&] {
                (void)source.read({path, "/v"}, {1, 4});
              }),
              AllOf(HasSubstr(path), HasSubstr("row 2 of '/v' is nan")));
  EXPECT_THAT(error_of([&] {
                (void)source.read({path, "/table"}, {1, 3});
              }),
              HasSubstr("row 2 of '/table' is -inf"));
  EXPECT_THAT(source.read({path, "/v"}, {3, 4}).values, ElementsAre(3));
}

TEST(Hdf5SourceArrays, SaysWhatIsThereInsteadOfWhatIsMissing) {
  const Folder folder;
  const std::string path = folder.file("a.h5");
  TestFile(path)
      .add<double>("/in/weights", {1})
      .add<double>("/in/delays", {1})
      .add_text("/text")
      .add<double>("/cube", {1, 2, 3, 4, 5, 6, 7, 8}, {2, 2, 2});
  const Hdf5Source source;
  const auto rows = [&](const std::string& file, const std::string& dataset) {
    return error_of([&] { (void)source.rows({file, dataset}); });
  };
  EXPECT_THAT(rows(folder.file("b.h5"), "/v"), HasSubstr("there is no such file"));
  EXPECT_THAT(rows(folder.path(), "/v"), HasSubstr("is a directory"));
  EXPECT_THAT(rows(path, "/in/weight"),
              AllOf(HasSubstr("no dataset '/in/weight'"), HasSubstr("delays, weights")));
  EXPECT_THAT(rows(path, "/out/weight"),
              HasSubstr("no dataset '/out/weight'; '/out' holds nothing"));
  EXPECT_THAT(rows(path, "/in"), HasSubstr("'/in' is not a dataset"));
  EXPECT_THAT(rows(path, "/in/weights/more"), HasSubstr("no dataset"));
  EXPECT_THAT(rows(path, ""), HasSubstr("no"));
  EXPECT_THAT(rows(path, "/text"), HasSubstr("holds text; expected numbers"));
  EXPECT_THAT(rows(path, "/cube"),
              AllOf(HasSubstr("[2, 2, 2]"), HasSubstr("expected one or two dimensions")));
  EXPECT_THAT(error_of([&] {
                (void)source.read({path, "/in/delays"}, {0, 2});
              }),
              AllOf(HasSubstr("rows [0, 2)"), HasSubstr("[1]")));
}

TEST(Hdf5SourceArrays, RefusesWhatIsNotHdf5) {
  const Folder folder;
  test::write_bytes(folder.file("text.h5"), "population: E\n");
  test::write_bytes(folder.file("empty.h5"), "");
  const Hdf5Source source;
  EXPECT_THAT(error_of([&] {
                (void)source.rows({folder.file("text.h5"), "/v"});
              }),
              HasSubstr("is not an HDF5 file"));
  EXPECT_THAT(error_of([&] {
                (void)source.rows({folder.file("empty.h5"), "/v"});
              }),
              HasSubstr("is not an HDF5 file"));
}

TEST(Hdf5SourceArrays, SwitchesBetweenFiles) {
  const Folder folder;
  TestFile(folder.file("a.h5")).add<double>("/v", {1});
  TestFile(folder.file("b.h5")).add<double>("/v", {2});
  const Hdf5Source source(folder.path());
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(source.read({"a.h5", "/v"}, {0, 1}).values, ElementsAre(1));
    EXPECT_THAT(source.read({"b.h5", "/v"}, {0, 1}).values, ElementsAre(2));
  }
}

}  // namespace
}  // namespace engram
