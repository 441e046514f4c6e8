// docs/run-file.md lists every member of the file, with its type and units.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/store/fields.hpp"
#include "results/store/run_digests.hpp"
#include "results/store/run_summary.hpp"
#include "results/store/schema.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;

std::string type_name(hdf5::Type::Kind kind) {
  switch (kind) {
    case hdf5::Type::Kind::int32:
      return "int32";
    case hdf5::Type::Kind::uint64:
      return "uint64";
    case hdf5::Type::Kind::float64:
      return "float64";
    case hdf5::Type::Kind::float32:
      return "float32";
    case hdf5::Type::Kind::uint8:
      return "uint8";
    case hdf5::Type::Kind::text:
      break;
  }
  return "text";
}

/// The part of the page that begins with this line, up to the next heading or list of columns.
std::string section(const std::string& heading) {
  const std::string page = testing::read_file(STEELYARD_SOURCE_DIR "/docs/run-file.md");
  const auto begin = page.find("\n" + heading);
  if (begin == std::string::npos) return "";
  const auto end = std::min(page.find("\n## ", begin + 1), page.find("\nColumns of", begin + 1));
  return page.substr(begin, end - begin);
}

template <class Row, class Describe>
void expect_listed(const std::string& heading, Describe describe) {
  const std::string text = section(heading);
  const Row empty{};
  describe(
      [&](const char* member, const char* units, const auto& value) {
        EXPECT_THAT(text, HasSubstr(std::string("\n| `") + member + "` | " +
                                    type_name(type_of(value, 1).kind) + " | " + units + " |"))
            << heading;
      },
      empty);
}

TEST(SchemaDoc, ListsEveryMember) {
  expect_listed<RunInfo>("## Attributes of `/`",
                         [](auto&& v, auto& row) { schema::describe_run(v, row); });
  expect_listed<RankInfo>("Columns of `/environment/ranks`",
                          [](auto&& v, auto& row) { schema::describe_rank(v, row); });
  expect_listed<Continuation>("## `/continuations/<number>`",
                              [](auto&& v, auto& row) { schema::describe_continuation(v, row); });
  expect_listed<CaseRecord>("## `/cases/<id>`",
                            [](auto&& v, auto& row) { schema::describe_case(v, row); });
  expect_listed<schema::VisitRow>("Columns of `visits`",
                                  [](auto&& v, auto& row) { schema::describe_visit(v, row); });
  expect_listed<schema::BatchRow>("Columns of `batches`",
                                  [](auto&& v, auto& row) { schema::describe_batch(v, row); });
  expect_listed<RunDigests>("## Digests",
                            [](auto&& v, auto& row) { schema::describe_digests(v, row); });
  expect_listed<StoredSummary>("## `/summary`",
                               [](auto&& v, auto& row) { schema::describe_summary_head(v, row); });
  expect_listed<schema::SummaryRow>("Columns of `/summary/cases`", [](auto&& v, auto& row) {
    schema::describe_summary_numbers(v, row);
  });
  expect_listed<CaseDigests>("## `/cases/<id>`",
                             [](auto&& v, auto& row) { schema::describe_case_digests(v, row); });
  expect_listed<TelemetrySample>("## `/telemetry`",
                                 [](auto&& v, auto& row) { schema::describe_telemetry(v, row); });
}

}  // namespace
}  // namespace steelyard::results
