/// What every workload must keep, over every workload that the build found and on every backend
/// that can always be had. A workload takes part by naming examples().
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "tests/contract/workload/device_ranks.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

bool required(const run::Parameter& parameter) {
  return !parameter.default_value && parameter.kind != run::Parameter::Kind::ranks;
}

bool has_choices(const run::Parameter& parameter) {
  return parameter.kind == run::Parameter::Kind::dtype ||
         parameter.kind == run::Parameter::Kind::choice;
}

class DeclaredWorkload : public ::testing::TestWithParam<const run::Workload*> {
 protected:
  const run::Workload& workload_ = *GetParam();
};

TEST_P(DeclaredWorkload, SaysWhatItIs) {
  EXPECT_EQ(&find_workload(workload_.name()), &workload_);
  EXPECT_FALSE(workload_.name().empty());
  for (const char c : workload_.name()) {
    EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) ||
                std::isdigit(static_cast<unsigned char>(c)) || c == '_');
  }
  EXPECT_FALSE(workload_.description().empty());
  EXPECT_EQ(workload_.description().find('\n'), std::string_view::npos);
  EXPECT_GE(workload_.method_version(), 1);
}

TEST_P(DeclaredWorkload, DeclaresItsParameters) {
  std::set<std::string> names;
  for (const run::Parameter& parameter : workload_.parameters()) {
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name << " stands twice";
    EXPECT_FALSE(parameter.help.empty()) << parameter.name;
    EXPECT_LE(parameter.minimum, parameter.maximum) << parameter.name;
    if (!has_choices(parameter)) continue;
    EXPECT_FALSE(parameter.choices.empty()) << parameter.name;
    if (parameter.default_value) {
      EXPECT_THAT(parameter.choices, ::testing::Contains(*parameter.default_value));
    }
    if (parameter.kind == run::Parameter::Kind::dtype) {
      for (const std::string& dtype : parameter.choices) EXPECT_TRUE(parse_dtype(dtype)) << dtype;
    }
  }
}

TEST_P(DeclaredWorkload, GivesExamplesThatUseEveryParameterAndType) {
  std::set<std::string> used;
  std::set<std::string> distinct;
  for (const CaseSpec& example : workload_.examples()) {
    EXPECT_TRUE(distinct.insert(to_string(example)).second) << to_string(example);
    for (const auto& [name, value] : example.parameters) {
      used.insert(name);
      used.insert(name + "=" + value);
    }
  }
  EXPECT_FALSE(distinct.empty());
  for (const run::Parameter& parameter : workload_.parameters()) {
    if (parameter.kind != run::Parameter::Kind::ranks) {
      EXPECT_TRUE(used.count(parameter.name)) << parameter.name;
    }
    if (parameter.kind != run::Parameter::Kind::dtype) continue;
    for (const std::string& dtype : parameter.choices) {
      EXPECT_TRUE(used.count(parameter.name + "=" + dtype)) << dtype;
    }
  }
}

TEST_P(DeclaredWorkload, HasAnExampleThatTheFakeBackendRuns) {
  int prepared = 0;
  test::on_fake_devices("", 1, [&](run::CaseContext& context) {
    for (const CaseSpec& example : workload_.examples()) {
      try {
        workload_.prepare(run::canonical(workload_, example, 1), context);
        ++prepared;
      } catch (const Unsupported&) {
      }
    }
  });
  EXPECT_GT(prepared, 0);
}

TEST_P(DeclaredWorkload, RefusesCasesWithoutARequiredParameter) {
  const CaseSpec example = workload_.examples().at(0);
  for (const run::Parameter& parameter : workload_.parameters()) {
    if (!required(parameter)) continue;
    CaseSpec incomplete = example;
    std::erase_if(incomplete.parameters,
                  [&](const auto& entry) { return entry.first == parameter.name; });
    EXPECT_THAT([&] { run::canonical(workload_, incomplete, 2); },
                ThrowsMessage<UsageError>(HasSubstr(parameter.name)));
  }
}

TEST_P(DeclaredWorkload, RefusesUnknownParametersAndValues) {
  CaseSpec unknown = workload_.examples().at(0);
  unknown.set("no_such_parameter", "1");
  EXPECT_THROW(run::canonical(workload_, unknown, 2), UsageError);
  for (const run::Parameter& parameter : workload_.parameters()) {
    CaseSpec wrong = workload_.examples().at(0);
    wrong.set(parameter.name, "no_such_value");
    EXPECT_THROW(run::canonical(workload_, wrong, 2), UsageError) << parameter.name;
  }
}

std::string workload_test_name(const ::testing::TestParamInfo<const run::Workload*>& each) {
  return std::string(each.param->name());
}

INSTANTIATE_TEST_SUITE_P(All, DeclaredWorkload, ::testing::ValuesIn(all_workloads()),
                         workload_test_name);

struct Example {
  const run::Workload* workload;
  CaseSpec spec;
};

std::ostream& operator<<(std::ostream& out, const Example& example) {
  return out << to_string(example.spec);
}

std::string word(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return text;
}

std::string example_test_name(const ::testing::TestParamInfo<Example>& each) {
  return word(to_string(each.param.spec));
}

std::vector<Example> all_examples() {
  std::vector<Example> examples;
  for (const run::Workload* workload : all_workloads()) {
    for (const CaseSpec& spec : workload->examples()) examples.push_back({workload, spec});
  }
  return examples;
}

class ExampleCase : public ::testing::TestWithParam<Example> {
 protected:
  const run::Workload& workload_ = *GetParam().workload;
  CaseSpec canonical(int ranks) const { return run::canonical(workload_, GetParam().spec, ranks); }
};

