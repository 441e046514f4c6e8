// Packs: what goes in comes out, and how they grow.
#include "results/store/pack.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/store/pack_environment.hpp"
#include "results/store/run_file.hpp"
#include "results/store/thinned_samples.hpp"
#include "results/store/write_lock.hpp"
#include "tests/unit/store/packed_runs.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void expect_same_brief(const RunInBrief& a, const RunInBrief& b) {
  expect_same(a.run, b.run);
  ASSERT_EQ(a.times.size(), b.times.size());
  for (std::size_t i = 0; i < a.times.size(); ++i) {
    EXPECT_EQ(std::optional<CaseSummary>(a.times[i]), std::optional<CaseSummary>(b.times[i]));
  }
}

std::vector<std::string> ids_in(const std::filesystem::path& pack) {
  std::vector<std::string> ids;
  for (const PackedRunHead& run : list_pack(pack)) ids.push_back(run.info.uuid);
  return ids;
}

template <class Error>
std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

class Pack : public ::testing::Test {
 protected:
  PackExtension extend(const std::vector<std::filesystem::path>& files) {
    return extend_pack(pack_, files);
  }

  Folder folder_;
  std::filesystem::path pack_ = folder_ / "year.h5";
};

TEST_F(Pack, HoldsWhatIsReadOfTheFiles) {
  const auto files = write_runs(folder_.path(), {run_of("a"), resumed_run("b"), run_of("c")});
  const auto done = extend(files);
  EXPECT_EQ(done.added, 3U);
  EXPECT_EQ(done.runs, 3U);
  EXPECT_EQ(done.known, 0U);
  EXPECT_EQ(done.bytes, std::filesystem::file_size(pack_));
  EXPECT_EQ(done.original_bytes,
            2 * std::filesystem::file_size(files[0]) + std::filesystem::file_size(files[1]));
  const auto runs = read_all(pack_);
  ASSERT_EQ(runs.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const RunFileContent whole = read_run_file(files[i]);
    expect_same_brief(runs[i].brief, read_run_summary(files[i]));
    EXPECT_EQ(runs[i].original, files[i].string());
    EXPECT_EQ(runs[i].head, whole.digests.digests.head);
    ASSERT_EQ(runs[i].quantiles.size(), whole.run.cases.size());
    for (std::size_t c = 0; c < whole.run.cases.size(); ++c) {
      EXPECT_EQ(runs[i].quantiles[c], thinned_samples(whole.run.cases[c]));
    }
    EXPECT_EQ(runs[i].digest, packed_digest(runs[i]));
  }
  EXPECT_EQ(runs[1].brief.run.info.continuations.size(), 2U);
}

TEST_F(Pack, IsReadWithoutQuantilesForItsNumbers) {
  write_pack(pack_, folder_.path());
  const auto numbers = read_all(pack_, PackParts::numbers);
  const auto whole = read_all(pack_);
  ASSERT_EQ(numbers.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_THAT(numbers[i].quantiles, IsEmpty());
    expect_same_brief(numbers[i].brief, whole[i].brief);
  }
}

TEST_F(Pack, ListsItsRuns) {
  write_pack(pack_, folder_.path());
  const auto list = list_pack(pack_);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].info.uuid, "first");
  EXPECT_EQ(list[1].info.uuid, "second");
  EXPECT_EQ(list[1].info.label, run_of("").info.label);
  EXPECT_EQ(list[1].cases, 3);
  EXPECT_EQ(list[1].original, (folder_ / "second.h5").string());
  EXPECT_TRUE(is_pack(pack_));
  EXPECT_FALSE(is_pack(folder_ / "first.h5"));
  EXPECT_FALSE(is_pack(folder_ / "absent.h5"));
}

TEST_F(Pack, OfManyRunsComesInTheirOrder) {
  std::vector<RunRecord> runs;
  for (int i = 0; i < 70; ++i) {
    RunRecord run = run_of(fmt::format("run {:02}", i));
    run.cases.resize(1);
    run.info.environment.nodes[0].facts["load_average"] = fmt::format("{}", i / 2);
    runs.push_back(std::move(run));
  }
  extend(write_runs(folder_.path(), runs));
  const auto read = read_all(pack_);
  ASSERT_EQ(read.size(), 70U);
  for (std::size_t i = 0; i < 70; ++i) {
    EXPECT_EQ(read[i].brief.run.info.uuid, runs[i].info.uuid);
    EXPECT_EQ(read[i].brief.run.info.environment.nodes[0].facts.at("load_average"),
              fmt::format("{}", i / 2));
  }
}

