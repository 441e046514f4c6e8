// The summary of a run file: what it holds, when it is written, and whether it is believed.
#include "results/store/run_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "harness/core/error.hpp"
#include "results/store/digest_check.hpp"
#include "results/store/run_file.hpp"
#include "tests/unit/store/sample_run.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using ::testing::ElementsAre;
using testing::expect_same;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::planned;
using testing::sample_run;
using testing::write_run;

/// The run as a file has it.
RunFileContent content_of(const RunRecord& run) {
  const RunDigests digests = digests_of(run);
  return {
      run, {digest_form, digests}, make_summary(run, SensorTraces(run.telemetry), digests.head)};
}

/// The summary that stands for these samples now, with its own digest.
std::vector<std::string> altered_by(const std::function<void(StoredSummary&)>& change) {
  RunFileContent content = content_of(sample_run());
  change(content.summary);
  return check_digests(content).altered;
}

TEST(RunSummary, HoldsFactsAndNumbersOfEachCase) {
  const RunRecord run = sample_run();
  const StoredSummary summary = make_summary(run, SensorTraces(run.telemetry), "a head");
  EXPECT_EQ(summary.form, summary_form);
  EXPECT_EQ(summary.head, "a head");
  ASSERT_EQ(summary.cases.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    CaseRecord facts = run.cases[i];
    facts.visits.clear();
    expect_same(summary.cases[i].record, facts);
    EXPECT_EQ(summary.cases[i].summary, std::optional<CaseSummary>(case_times(run.cases[i])));
  }
  EXPECT_FALSE(summary.cases[2].summary);
}

/// See RunDigests.HaveAFormThatStays.
TEST(RunSummary, HasAFormThatStays) {
  EXPECT_EQ(make_summary(sample_run(), SensorTraces(sample_run().telemetry), "head").digest,
            "03ccff2dbe0cb8b4b5aead6c83c430bcbb7532b27f8a20d417c5573ba2c767d7");
}

TEST(RunSummary, StandsInTheFileAsItWasMade) {
  const Folder folder;
  RunRecord run = sample_run();
  run.cases[1].reason = std::string(40'000, 'r');
  run.cases[1].visits[0].samples[0] = 1e13;
  write_run(folder / "run.h5", run);
  const RunFileContent content = read_run_file(folder / "run.h5");
  const StoredSummary made = make_summary(run, SensorTraces(run.telemetry), digests_of(run).head);
  EXPECT_EQ(content.summary.form, 2);
  EXPECT_EQ(content.summary.head, content.digests.digests.head);
  EXPECT_EQ(content.summary.digest, made.digest);
  EXPECT_EQ(summary_digest(content.summary), made.digest);
  ASSERT_EQ(content.summary.cases.size(), 3U);
  EXPECT_EQ(content.summary.cases[0].summary, made.cases[0].summary);
  EXPECT_EQ(content.summary.cases[0].summary->rank_medians_seconds.size(), 3U);
  EXPECT_THAT(content.summary.cases[1].summary->rank_medians_seconds, IsEmpty());
  EXPECT_NE(content.summary.cases[1].summary->fault, "");
  EXPECT_FALSE(content.summary.cases[2].summary);
  EXPECT_EQ(check_digests(content).state, DigestCheck::State::whole);
}

/// 300 W of each rank before and at the end of a visit, which then lasts for milliseconds.
std::vector<TelemetrySample> readings_of(const Visit& visit) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<TelemetrySample> samples;
  for (int rank = 0; rank < 3; ++rank) {
    for (int i = 0; i < 100; ++i) {
      const double seconds = visit.start_seconds + visit.wall_seconds - 1e-3 * i;
      samples.push_back({seconds, rank, 300, none, none, none, none, 0});
    }
  }
  return samples;
}

