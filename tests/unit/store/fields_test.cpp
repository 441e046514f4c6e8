#include "results/store/fields.hpp"

#include <gtest/gtest.h>

#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

TEST(Fit, LeavesWhatFits) {
  EXPECT_EQ(fit("", 0), "");
  EXPECT_EQ(fit("abc", 3), "abc");
  EXPECT_EQ(fit("abc", 4), "abc");
}

TEST(Fit, CutsWithACount) {
  const std::string text(100, 'a');
  const std::string cut = fit(text, 50);
  EXPECT_LE(cut.size(), 50U);
  const std::size_t kept = cut.find("... (");
  EXPECT_EQ(cut, std::string(kept, 'a') + "... (" + std::to_string(100 - kept) + " bytes cut)");
  EXPECT_GT(kept, 20U);
}

TEST(Fit, CutsBareWhereThereIsNoRoomForACount) {
  EXPECT_EQ(fit("abcdefghijkl", 5), "abcde");
  EXPECT_EQ(fit("abc", 0), "");
}

TEST(Fit, NeverCutsWithinACharacter) {
  EXPECT_EQ(fit("ab\u00fccd", 3), "ab");
  EXPECT_EQ(fit("ab\u00fccd", 4), "ab\u00fc");
  EXPECT_EQ(fit("\u20ac\u20ac", 5), "\u20ac");
  EXPECT_EQ(fit("\u20ac", 2), "");
}

/// Stores a value in a cell and takes it out again.
template <class T>
T through_a_cell(const T& value) {
  std::vector<std::byte> cell(type_of(value, 100).bytes);
  put(value, std::span(cell));
  T out{};
  EXPECT_TRUE(take(out, std::span<const std::byte>(cell)));
  return out;
}

TEST(Cell, KeepsValues) {
  EXPECT_EQ(through_a_cell(std::string("text")), "text");
  EXPECT_EQ(through_a_cell(std::string()), "");
  EXPECT_EQ(through_a_cell(-5), -5);
  EXPECT_EQ(through_a_cell(0.25), 0.25);
  EXPECT_EQ(through_a_cell(true), true);
  EXPECT_EQ(through_a_cell(false), false);
  EXPECT_EQ(through_a_cell(std::uint64_t{1} << 63), std::uint64_t{1} << 63);
}

TEST(Cell, KeepsEveryNameOfAnEnumeration) {
  for (const auto outcome : {Outcome::passed, Outcome::failed, Outcome::unstable, Outcome::skipped,
                             Outcome::out_of_memory, Outcome::timeout, Outcome::error,
                             Outcome::implausible, Outcome::not_reached}) {
    EXPECT_EQ(through_a_cell(outcome), outcome);
  }
  for (const auto origin :
       {Origin::measured, Origin::imported, Origin::published, Origin::datasheet, Origin::modelled,
        Origin::emulated, Origin::reference}) {
    EXPECT_EQ(through_a_cell(origin), origin);
  }
  for (const auto state : {RunState::running, RunState::complete, RunState::interrupted}) {
    EXPECT_EQ(through_a_cell(state), state);
  }
  for (const auto reason : {StopReason::precision_reached, StopReason::sample_limit,
                            StopReason::time_limit, StopReason::budget, StopReason::aborted}) {
    EXPECT_EQ(through_a_cell(reason), reason);
  }
  for (const auto state :
       {VerificationState::verified, VerificationState::failed, VerificationState::not_verified}) {
    EXPECT_EQ(through_a_cell(state), state);
  }
}

TEST(Cell, RefusesWhatIsNoValue) {
  std::vector<std::byte> cell(enum_width);
  put(std::string("nonsense"), std::span(cell));
  Outcome outcome = Outcome::timeout;
  EXPECT_FALSE(take(outcome, std::span<const std::byte>(cell)));
  EXPECT_EQ(outcome, Outcome::timeout);
  bool flag = false;
  const std::byte two{2};
  EXPECT_FALSE(take(flag, std::span(&two, 1)));
}

constexpr auto pair_fields = [](auto&& visit, auto& row) { schema::describe_pair(visit, row); };

TEST(Rows, ArePackedInTheWidthOfTheLongestText) {
  const std::vector<schema::PairRow> rows{{"a", ""}, {"long", "xy"}};
  const auto columns = columns_for(std::span(rows), pair_fields);
  ASSERT_EQ(columns.size(), 2U);
  EXPECT_EQ(columns[0].name, "name");
  EXPECT_EQ(columns[0].type, hdf5::Type::text(4));
  EXPECT_EQ(columns[1].type, hdf5::Type::text(2));
  const auto bytes = pack_rows(std::span(rows), std::span(columns), pair_fields);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_EQ(text, std::string("a\0\0\0\0\0longxy", 12));
}

TEST(Rows, WithoutTextsStillHaveAWidth) {
  const auto columns = columns_for(std::span<const schema::PairRow>{}, pair_fields);
  EXPECT_EQ(hdf5::row_bytes(columns), 2U);
}

TEST(Rows, CutTextsAtTheLongestCell) {
  const std::vector<schema::PairRow> rows{{std::string(hdf5::longest_cell + 1, 'n'), "v"}};
  const auto columns = columns_for(std::span(rows), pair_fields);
  EXPECT_EQ(columns[0].type.bytes, hdf5::longest_cell);
}

TEST(Rows, NameTheUnitsOfTheirColumns) {
  const auto telemetry = [](auto&& visit, auto& row) { schema::describe_fact(visit, row); };
  EXPECT_EQ(units_of<schema::FactRow>(telemetry), "node: 1; name: text; value: text");
}

}  // namespace
}  // namespace steelyard::results