TEST_F(Pack, SharesWhatRunsHaveInCommon) {
  std::vector<RunRecord> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(run_of(fmt::format("run {}", i)));
    runs.back().info.environment.nodes[0].facts["load_average"] = fmt::format("{}", i / 2);
  }
  extend(write_runs(folder_.path(), runs));
  const auto file = hdf5::File::open_for_reading(pack_, hdf5::pack);
  const auto root = file.root();
  const auto rows = [&](const char* group, const char* column) {
    return root.group(group).array(column, hdf5::Type::int32()).rows();
  };
  EXPECT_EQ(rows("runs", "environment"), 6U);
  EXPECT_EQ(rows("environments", "entries"), 3U);
  EXPECT_EQ(rows("ranks", "rank"), 3U);
  // Two hosts, three facts, three loads, two programs, a variable, two warnings.
  EXPECT_EQ(rows("entries", "name"), 13U);
  EXPECT_EQ(rows("cases", "facts"), 18U);
  EXPECT_EQ(rows("facts", "name"), 3U);
}

TEST_F(Pack, GrowsByTheRunsThatItLacks) {
  const auto files = write_runs(folder_.path(), {run_of("a"), resumed_run("b"), run_of("c")});
  extend({files[0]});
  const auto done = extend({files[1], files[0], files[2], files[1]});
  EXPECT_EQ(done.added, 2U);
  EXPECT_EQ(done.known, 2U);
  EXPECT_THAT(ids_in(pack_), ElementsAre("a", "b", "c"));
  EXPECT_THAT(check_pack(pack_).altered, IsEmpty());
  expect_same_brief(read_all(pack_)[1].brief, read_run_summary(files[1]));
}

TEST_F(Pack, IsNotWrittenWhereNothingIsNew) {
  const auto files = write_runs(folder_.path(), {run_of("a")});
  extend(files);
  const auto before = std::filesystem::last_write_time(pack_);
  const auto done = extend({files[0], pack_});
  EXPECT_EQ(done.added, 0U);
  EXPECT_EQ(done.runs, 1U);
  EXPECT_EQ(std::filesystem::last_write_time(pack_), before);
}

TEST_F(Pack, TakesTheRunsOfOtherPacks) {
  const auto files = write_runs(folder_.path(), {run_of("a"), resumed_run("b"), run_of("c")});
  const auto other = folder_ / "other.h5";
  extend_pack(other, std::vector{files[1], files[2]});
  extend({files[0], files[1]});
  const auto done = extend({other});
  EXPECT_EQ(done.added, 1U);
  EXPECT_EQ(done.known, 1U);
  EXPECT_THAT(ids_in(pack_), ElementsAre("a", "b", "c"));
  const auto run = read_all(pack_)[2];
  EXPECT_EQ(run.original, files[2].string());
  EXPECT_EQ(run.digest, packed_digest(run));
}

TEST_F(Pack, RefusesAnotherRunOfTheSameId) {
  const auto files = write_runs(folder_.path(), {run_of("a"), run_of("b")});
  extend({files[0]});
  const std::string before = read_file(pack_);
  RunRecord other = run_of("a");
  other.cases[0].visits[0].samples[0] *= 2;
  write_run(files[0], other, true);
  EXPECT_THAT(refusal<DataError>([&] {
                extend({files[1], files[0]});
              }),
              HasSubstr("has the id of a run that was packed from"));
  EXPECT_EQ(read_file(pack_), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "year.h5.next"));
}

TEST_F(Pack, KnowsARunWithoutDigestsByWhatIsKeptOfIt) {
  const auto files = write_runs(folder_.path(), {run_of("a")});
  change_file(files[0], [](hid_t f) { H5Ldelete(f, "/digests", H5P_DEFAULT); });
  EXPECT_EQ(extend(files).added, 1U);
  EXPECT_EQ(list_pack(pack_)[0].head, "");
  EXPECT_EQ(extend(files).known, 1U);
  RunRecord other = run_of("a");
  other.cases[1].outcome = Outcome::error;
  write_run(files[0], other, true);
  EXPECT_THROW(extend(files), DataError);
}