TEST(RunSummary, IsThereOnceTheRunHasEnded) {
  const Folder folder;
  const auto file = folder / "run.h5";
  const auto form = [&] { return read_run_file(file).summary.form; };
  RunRecord run = planned(sample_run());
  {
    RunWriter writer(file, run, false);
    run.cases[0].visits = {sample_run().cases[0].visits[0]};
    run.cases[0].visits[0].batches = {{.samples = 5, .wall_seconds = 0.05}};
    writer.append_visit(run.cases[0]);
    EXPECT_EQ(form(), 0);
    run.info.state = RunState::interrupted;
    run.telemetry = readings_of(run.cases[0].visits[0]);
    writer.finish_run(run);
  }
  const CaseSummary first = *read_run_file(file).summary.cases[0].summary;
  EXPECT_EQ(first.iterations, 5U);
  EXPECT_EQ(first.power_source, "power");
  EXPECT_NEAR(*first.watts, 300, 1e-9);
  EXPECT_NEAR(*first.joules_per_iteration, 300 * first.median_seconds, 1e-9);
  run.info.continuations.emplace_back();
  const auto writer = RunWriter::go_on(file, run, 0);
  EXPECT_EQ(form(), 0) << "its samples are about to change";
  run.cases[0].visits.push_back(sample_run().cases[0].visits[2]);
  writer->append_visit(run.cases[0]);
  run.telemetry.clear();
  writer->finish_run(run);
  const RunFileContent content = read_run_file(file);
  EXPECT_NEAR(content.summary.cases[0].summary->watts.value_or(0), 300, 1e-9);
  EXPECT_EQ(content.summary.cases[0].summary->iterations, 6U);
  EXPECT_EQ(check_digests(content).state, DigestCheck::State::whole);
}

TEST(RunSummary, IsNotMadeOfAnythingButWhatTheFileHolds) {
  const auto form_after = [](const std::function<void(RunRecord&)>& change) {
    const Folder folder;
    RunRecord run = planned(sample_run());
    RunWriter writer(folder / "run.h5", run, false);
    run.cases[0].visits = {sample_run().cases[0].visits[0]};
    writer.append_visit(run.cases[0]);
    change(run);
    writer.finish_run(run);
    return read_run_file(folder / "run.h5").summary.form;
  };
  EXPECT_EQ(form_after([](RunRecord&) {}), 2);
  EXPECT_EQ(form_after([](RunRecord& run) { run.cases[0].visits.clear(); }), 0);
  EXPECT_EQ(form_after([](RunRecord& run) { run.cases[1].reason = "another"; }), 0);
  EXPECT_EQ(form_after([](RunRecord& run) { run.cases[1].id = "another"; }), 0);
  EXPECT_EQ(form_after([](RunRecord& run) { run.cases.pop_back(); }), 0);
  EXPECT_EQ(form_after([](RunRecord& run) { run.cases.clear(); }), 0) << "as an interrupted run is";
}

TEST(RunSummary, NeedsDigestsToBelongTo) {
  const Folder folder;
  const auto file = folder / "run.h5";
  RunRecord run = planned(sample_run());
  { const RunWriter killed(file, run, false); }
  testing::change_file(file, [](hid_t f) { H5Ldelete(f, "/digests", H5P_DEFAULT); });
  run.info.continuations.emplace_back();
  RunWriter::go_on(file, run, 0)->finish_run(run);
  EXPECT_EQ(read_run_file(file).summary.form, 0);
}

TEST(RunSummary, OfAnotherFormIsNotRead) {
  const Folder folder;
  const auto file = folder / "run.h5";
  for (const std::int32_t form : {1, summary_form + 1}) {
    write_run(file, sample_run(), true);
    testing::change_file(file, [&](hid_t f) {
      testing::set_attribute(f, "/summary", "form", H5T_STD_I32LE, &form);
      H5Ldelete(f, "/summary/cases", H5P_DEFAULT);
    });
    const RunFileContent content = read_run_file(file);
    EXPECT_EQ(content.summary.form, form);
    EXPECT_THAT(content.summary.cases, IsEmpty());
    EXPECT_FALSE(belongs_to(content.summary, content.digests.digests.head));
    EXPECT_EQ(check_digests(content).state, DigestCheck::State::whole);
  }
}

