#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// A workload that has parameters and nothing else.
class Described : public Workload {
 public:
  std::string_view name() const override { return "described"; }
  std::string_view description() const override { return "a list of parameters"; }
  int method_version() const override { return 1; }
  std::span<const Parameter> parameters() const override { return parameters_; }
  void check(const CaseSpec&) const override {}
  WorkModel work(const CaseSpec&) const override { return {}; }
  Timing timing(const CaseSpec&) const override { return Timing::latency; }
  MemoryNeed memory(const CaseSpec&, const PlanContext&) const override { return {}; }
  ProbeChoice probe(const CaseSpec&) const override { return {}; }
  std::unique_ptr<PreparedCase> prepare(const CaseSpec&, CaseContext&) const override {
    return nullptr;
  }

 private:
  static Parameter integer(std::string name, std::optional<std::string> default_value,
                           std::int64_t minimum, std::int64_t maximum) {
    return {std::move(name), Parameter::Kind::integer, "", {}, std::move(default_value), minimum,
            maximum};
  }

  std::vector<Parameter> parameters_{
      {"dtype", Parameter::Kind::dtype, "", {"f32", "bf16"}, std::nullopt, 1, 1},
      integer("m", std::nullopt, 1, 64),
      integer("batch", "1", 1, 8),
      {"trans", Parameter::Kind::choice, "", {"nn", "nt"}, "nn", 1, 1},
      {"ranks", Parameter::Kind::ranks, "", {}, std::nullopt, 1, 4096},
  };
};

const Described workload;

std::string canonical_text(const std::string& text, int ranks = 4) {
  return to_string(canonical(workload, parse_case(text), ranks));
}

TEST(Canonical, PutsParametersInTheWorkloadsOrder) {
  EXPECT_EQ(canonical_text("described:trans=nt,batch=2,m=8,ranks=4,dtype=bf16"),
            "described:dtype=bf16,m=8,batch=2,trans=nt,ranks=4");
}

TEST(Canonical, DropsDefaults) {
  EXPECT_EQ(canonical_text("described:dtype=f32,m=8,batch=1,trans=nn"),
            canonical_text("described:dtype=f32,m=8"));
  EXPECT_EQ(canonical_text("described:dtype=f32,m=8,batch=01"), "described:dtype=f32,m=8,ranks=4");
}

TEST(Canonical, FillsTheRanksOfTheRun) {
  EXPECT_EQ(canonical_text("described:dtype=f32,m=8", 16), "described:dtype=f32,m=8,ranks=16");
}

TEST(Canonical, KeepsRanksThatAreWritten) {
  EXPECT_EQ(canonical_text("described:dtype=f32,m=8,ranks=2", 16),
            "described:dtype=f32,m=8,ranks=2");
  EXPECT_THROW(canonical_text("described:dtype=f32,m=8,ranks=0"), UsageError);
  EXPECT_THROW(canonical_text("described:dtype=f32,m=8,ranks=all"), UsageError);
}

TEST(Canonical, WritesNumbersWithoutLeadingZeros) {
  EXPECT_EQ(canonical_text("described:dtype=f32,m=007"), "described:dtype=f32,m=7,ranks=4");
}

TEST(Canonical, IsItsOwnCanonicalForm) {
  const std::string once = canonical_text("described:batch=3,m=9,dtype=bf16");
  EXPECT_EQ(canonical_text(once), once);
}

TEST(Canonical, ChecksTheRangeOfIntegers) {
  EXPECT_NO_THROW(canonical_text("described:dtype=f32,m=1"));
  EXPECT_NO_THROW(canonical_text("described:dtype=f32,m=64"));
  EXPECT_THROW(canonical_text("described:dtype=f32,m=0"), UsageError);
  EXPECT_THAT([] { canonical_text("described:dtype=f32,m=65"); },
              ThrowsMessage<UsageError>(HasSubstr("m=65 is out of range. Choose 1 to 64.")));
  EXPECT_THROW(canonical_text("described:dtype=f32,m=8,batch=9"), UsageError);
  EXPECT_THROW(canonical_text("described:dtype=f32,m=x"), UsageError);
}

TEST(Canonical, NamesTheNearestChoice) {
  EXPECT_THAT([] { canonical_text("described:dtype=bf61,m=1"); },
              ThrowsMessage<UsageError>(
                  AllOf(HasSubstr("unknown dtype 'bf61'"), HasSubstr("did you mean 'bf16'?"))));
  EXPECT_THAT([] { canonical_text("described:dtype=f32,m=1,trans=mt"); },
              ThrowsMessage<UsageError>(
                  AllOf(HasSubstr("unknown trans 'mt'"), HasSubstr("did you mean 'nt'?"))));
  // A dtype that exists, but not here.
  EXPECT_THROW(canonical_text("described:dtype=f64,m=1"), UsageError);
}

TEST(Canonical, NamesTheNearestParameter) {
  EXPECT_THAT([] { canonical_text("described:dtype=f32,m=1,bach=2"); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("unknown parameter of described 'bach'"),
                                              HasSubstr("did you mean 'batch'?"),
                                              HasSubstr("dtype, m, batch"))));
}

TEST(Canonical, MissesRequiredParameters) {
  EXPECT_THAT([] { canonical_text("described:m=1"); },
              ThrowsMessage<UsageError>(HasSubstr("lacks the parameter 'dtype'")));
  EXPECT_THAT([] { canonical_text("described:dtype=f32"); },
              ThrowsMessage<UsageError>(HasSubstr("lacks the parameter 'm'")));
}

TEST(ValueOf, IsTheValueOrTheDefault) {
  const CaseSpec spec = canonical(workload, parse_case("described:dtype=f32,m=8,batch=3"), 4);
  EXPECT_EQ(value_of(workload, spec, "m"), "8");
  EXPECT_EQ(value_of(workload, spec, "batch"), "3");
  EXPECT_EQ(value_of(workload, spec, "trans"), "nn");
  EXPECT_EQ(value_of(workload, spec, "ranks"), "4");
}

TEST(ValueOf, ThrowsForAMissingRequiredParameter) {
  EXPECT_THROW(value_of(workload, parse_case("described:m=1"), "dtype"), UsageError);
}

TEST(ValueOfDeathTest, AbortsOnAParameterTheWorkloadLacks) {
  EXPECT_DEATH(value_of(workload, parse_case("described:m=1"), "q"), "broken invariant");
}

TEST(Timing, HasItsNames) {
  EXPECT_EQ(name(Timing::device_events), "device-events");
  EXPECT_EQ(name(Timing::latency), "latency");
  EXPECT_EQ(name(Timing::pipelined), "pipelined");
}

}  // namespace
}  // namespace steelyard::run
