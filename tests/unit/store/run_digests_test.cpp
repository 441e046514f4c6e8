// The digests of a run file: made with every write, and what they say of a changed one.
#include "results/store/run_digests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "harness/core/error.hpp"
#include "results/store/digest_check.hpp"
#include "tests/unit/store/sample_run.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::planned;
using testing::sample_run;
using testing::write_run;
using State = DigestCheck::State;

RunFileContent content_of(const RunRecord& run) { return {run, {digest_form, digests_of(run)}}; }

std::vector<std::string> altered_by(const std::function<void(RunFileContent&)>& change) {
  RunFileContent content = content_of(sample_run());
  change(content);
  return check_digests(content).altered;
}

State state_of(const std::filesystem::path& file) {
  return check_digests(read_run_file(file)).state;
}

/// The canonical form must not change: files that were written before would count as altered. If
/// this fails after a change of schema.hpp or record.hpp, raise digest_form, keep the old form for
/// old files, and describe both in docs/run-file.md.
TEST(RunDigests, HaveAFormThatStays) {
  EXPECT_EQ(digests_of(sample_run()).head,
            "1645d322a061bcb78e5b44f190e204a597c260164ec94f874d1becc37d40f7d0");
}

TEST(RunDigests, OfCasesSayWhichCaseTheyAreOf) {
  RunRecord run;
  run.cases.resize(2);
  run.cases[0].id = "a";
  run.cases[1].id = "b";
  const RunDigests digests = digests_of(run);
  std::set<std::string> all{digests.run, digests.environment, digests.telemetry, digests.head};
  for (const CaseDigests& each : digests.cases) all.insert({each.visits, each.whole});
  EXPECT_EQ(all.size(), 8U);
}

TEST(RunDigests, AreThoseOfTheTextsThatTheFileHolds) {
  RunRecord run = sample_run();
  run.cases[0].reason = std::string(40000, 'r');
  run.info.environment.warnings = {std::string(5000, 'w'), std::string("ends in zeros\0\0", 15)};
  const Folder folder;
  write_run(folder / "run.h5", run);
  EXPECT_EQ(state_of(folder / "run.h5"), State::whole);
}

TEST(RunDigests, AreWholeAfterEveryCall) {
  const Folder folder;
  const auto file = folder / "run.h5";
  const RunRecord run = sample_run();
  RunRecord so_far = planned(run);
  RunWriter writer(file, so_far, false);
  EXPECT_EQ(state_of(file), State::whole);
  const Visit& first = so_far.cases[0].visits.emplace_back(run.cases[0].visits[0]);
  const Visit& other = so_far.cases[1].visits.emplace_back(run.cases[1].visits[0]);
  const std::vector<VisitOf> two{{&so_far.cases[0], &first}, {&so_far.cases[1], &other}};
  writer.append_visits(two);
  EXPECT_EQ(state_of(file), State::whole);
  so_far.cases[0].visits.push_back(run.cases[0].visits[1]);
  writer.append_visit(so_far.cases[0]);
  EXPECT_EQ(state_of(file), State::whole);
  for (const CaseRecord& record : run.cases) {
    writer.finish_case(record);
    EXPECT_EQ(state_of(file), State::whole);
  }
  writer.finish_run(run);
  const DigestCheck check = check_digests(read_run_file(file));
  EXPECT_EQ(check.state, State::whole);
  EXPECT_THAT(check.altered, IsEmpty());
  EXPECT_EQ(check.head.size(), 64U);
}

TEST(RunDigests, OfAFileAreThoseOfItsContent) {
  const Folder folder;
  write_run(folder / "run.h5", sample_run());
  const RunFileContent content = read_run_file(folder / "run.h5");
  EXPECT_EQ(content.digests.form, 1);
  EXPECT_EQ(content.digests.digests, digests_of(sample_run()));
}

TEST(DigestCheck, FindsAWholeRunWhole) {
  EXPECT_THAT(altered_by([](RunFileContent&) {}), IsEmpty());
}

TEST(DigestCheck, NamesWhatWasAltered) {
  EXPECT_THAT(altered_by([](auto& c) { c.run.cases[0].visits[1].samples[7] *= 1 + 0x1p-50; }),
              ElementsAre(HasSubstr("samples, visits or batches of case allreduce:dtype=f32")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.cases[0].visits[0].late[0] ^= 1; }),
              ElementsAre(HasSubstr("samples")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.cases[0].visits[1].batches[1].disturbed = false; }),
              ElementsAre(HasSubstr("batches")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.cases[0].visits.pop_back(); }),
              ElementsAre(HasSubstr("visits")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.cases[1].outcome = Outcome::passed; }),
              ElementsAre(HasSubstr("facts of case allreduce:dtype=f32,bytes=1 (")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.info.chip = "nvidia-h20"; }),
              ElementsAre(HasSubstr("attributes")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.info.suite_text += ' '; }),
              ElementsAre(HasSubstr("suite")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.info.environment.warnings.pop_back(); }),
              ElementsAre(HasSubstr("environment")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.info.environment.nodes[0].facts["smt"] = "on"; }),
              ElementsAre(HasSubstr("environment")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.info.environment.nodes[1].topology_xml = "<x/>"; }),
              ElementsAre(HasSubstr("environment")));
  EXPECT_THAT(altered_by([](auto& c) { c.run.telemetry[0].power_watts += 1; }),
              ElementsAre(HasSubstr("telemetry")));
}