/// What the reader says of a file whose medians of ranks are these many.
std::string said_of_medians(hsize_t count) {
  const Folder folder;
  const auto file = folder / "run.h5";
  write_run(file, sample_run());
  testing::change_file(file, [&](hid_t f) {
    const hid_t dataset = H5Dopen2(f, "/summary/rank_medians", H5P_DEFAULT);
    H5Dset_extent(dataset, &count);
    H5Dclose(dataset);
  });
  try {
    read_run_file(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(RunSummary, HasAMedianForEachRankOfACaseWithTimes) {
  EXPECT_EQ(said_of_medians(6), "") << "two cases of three ranks";
  EXPECT_THAT(said_of_medians(5), HasSubstr("lacks medians of ranks"));
  EXPECT_THAT(said_of_medians(0), HasSubstr("lacks medians of ranks"));
  EXPECT_THAT(said_of_medians(7), HasSubstr("medians of ranks that no case has"));
}

TEST(RunSummary, WithNumbersThatCannotBeIsRefused) {
  const Folder folder;
  const auto file = folder / "run.h5";
  for (const double median : {0.0, 1e13, 1.0}) {
    write_run(file, sample_run(), true);
    testing::change_file(file, [&](hid_t f) {
      testing::poke(f, "/summary/rank_medians", H5T_IEEE_F64LE, {0}, &median);
    });
    EXPECT_THAT([&] { read_run_file(file); },
                ::testing::ThrowsMessage<DataError>(HasSubstr("numbers of case")))
        << median;
  }
}

TEST(RunSummary, BelongsToItsHeadAlone) {
  StoredSummary summary = make_summary(sample_run(), SensorTraces(sample_run().telemetry), "head");
  EXPECT_TRUE(belongs_to(summary, "head"));
  EXPECT_FALSE(belongs_to(summary, "another"));
  summary.cases[0].summary->median_seconds *= 2;
  EXPECT_FALSE(belongs_to(summary, "head"));
  summary.digest = summary_digest(summary);
  EXPECT_TRUE(belongs_to(summary, "head"));
}

TEST(RunSummary, ThatWasAlteredIsNamed) {
  EXPECT_THAT(altered_by([](StoredSummary&) {}), IsEmpty());
  const auto named = ElementsAre("the summary is");
  EXPECT_THAT(altered_by([](auto& s) { s.cases[0].summary->median_seconds *= 2; }), named);
  EXPECT_THAT(altered_by([](auto& s) { s.cases[0].summary->rank_medians_seconds[1] *= 0.99; }),
              named);
  EXPECT_THAT(altered_by([](auto& s) { s.head[0] ^= 1; }), named);
  const auto resealed = [](const std::function<void(StoredSummary&)>& change) {
    return altered_by([&](StoredSummary& summary) {
      change(summary);
      summary.digest = summary_digest(summary);
    });
  };
  EXPECT_THAT(resealed([](StoredSummary&) {}), IsEmpty());
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->median_seconds *= 1 + 1e-8; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->p5_seconds *= 2; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->p95_seconds *= 2; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->p99_seconds *= 2; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->per_probe.reset(); }), named);
  EXPECT_THAT(resealed([](auto& s) { ++s.cases[0].summary->iterations; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->rank_medians_seconds[2] *= 0.99; }),
              named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary->rank_medians_seconds.pop_back(); }),
              named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[0].summary.reset(); }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[2].summary = s.cases[1].summary; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases[1].record.outcome = Outcome::passed; }), named);
  EXPECT_THAT(resealed([](auto& s) { s.cases.pop_back(); }), named);
}

TEST(RunSummary, MayBeRoundedAsAnotherMachineDoes) {
  EXPECT_THAT(altered_by([](StoredSummary& summary) {
                CaseSummary& first = *summary.cases[0].summary;
                for (double* each :
                     {&first.median_seconds, &first.p5_seconds, &first.p95_seconds,
                      &first.p99_seconds, &*first.per_probe, &first.rank_medians_seconds[1]}) {
                  *each *= 1 + 1e-12;
                }
                summary.digest = summary_digest(summary);
              }),
              IsEmpty());
}

TEST(RunSummary, IsNotNamedBesideSamplesThatWereAltered) {
  RunFileContent content = content_of(sample_run());
  content.run.cases[0].visits[0].samples[0] *= 2;
  EXPECT_THAT(check_digests(content).altered, ElementsAre(HasSubstr("samples, visits or batches")));
}

}  // namespace
}  // namespace steelyard::results