TEST_F(Pack, LeavesOutRunsThatAreNotFinished) {
  RunRecord killed = run_of("killed");
  killed.info.state = RunState::running;
  RunRecord stopped = run_of("stopped");
  stopped.info.state = RunState::interrupted;
  const auto done = extend(write_runs(folder_.path(), {killed, run_of("a"), stopped}));
  EXPECT_THAT(ids_in(pack_), ElementsAre("a"));
  ASSERT_EQ(done.left_out.size(), 2U);
  EXPECT_THAT(done.left_out[0], HasSubstr("killed.h5' is left out, since its run is going on"));
  EXPECT_THAT(done.left_out[1], HasSubstr("stopped.h5' is left out, since its run is interrupted"));
}

TEST_F(Pack, IsNotMadeOfRunsThatAreNotFinished) {
  RunRecord killed = run_of("killed");
  killed.info.state = RunState::running;
  const auto done = extend(write_runs(folder_.path(), {killed}));
  EXPECT_EQ(done.runs, 0U);
  EXPECT_EQ(done.bytes, 0U);
  EXPECT_FALSE(std::filesystem::exists(pack_));
}

TEST_F(Pack, IsNotMadeOfWhatIsNotAsItWasWritten) {
  const auto files = write_runs(folder_.path(), {run_of("a"), run_of("b")});
  const double half = 0.5;
  change_file(files[1], [&](hid_t f) {
    poke(f, in_full_case("samples"), H5T_IEEE_F64LE, {0, 0}, &half);
  });
  EXPECT_THAT(refusal<DataError>([&] { extend(files); }), HasSubstr("is not as it was written"));
  EXPECT_FALSE(std::filesystem::exists(pack_));
}

TEST_F(Pack, IsNotMadeOfARunWithoutAnId) {
  RunRecord nameless = run_of("a");
  nameless.info.uuid = "";
  write_run(folder_ / "nameless.h5", nameless);
  EXPECT_THAT(refusal<DataError>([&] { extend({folder_ / "nameless.h5"}); }),
              HasSubstr("no usable id"));
}

TEST_F(Pack, NamesEveryFileThatCannotBePacked) {
  write_file(folder_ / "one.h5", "no run");
  write_file(folder_ / "two.h5", "no run either");
  const auto said = refusal<DataError>([&] { extend({folder_ / "one.h5", folder_ / "two.h5"}); });
  EXPECT_THAT(said, HasSubstr("one.h5' cannot be read as a run file"));
  EXPECT_THAT(said, HasSubstr("two.h5' cannot be read as a run file"));
}

TEST_F(Pack, TakesNoOtherFilesPlace) {
  const auto files = write_runs(folder_.path(), {run_of("a")});
  const std::string before = read_file(files[0]);
  EXPECT_THAT(refusal<UsageError>([&] { extend_pack(files[0], files); }),
              HasSubstr("is no pack, so it is not overwritten"));
  EXPECT_EQ(read_file(files[0]), before);
  EXPECT_THROW(extend_pack(folder_.path(), files), UsageError);
  EXPECT_THAT(refusal<UsageError>([&] { extend_pack(folder_ / "no/year.h5", files); }),
              HasSubstr("There is no folder"));
}

TEST_F(Pack, HasOneWriterAtATime) {
  const auto files = write_runs(folder_.path(), {run_of("a")});
  const WriteLock lock(pack_, 0);
  EXPECT_THROW(extend(files), StoreError);
}

TEST_F(Pack, IsNotReadAsARun) {
  write_pack(pack_, folder_.path());
  EXPECT_THAT(refusal<DataError>([&] { read_run(pack_); }),
              HasSubstr("is that of a pack of many runs"));
  EXPECT_THAT(refusal<DataError>([&] { list_pack(folder_ / "first.h5"); }),
              HasSubstr("cannot be read as a pack of runs: / is an HDF5 file, but not a pack"));
}