TEST(DigestCheck, NamesEachThatWasAltered) {
  EXPECT_THAT(altered_by([](auto& c) {
                c.run.cases[0].visits[0].samples[0] = 1;
                c.run.cases[0].name = "another";
                c.run.cases[2].reason = "";
                c.run.info.origin = Origin::measured;
              }),
              ElementsAre(HasSubstr("attributes"), HasSubstr("samples"), HasSubstr("facts of case"),
                          HasSubstr("facts of case")));
}

TEST(DigestCheck, SeesThatCasesOrDigestsThemselvesAreOthers) {
  const auto list = ElementsAre(HasSubstr("list of cases, or a digest itself"));
  EXPECT_THAT(altered_by([](auto& c) { c.digests.digests.head[0] ^= 1; }), list);
  EXPECT_THAT(altered_by([](auto& c) {
                c.run.cases.pop_back();
                c.digests.digests.cases.pop_back();
              }),
              list);
  EXPECT_THAT(altered_by([](auto& c) {
                std::swap(c.run.cases[1], c.run.cases[2]);
                std::swap(c.digests.digests.cases[1], c.digests.digests.cases[2]);
              }),
              ElementsAre(HasSubstr("facts of case"), HasSubstr("facts of case"),
                          HasSubstr("list of cases")));
}

TEST(DigestCheck, TellsWithoutDigestsFromAltered) {
  RunFileContent content{sample_run(), {}};
  EXPECT_EQ(check_digests(content).state, State::none);
  content.digests.form = digest_form + 1;
  EXPECT_EQ(check_digests(content).state, State::newer_form);
}

class ContinuedDigests : public ::testing::Test {
 protected:
  /// Leaves the file as a killed run does.
  RunRecord begin_run() {
    RunRecord run = planned(sample_run());
    RunWriter writer(file_, run, false);
    run.cases[0].visits = {sample_run().cases[0].visits[0]};
    writer.append_visit(run.cases[0]);
    return run;
  }

  /// Goes on with what the file holds, to its end.
  void go_on() {
    RunRecord run = read_run(file_);
    run.info.continuations.emplace_back().created_utc = "later";
    const auto writer = RunWriter::go_on(file_, run, 0);
    seen_.push_back(state_of(file_));
    Visit next = sample_run().cases[0].visits[1];
    next.round = static_cast<int>(run.cases[0].visits.size()) + 1;
    run.cases[0].visits.push_back(next);
    writer->append_visit(run.cases[0]);
    seen_.push_back(state_of(file_));
    run.telemetry = sample_run().telemetry;
    writer->finish_run(run);
    seen_.push_back(state_of(file_));
  }

  std::string refusal() {
    try {
      go_on();
    } catch (const DataError& error) {
      return error.what();
    }
    return "no error";
  }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "run.h5";
  std::vector<State> seen_;
};

TEST_F(ContinuedDigests, GoOnWithTheChain) {
  begin_run();
  go_on();
  EXPECT_THAT(seen_, ElementsAre(State::whole, State::whole, State::whole));
  EXPECT_EQ(refusal(), "no error") << "a second time, with telemetry in the file";
  EXPECT_THAT(seen_, ::testing::Each(State::whole));
}

TEST_F(ContinuedDigests, RefuseAFileThatWasAltered) {
  begin_run();
  testing::change_file(file_, [](hid_t f) {
    const double faster = 1e-9;
    testing::poke(f, testing::in_full_case("samples"), H5T_IEEE_F64LE, {2, 1}, &faster);
  });
  EXPECT_THAT(refusal(), HasSubstr("was altered since it was written: the samples"));
  EXPECT_EQ(state_of(file_), State::altered);
}

TEST_F(ContinuedDigests, RefuseANewerForm) {
  begin_run();
  testing::change_file(file_, [](hid_t f) {
    const std::int32_t newer = digest_form + 1;
    testing::set_attribute(f, "/digests", "form", H5T_STD_I32LE, &newer);
  });
  EXPECT_THAT(refusal(), HasSubstr("digests of a form that this program does not know"));
}

TEST_F(ContinuedDigests, AreNotMadeForAFileThatHadNone) {
  begin_run();
  testing::change_file(file_, [](hid_t f) { H5Ldelete(f, "/digests", H5P_DEFAULT); });
  go_on();
  EXPECT_THAT(seen_, ElementsAre(State::none, State::none, State::none));
}

}  // namespace
}  // namespace steelyard::results
