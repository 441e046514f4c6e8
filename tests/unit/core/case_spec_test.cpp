#include "harness/core/case_spec.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

CaseSpec with_value(const std::string& value) { return {"w", {{"x", value}}}; }

TEST(CaseSpec, ParsesWorkloadAndParametersInOrder) {
  const CaseSpec spec = parse_case("matmul:dtype=bf16,m=8192,trans=nt");

  EXPECT_EQ(spec.workload, "matmul");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"dtype", "bf16"}, {"m", "8192"}, {"trans", "nt"}};
  EXPECT_EQ(spec.parameters, expected);
}

TEST(CaseSpec, PrintsWhatItParsed) {
  for (const char* text :
       {"a", "a:b=c", "matmul:dtype=bf16,m=1,n=2", "x.y-z_0:Q=_.-,a=0", "azAZ09:az=AZ,AZ=09"}) {
    EXPECT_EQ(to_string(parse_case(text)), text);
  }
}

TEST(CaseSpec, TakesAWorkloadWithoutParameters) {
  EXPECT_EQ(parse_case("idle"), (CaseSpec{"idle", {}}));
}

TEST(CaseSpec, NamesThePlaceOfAMistake) {
  const auto message_of = [](const char* text) {
    try {
      parse_case(text);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_THAT(message_of(""), HasSubstr("at character 1: expected the name of a workload"));
  EXPECT_THAT(message_of(":a=1"), HasSubstr("at character 1: expected the name of a workload"));
  EXPECT_THAT(message_of("m:"), HasSubstr("at character 3: expected the name of a parameter"));
  EXPECT_THAT(message_of("m,a=1"), HasSubstr("at character 2: expected ':'"));
  EXPECT_THAT(message_of("m:=1"), HasSubstr("at character 3: expected the name of a parameter"));
  EXPECT_THAT(message_of("m:a"), HasSubstr("at character 4: expected '='"));
  EXPECT_THAT(message_of("m:a="), HasSubstr("at character 5: expected a value"));
  EXPECT_THAT(message_of("m:a=1:b=2"), HasSubstr("at character 6: expected ','"));
  EXPECT_THAT(message_of("m:a=1,b=2,a=3"), HasSubstr("the parameter 'a' stands twice"));
  EXPECT_THAT(message_of("m:a=1 "), HasSubstr("at character 6: expected ','"));
}

TEST(CaseSpec, ShowsHostileTextHarmlessly) {
  EXPECT_THAT([] { parse_case("m:\x1b[2J\n~"); },
              ThrowsMessage<UsageError>(HasSubstr("'m:?[2J?~'")));
}

TEST(CaseSpec, RefusesMoreThan4096Characters) {
  EXPECT_NO_THROW(parse_case(std::string(4096, 'a')));
  EXPECT_THAT([] { parse_case(std::string(4097, 'a')); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("4097"), HasSubstr("4096"))));
}

TEST(CaseSpec, FindsAParameterOrNothing) {
  const CaseSpec spec = parse_case("m:a=1,b=2");

  EXPECT_EQ(spec.find("b"), "2");
  EXPECT_EQ(spec.find("c"), std::nullopt);
  EXPECT_EQ(spec.text("a"), "1");
  EXPECT_THAT([&] { spec.text("c"); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("m:a=1,b=2"), HasSubstr("'c'"))));
}

TEST(CaseSpec, ReadsWholeNumbersUpTo2To53) {
  EXPECT_EQ(with_value("0").integer("x"), 0);
  EXPECT_EQ(with_value("8192").integer("x"), 8192);
  EXPECT_EQ(with_value("007").integer("x"), 7);
  EXPECT_EQ(with_value("9007199254740992").integer("x"), 9007199254740992);
  for (const char* bad : {"9007199254740993", "99999999999999999999", "-1", "-0", "1.5", "1e3",
                          "0x10", "12a", "a", ".", "-"}) {
    EXPECT_THROW(with_value(bad).integer("x"), UsageError) << bad;
  }
  EXPECT_THROW(with_value("1").integer("y"), UsageError);
}

TEST(CaseSpec, ReadsADtypeOrNamesTheNearest) {
  EXPECT_EQ(parse_case("m:dtype=bf16").dtype(), Dtype::bf16);
  EXPECT_EQ(parse_case("m:out=f32").dtype("out"), Dtype::f32);
  EXPECT_THROW(parse_case("m:out=f32").dtype(), UsageError);
  EXPECT_THAT([] { parse_case("m:dtype=bf61").dtype(); },
              ThrowsMessage<UsageError>(HasSubstr("did you mean 'bf16'?")));
}

TEST(CaseSpec, SetReplacesInPlaceOrAppends) {
  CaseSpec spec = parse_case("m:a=1,b=2");

  spec.set("a", "9");
  spec.set("c", "3");

  EXPECT_EQ(to_string(spec), "m:a=9,b=2,c=3");
}

TEST(CaseSpec, EqualityLooksAtEverything) {
  const CaseSpec spec = parse_case("m:a=1");
  EXPECT_EQ(spec, parse_case("m:a=1"));
  EXPECT_NE(spec, parse_case("n:a=1"));
  EXPECT_NE(spec, parse_case("m:b=1"));
  EXPECT_NE(spec, parse_case("m:a=2"));
}

TEST(CaseId, IsTheFrontOfTheDigestOfNameVersionAndData) {
  // printf 'matmul:m=1\n2\nnormal' | sha256sum | cut -c 1-16
  EXPECT_EQ(case_id("matmul:m=1", 2, "normal"), "4af7d4e4bf9db263");
}

TEST(CaseId, DependsOnEachPart) {
  const std::string id = case_id("a", 1, "normal");
  EXPECT_NE(id, case_id("b", 1, "normal"));
  EXPECT_NE(id, case_id("a", 2, "normal"));
  EXPECT_NE(id, case_id("a", 1, "zeros"));
}

}  // namespace
}  // namespace steelyard