TEST_F(Pack, IsAuditedByItsDigests) {
  write_pack(pack_, folder_.path());
  const PackCheck whole = check_pack(pack_);
  EXPECT_EQ(whole.runs, 2U);
  EXPECT_EQ(whole.head, pack_head(list_pack(pack_)));
  EXPECT_THAT(whole.altered, IsEmpty());
  const double watts = 1e-9;
  change_file(pack_,
              [&](hid_t f) { poke(f, "/cases/reached_precision", H5T_IEEE_F64LE, {3}, &watts); });
  EXPECT_THAT(check_pack(pack_).altered,
              ElementsAre(HasSubstr("the run second (" + (folder_ / "second.h5").string())));
  change_file(pack_, [](hid_t f) { set_text(f, "/", "head", std::string(64, '0')); });
  EXPECT_THAT(check_pack(pack_).altered,
              ElementsAre(HasSubstr("the list of runs"), HasSubstr("the run second")));
  EXPECT_THAT(refusal<DataError>([&] { extend_pack(folder_ / "other.h5", std::vector{pack_}); }),
              HasSubstr("is not as it was packed"));
}

TEST(PackedDigest, CoversAllThatIsKept) {
  const Folder folder;
  write_pack(folder / "year.h5", folder.path());
  const PackedRun run = read_all(folder / "year.h5")[1];
  const std::vector<std::function<void(PackedRun&)>> changes{
      [](PackedRun& r) { r.head[0] = r.head[0] == '0' ? '1' : '0'; },
      [](PackedRun& r) { r.brief.run.info.label += "x"; },
      [](PackedRun& r) { r.brief.run.info.environment.nodes[0].facts["smt"] = "on"; },
      [](PackedRun& r) { r.brief.run.info.continuations.pop_back(); },
      [](PackedRun& r) { r.brief.run.cases[2].reason += "x"; },
      [](PackedRun& r) { r.brief.times[0]->median_seconds *= 2; },
      [](PackedRun& r) { r.brief.times[0]->rank_medians_seconds[1] *= 0.5; },
      [](PackedRun& r) { r.quantiles[0].back() *= 2; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    PackedRun other = run;
    changes[i](other);
    EXPECT_NE(packed_digest(other), run.digest) << i;
  }
  PackedRun renamed = run;
  renamed.original = "elsewhere";
  EXPECT_EQ(packed_digest(renamed), run.digest);
}

TEST(PackHead, CoversNamesAndDigestsInTheirOrder) {
  const std::vector<PackedRunHead> runs{{"a", "", "1", {}, 0}, {"b", "", "2", {}, 0}};
  EXPECT_NE(pack_head(runs), pack_head({runs[1], runs[0]}));
  EXPECT_NE(pack_head(runs), pack_head({runs[0]}));
  EXPECT_NE(pack_head(runs), pack_head({runs[0], {"c", "", "2", {}, 0}}));
  EXPECT_NE(pack_head(runs), pack_head({runs[0], {"b", "", "3", {}, 0}}));
}

TEST(PackEntries, AreOfNodesThatComeBeforeThem) {
  Environment environment;
  EXPECT_FALSE(add_entry(environment, {"fact", 0, "smt", "on"}));
  EXPECT_TRUE(add_entry(environment, {"node", 0, "host", ""}));
  EXPECT_TRUE(add_entry(environment, {"fact", 0, "smt", "on"}));
  EXPECT_FALSE(add_entry(environment, {"fact", 0, "smt", "off"}));
  EXPECT_FALSE(add_entry(environment, {"fact", 1, "smt", "on"}));
  EXPECT_FALSE(add_entry(environment, {"fact", -1, "smt", "on"}));
  EXPECT_FALSE(add_entry(environment, {"node", 2, "host", ""}));
}

TEST(PackEntries, AreOfKnownKindsAndThereOnce) {
  Environment environment;
  EXPECT_TRUE(add_entry(environment, {"software", 0, "mpi", "4"}));
  EXPECT_FALSE(add_entry(environment, {"software", 0, "mpi", "5"}));
  EXPECT_TRUE(add_entry(environment, {"variable", 0, "mpi", "4"}));
  EXPECT_FALSE(add_entry(environment, {"variable", 0, "mpi", "5"}));
  EXPECT_TRUE(add_entry(environment, {"warning", 0, "", "hot"}));
  EXPECT_TRUE(add_entry(environment, {"warning", 0, "", "hot"}));
  EXPECT_FALSE(add_entry(environment, {"rumour", 0, "", "hot"}));
}

}  // namespace
}  // namespace steelyard::results