TEST_P(ExampleCase, HasOneCanonicalName) {
  const CaseSpec spec = canonical(2);
  EXPECT_NO_THROW(workload_.check(spec));
  EXPECT_EQ(run::canonical(workload_, spec, 2), spec);
  EXPECT_EQ(parse_case(to_string(spec)), spec);
  CaseSpec reversed = GetParam().spec;
  std::reverse(reversed.parameters.begin(), reversed.parameters.end());
  EXPECT_EQ(run::canonical(workload_, reversed, 2), spec);
}

TEST_P(ExampleCase, DeclaresItsWork) {
  const WorkModel work = workload_.work(canonical(2));
  EXPECT_GT(work.flops + work.bytes_moved + work.message_bytes, 0);
  for (const double figure :
       {work.flops, work.bytes_moved, work.message_bytes, work.busbw_factor}) {
    EXPECT_TRUE(std::isfinite(figure));
    EXPECT_GE(figure, 0);
  }
  if (work.busbw_factor > 0) {
    EXPECT_GT(work.message_bytes, 0);
  }
}

/// Prepares the case on one rank, or says why it is not offered there.
std::unique_ptr<run::PreparedCase> prepare(const run::Workload& workload, const CaseSpec& spec,
                                           run::CaseContext& context) {
  try {
    return workload.prepare(spec, context);
  } catch (const Unsupported& reason) {
    EXPECT_STRNE(reason.what(), "");
    return nullptr;
  }
}

/// The whole life of a case on one rank: twice verified, loaded, repeated.
void live(const run::Workload& workload, const CaseSpec& spec, run::CaseContext& context,
          std::string& path, std::mutex& mutex) {
  const auto prepared = prepare(workload, spec, context);
  if (prepared == nullptr) return;
  for (int pass = 0; pass < 2; ++pass) {
    const Verification verification = prepared->verify();
    EXPECT_EQ(verification.state, VerificationState::verified) << verification.evidence;
    EXPECT_GT(verification.elements_checked, 0u);
    EXPECT_LE(verification.worst_error, 1);
    EXPECT_FALSE(verification.method.empty());
  }
  prepared->load();
  for (std::uint64_t iteration = 0; iteration < 5; ++iteration) prepared->iteration()(iteration);
  context.stream.synchronize();
  EXPECT_FALSE(prepared->algorithm().empty());
  const std::lock_guard lock(mutex);
  EXPECT_TRUE(path.empty() || path == prepared->path()) << "ranks differ";
  path = prepared->path();
  EXPECT_THAT(path, ::testing::AnyOf("", "native", "mpi", "host-staged"));
}

void live_on(const std::string& backend, const run::Workload& workload, const CaseSpec& spec,
             int ranks) {
  std::string path;
  std::mutex mutex;
  test::on_devices(test::backend_table(backend), ranks,
                   [&](run::CaseContext& context) { live(workload, spec, context, path, mutex); });
}

TEST_P(ExampleCase, ComputesRightOnTheFakeBackend) {
  for (const int ranks : {1, 2, 3}) live_on("fake", workload_, canonical(ranks), ranks);
}

TEST_P(ExampleCase, ComputesRightOnTheCpu) {
  if (!test::backend_usable("cpu")) GTEST_SKIP() << "The cpu backend is not usable here.";
  for (const int ranks : {1, 2}) live_on("cpu", workload_, canonical(ranks), ranks);
}

TEST_P(ExampleCase, CanBeTimedWithoutBeingVerified) {
  test::on_fake_devices("", 2, [&](run::CaseContext& context) {
    const auto prepared = prepare(workload_, canonical(2), context);
    if (prepared == nullptr) return;
    prepared->load();
    prepared->iteration()(0);
    context.stream.synchronize();
  });
}

TEST_P(ExampleCase, TakesNoMoreMemoryThanItSaysAndGivesItBack) {
  const CaseSpec spec = canonical(2);
  test::on_fake_devices("", 2, [&](run::CaseContext& context) {
    const sy_properties& properties = context.device.properties();
    const run::PlanContext plan{.ranks = 2,
                                .cache_bytes = properties.cache_bytes,
                                .host_accessible = properties.host_accessible != 0,
                                .collectives = false};
    const std::uint64_t before = context.device.free_bytes();
    {
      const auto prepared = prepare(workload_, spec, context);
      if (prepared == nullptr) return;
      const std::uint64_t need = workload_.memory(spec, plan).device_bytes;
      EXPECT_LE(before - context.device.free_bytes(), need);
      prepared->verify();
      EXPECT_LE(before - context.device.free_bytes(), need);
      prepared->load();
      const std::uint64_t loaded = context.device.free_bytes();
      EXPECT_LE(before - loaded, need);
      for (std::uint64_t iteration = 0; iteration < 3; ++iteration)
        prepared->iteration()(iteration);
      EXPECT_EQ(context.device.free_bytes(), loaded) << "an iteration allocates";
    }
    EXPECT_EQ(context.device.free_bytes(), before);
  });
}

TEST_P(ExampleCase, SaysWhenMemoryRunsOut) {
  test::on_fake_devices("memory=1", 1, [&](run::CaseContext& context) {
    try {
      workload_.prepare(canonical(1), context);
      ADD_FAILURE() << "prepared in one byte";
    } catch (const OutOfMemory&) {
    } catch (const Unsupported&) {
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, ExampleCase, ::testing::ValuesIn(all_examples()), example_test_name);

}  // namespace
}  // namespace steelyard::workloads
