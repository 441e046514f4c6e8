#include "harness/core/model/model_card.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

ModelCard some_card() {
  ModelCard card;
  card.chip = "acme-one";
  card.vendor = "Acme";
  card.name = "One";
  card.devices = 8;
  card.topology = Topology::mesh;
  card.joined = 4;
  card.note = "a note";
  card.figures["peak bf16"] = {100e12, "FLOP/s", "press", "somewhere"};
  card.figures["gemm efficiency bf16"] = {0.8, "fraction", "median of Acme", "others"};
  return card;
}

std::string refusal(const std::function<void(json&)>& spoil) {
  json text = json::parse(to_text(some_card()));
  spoil(text);
  try {
    parse_model_card(text.dump());
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(ModelCard, SurvivesTheWayThroughText) {
  const ModelCard card = parse_model_card(to_text(some_card()));
  EXPECT_EQ(card.chip, "acme-one");
  EXPECT_EQ(card.vendor, "Acme");
  EXPECT_EQ(card.name, "One");
  EXPECT_EQ(card.devices, 8);
  EXPECT_EQ(card.topology, Topology::mesh);
  EXPECT_EQ(card.joined, 4);
  EXPECT_EQ(card.note, "a note");
  ASSERT_EQ(card.figures.size(), 2U);
  const ModelFigure* peak = card.find("peak bf16");
  ASSERT_NE(peak, nullptr);
  EXPECT_EQ(peak->value, 100e12);
  EXPECT_EQ(peak->unit, "FLOP/s");
  EXPECT_EQ(peak->origin, "press");
  EXPECT_EQ(peak->source, "somewhere");
}

TEST(ModelCard, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(some_card().find("memory"), nullptr);
  EXPECT_EQ(some_card().value("memory"), 0);
  EXPECT_EQ(some_card().value("gemm efficiency bf16"), 0.8);
}

TEST(ModelCard, KnowsTheUnitOfEachFigure) {
  EXPECT_EQ(unit_of_figure(peak_figure(Dtype::bf16)), "FLOP/s");
  EXPECT_EQ(unit_of_figure(peak_figure(Dtype::int8)), "OP/s");
  EXPECT_EQ(unit_of_figure(gemm_efficiency_figure(Dtype::int8)), "fraction");
  EXPECT_EQ(unit_of_figure("memory"), "B");
  EXPECT_EQ(unit_of_figure("link latency"), "s");
  EXPECT_EQ(unit_of_figure("nic bandwidth"), "B/s");
  EXPECT_EQ(unit_of_figure("memory efficiency"), "fraction");
  EXPECT_EQ(unit_of_figure("peak bf17"), "");
  EXPECT_EQ(unit_of_figure("price"), "");
}

TEST(ModelCard, RefusesWhatIsNoCard) {
  for (const char* text : {"", "{", "[]", "7", "{}", "null"}) {
    EXPECT_THROW(parse_model_card(text), DataError) << text;
  }
  EXPECT_THROW(parse_model_card(std::string(200'000, ' ')), DataError);
}

TEST(ModelCard, NamesWhatIsWrong) {
  EXPECT_EQ(refusal([](json&) {}), "");
  EXPECT_THAT(refusal([](json& card) { card.erase("joined"); }), HasSubstr("lacks 'joined'"));
  EXPECT_THAT(refusal([](json& card) { card["more"] = 1; }), HasSubstr("9 members instead of 8"));
  EXPECT_THAT(refusal([](json& card) { card["chip"] = 1; }), HasSubstr("'chip'"));
  EXPECT_THAT(refusal([](json& card) { card["devices"] = 0; }), HasSubstr("from 1 to 100000"));
  EXPECT_THAT(refusal([](json& card) { card["devices"] = 100'001; }), HasSubstr("'devices'"));
  EXPECT_EQ(refusal([](json& card) { card["devices"] = 100'000; }), "");
  EXPECT_THAT(refusal([](json& card) { card["joined"] = 1.5; }), HasSubstr("'joined'"));
  EXPECT_THAT(refusal([](json& card) { card["topology"] = "star"; }), HasSubstr("'star'"));
  EXPECT_THAT(refusal([](json& card) { card["figures"] = 3; }), HasSubstr("'figures'"));
}

TEST(ModelCard, NamesTheFigureThatIsWrong) {
  const auto with = [](const char* member, const json& value) {
    return refusal([&](json& card) { card["figures"]["peak bf16"][member] = value; });
  };
  EXPECT_THAT(with("value", 0), HasSubstr("figure 'peak bf16' is 0, not above 0"));
  EXPECT_THAT(with("value", "x"), HasSubstr("no number"));
  EXPECT_THAT(with("unit", "TFLOP/s"), HasSubstr("in 'TFLOP/s', not in FLOP/s"));
  EXPECT_THAT(with("origin", 1), HasSubstr("'origin'"));
  EXPECT_THAT(with("more", 1), HasSubstr("5 members instead of 4"));
  EXPECT_THAT(refusal([](json& card) { card["figures"]["price"] = card["figures"]["peak bf16"]; }),
              HasSubstr("figure 'price' is not known"));
  EXPECT_THAT(refusal([](json& card) { card["figures"]["gemm efficiency bf16"]["value"] = 1.01; }),
              HasSubstr("above 1"));
  EXPECT_EQ(refusal([](json& card) { card["figures"]["gemm efficiency bf16"]["value"] = 1; }), "");
}

TEST(ModelCard, RefusesAFigureWithoutTheOneThatItNeeds) {
  const auto alone = [](const char* figure, const char* unit) {
    return refusal([&](json& card) {
      card["figures"][figure] = {{"value", 0.5}, {"unit", unit}, {"origin", ""}, {"source", ""}};
    });
  };
  EXPECT_THAT(refusal([](json& card) { card["figures"].erase("gemm efficiency bf16"); }),
              HasSubstr("'peak bf16' is there without 'gemm efficiency bf16'"));
  EXPECT_THAT(alone("memory bandwidth", "B/s"), HasSubstr("without 'memory efficiency'"));
  EXPECT_THAT(alone("link bandwidth", "B/s"), HasSubstr("without 'link efficiency'"));
  EXPECT_THAT(alone("nic bandwidth", "B/s"), HasSubstr("without 'nic efficiency'"));
}

}  // namespace
}  // namespace steelyard
