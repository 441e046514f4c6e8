// Packs that are cut short, have other bits, or were changed by HDF5 itself before they are read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "harness/core/error.hpp"
#include "results/store/pack_content.hpp"
#include "tests/unit/store/packed_runs.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// Reads all of a pack in this process: a fork for each of thousands takes minutes.
void read_here(const std::filesystem::path& file) {
  PackContent content(file);
  content.list();
  content.read(0, content.runs(), PackParts::whole, [](const PackedRun&) {});
}

std::string reading_here(const std::filesystem::path& file) {
  try {
    read_here(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "read";
}

TEST(DamagedPack, IsRefusedWhenCutShort) {
  const Folder folder;
  const auto pack = folder / "year.h5";
  write_pack(pack, folder.path());
  const auto whole = std::filesystem::file_size(pack);
  for (auto size = whole - 1; size > 0; size -= std::min<std::uintmax_t>(size, 97)) {
    std::filesystem::resize_file(pack, size);
    ASSERT_NE(reading_here(pack), "read") << size << " of " << whole << " bytes";
  }
}

TEST(DamagedPack, IsRefusedOrUnchangedWithAnyBitFlipped) {
  const Folder folder;
  const auto pack = folder / "year.h5";
  write_pack(pack, folder.path());
  const std::string whole = read_file(pack);
  int refused = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += 8009) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    write_file(pack, damaged);
    try {
      const PackCheck check = check_pack(pack);
      ASSERT_EQ(check.runs, 2U) << bit;
      ASSERT_TRUE(check.altered.empty()) << bit;
    } catch (const DataError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 10);
}

void set_number(hid_t f, const std::string& path, std::int32_t value, hsize_t at = 1) {
  poke(f, path, H5T_STD_I32LE, {at}, &value);
}

void set_double(hid_t f, const std::string& path, double value, hsize_t at = 1) {
  poke(f, path, H5T_IEEE_F64LE, {at}, &value);
}

void resize(hid_t f, const std::string& path, hsize_t rows) {
  const hid_t dataset = H5Dopen2(f, path.c_str(), H5P_DEFAULT);
  ASSERT_GE(H5Dset_extent(dataset, &rows), 0);
  H5Dclose(dataset);
}

std::int32_t number_in(hid_t f, const std::string& path, hsize_t at) {
  std::int32_t value = 0;
  const hid_t dataset = H5Dopen2(f, path.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  H5Sselect_elements(space, H5S_SELECT_SET, 1, &at);
  H5Dread(dataset, H5T_STD_I32LE, one, space, H5P_DEFAULT, &value);
  H5Sclose(one);
  H5Sclose(space);
  H5Dclose(dataset);
  return value;
}

/// Gives a cell the text of another row.
void copy_number(hid_t f, const std::string& path, hsize_t from, hsize_t to) {
  set_number(f, path, number_in(f, path, from), to);
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Tampering> of_the_whole() {
  const std::int32_t two = 2;
  const std::int32_t zero = 0;
  return {
      {"another_schema", [](hid_t f) { set_text(f, "/", "schema", "steelyard-heap"); },
       "not a pack of this program"},
      {"newer_schema",
       [=](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &two); },
       "has schema version 2"},
      {"schema_version_0",
       [=](hid_t f) { set_attribute(f, "/", "schema_version", H5T_STD_I32LE, &zero); },
       "impossible schema version"},
      {"no_head", [](hid_t f) { H5Adelete(f, "head"); }, "opening attribute 'head'"},
      {"no_texts", [](hid_t f) { H5Ldelete(f, "/texts", H5P_DEFAULT); }, "/texts"},
      {"no_column", [](hid_t f) { H5Ldelete(f, "/cases/median_seconds", H5P_DEFAULT); },
       "/cases/median_seconds"},
      {"column_of_another_type",
       [](hid_t f) { replace(f, "/cases/median_seconds", H5T_IEEE_F32LE, {6}, {6}); },
       "/cases/median_seconds has another type"},
      {"column_that_is_a_link",
       [](hid_t f) {
         H5Ldelete(f, "/cases/watts", H5P_DEFAULT);
         H5Lcreate_soft("/cases/per_probe", f, "/cases/watts", H5P_DEFAULT, H5P_DEFAULT);
       },
       "/cases/watts is a link"},
      {"short_column", [](hid_t f) { resize(f, "/cases/watts", 5); },
       "/cases has columns of unlike lengths"},
      {"long_first_column", [](hid_t f) { resize(f, "/cases/facts", 7); },
       "/cases has columns of unlike lengths"},
      {"texts_that_overlap",
       [](hid_t f) {
         const std::uint64_t large = 1 << 20;
         poke(f, "/texts/ends", H5T_STD_U64LE, {1}, &large);
       },
       "/texts has texts that do not follow each other"},
      {"texts_that_end_early", [](hid_t f) { resize(f, "/texts/bytes", 10); },
       "/texts has texts that do not follow each other"},
      {"medians_of_a_trillion_rows", [](hid_t f) { resize(f, "/rank_medians", hsize_t{1} << 40); },
       "/rank_medians has 1099511627776 rows where the runs have 12"},
      {"texts_of_a_trillion_bytes", [](hid_t f) { resize(f, "/texts/bytes", hsize_t{1} << 40); },
       "/texts/bytes claims 1099511627776 bytes"},
  };
}

std::vector<Tampering> of_runs() {
  return {
      {"run_without_an_id",
       [](hid_t f) {
         copy_number(f, "/runs/head", 0, 0);
         copy_number(f, "/runs/run_uuid", 0, 1);
       },
       "has the run first twice"},
      {"text_that_is_not_there", [](hid_t f) { set_number(f, "/runs/label", 100'000); },
       "/runs names a text that is not there"},
      {"text_below_0", [](hid_t f) { set_number(f, "/runs/label", -1); },
       "/runs names a text that is not there"},
      {"state_of_nobody", [](hid_t f) { set_number(f, "/runs/state", 0); },
       "/runs has an unknown value in its column state"},
      {"more_cases_than_there_are", [](hid_t f) { set_number(f, "/runs/cases", 4); },
       "/cases has 6 rows where the runs have 7"},
      {"fewer_cases_than_there_are", [](hid_t f) { set_number(f, "/runs/cases", 2); },
       "/cases has 6 rows where the runs have 5"},
      {"cases_below_0",
       [](hid_t f) {
         set_number(f, "/runs/cases", -3, 0);
         set_number(f, "/runs/cases", 9, 1);
       },
       "/cases has a run or case with a negative number of rows"},
      {"more_continuations", [](hid_t f) { set_number(f, "/runs/continuations", 3, 0); },
       "/continuations has 2 rows where the runs have 5"},
      {"environment_that_is_not_there", [](hid_t f) { set_number(f, "/runs/environment", 2); },
       "names an environment that is not there"},
      {"environment_below_0", [](hid_t f) { set_number(f, "/runs/environment", -1); },
       "names an environment that is not there"},
      {"environment_of_a_continuation",
       [](hid_t f) { set_number(f, "/continuations/environment", 9); },
       "/continuations names an environment that is not there"},
      {"environment_of_too_many_ranks", [](hid_t f) { set_number(f, "/environments/ranks", 4); },
       "/environments has environments with more lines than there are"},
      {"environment_of_too_few_lines", [](hid_t f) { set_number(f, "/environments/entries", 3); },
       "/environments has lines that belong to no environment"},
      {"environment_of_minus_one_rank",
       [](hid_t f) { set_number(f, "/environments/ranks", -1, 0); },
       "/environments has environments with more lines than there are"},
      {"rank_that_is_not_there", [](hid_t f) { set_number(f, "/rank_list", 4, 0); },
       "a rank that is not there"},
      {"rank_below_0", [](hid_t f) { set_number(f, "/rank_list", -4, 0); },
       "/rank_list has a negative number"},
      {"line_that_is_not_there", [](hid_t f) { set_number(f, "/entry_list", 400, 0); },
       "a line that is not there"},
      {"line_twice", [](hid_t f) { copy_number(f, "/entry_list", 1, 2); }, "a line that cannot be"},
      {"line_of_another_kind",
       [](hid_t f) {
         copy_number(f, "/entries/name", 0, 1);
         set_number(f, "/entries/kind", number_in(f, "/entries/name", 1), 1);
       },
       "a line that cannot be"},
  };
}

std::vector<Tampering> of_cases() {
  return {
      {"facts_that_are_not_there", [](hid_t f) { set_number(f, "/cases/facts", 3); },
       "/cases names facts that are not there"},
      {"facts_below_0", [](hid_t f) { set_number(f, "/cases/facts", -1); },
       "/cases names facts that are not there"},
      {"case_twice", [](hid_t f) { copy_number(f, "/cases/facts", 0, 1); },
       "twice in the run first"},
      {"outcome_of_nobody",
       [](hid_t f) {
         copy_number(f, "/facts/name", 1, 1);
         set_number(f, "/facts/outcome", number_in(f, "/facts/name", 1));
       },
       "/facts has an unknown value in its column outcome"},
      {"median_that_is_no_number", [](hid_t f) { set_double(f, "/cases/median_seconds", nan); },
       "that cannot be"},
      {"median_below_0", [](hid_t f) { set_double(f, "/cases/median_seconds", -1); },
       "that cannot be"},
      {"flops_below_0", [](hid_t f) { set_double(f, "/cases/flops", -1); },
       "a negative or infinite work model"},
      {"has_samples_2",
       [](hid_t f) {
         const std::uint8_t two = 2;
         poke(f, "/cases/has_samples", H5T_STD_U8LE, {1}, &two);
       },
       "/cases has an unknown value in its column has_samples"},
      {"rank_median_below_0", [](hid_t f) { set_double(f, "/rank_medians", -1); },
       "that cannot be"},
      {"too_many_rank_medians",
       [](hid_t f) {
         set_number(f, "/cases/rank_medians", 4, 0);
         set_number(f, "/cases/rank_medians", 2, 1);
       },
       "has other numbers of medians or quantiles of case"},
      {"rank_medians_without_end", [](hid_t f) { set_number(f, "/cases/rank_medians", 1 << 30); },
       "/rank_medians has 12 rows where the runs have"},
      {"too_many_quantiles",
       [](hid_t f) {
         set_number(f, "/cases/quantile_rows", 5, 0);
         set_number(f, "/cases/quantile_rows", 3, 1);
       },
       "has other numbers of medians or quantiles of case"},
      {"quantiles_below_0", [](hid_t f) { set_number(f, "/cases/quantile_rows", -1); },
       "/cases/quantile_rows has a negative number"},
      {"quantiles_that_fall",
       [](hid_t f) {
         const float small = 1e-9F;
         poke(f, "/quantiles", H5T_IEEE_F32LE, {2, 7}, &small);
       },
       "/quantiles has times of the case"},
      {"quantiles_of_fewer_levels",
       [](hid_t f) {
         replace(f, "/quantiles", H5T_IEEE_F32LE, {16, 20}, {16, 20});
       },
       "/quantiles has 20 columns where 21 are expected"},
      {"ranks_of_another_case",
       [](hid_t f) {
         const std::int32_t ranks = 2;
         poke(f, "/cases/ranks", H5T_STD_I32LE, {1}, &ranks);
       },
       "has other numbers of medians or quantiles of case"},
  };
}

std::string reading_apart(const std::filesystem::path& file) {
  try {
    read_all(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "read";
}

TEST(TamperedPack, EndsInWhatItsTableSays) {
  const Folder folder;
  const auto whole = folder / "whole.h5";
  write_pack(whole, folder.path());
  for (const auto& table : {of_the_whole(), of_runs(), of_cases()}) {
    for (const Tampering& tampering : table) {
      SCOPED_TRACE(tampering.name);
      const auto pack = folder / "year.h5";
      std::filesystem::copy_file(whole, pack, std::filesystem::copy_options::overwrite_existing);
      change_file(pack, tampering.change);
      const std::string said = reading_apart(pack);
      EXPECT_THAT(said, HasSubstr("year.h5' cannot be read as a pack of runs: "));
      EXPECT_THAT(said, HasSubstr(tampering.said));
    }
  }
}

/// A small file of which many runs share a large environment would be gigabytes in memory. None is
/// read, and so none is written.
TEST(DamagedPack, MayNotShareWithoutEnd) {
  const Folder folder;
  const auto pack = folder / "year.h5";
  std::vector<RunRecord> runs;
  for (int i = 0; i < 20; ++i) {
    RunRecord run = run_of("run " + std::to_string(i));
    run.cases.resize(1);
    run.info.environment.warnings.assign(1000, std::string(4000, 'w'));
    runs.push_back(std::move(run));
  }
  const auto files = write_runs(folder.path(), runs);
  try {
    extend_pack(pack, files);
    FAIL() << "it was written";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), HasSubstr("more than a file of"));
    EXPECT_THAT(error.what(), HasSubstr("is left as it was"));
  }
  EXPECT_FALSE(std::filesystem::exists(pack));
  EXPECT_FALSE(std::filesystem::exists(folder / "year.h5.next"));
}

}  // namespace
}  // namespace steelyard::results
