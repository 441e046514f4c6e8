#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/import/json_fields.hpp"
#include "results/import/json_text.hpp"

namespace steelyard::results::import {
namespace {

TEST(ImportJson, RefusesWhatIsBroken) {
  for (const char* wrong : {"", "{", "[1,]", "{\"a\":1}x", "\xff\xfe{}", "\x1b[2J"}) {
    try {
      parse_json(wrong);
      ADD_FAILURE() << wrong;
    } catch (const DataError& error) {
      EXPECT_EQ(std::string(error.what()).find('\x1b'), std::string::npos);
    }
  }
}

TEST(ImportJson, HasLimits) {
  EXPECT_NO_THROW(parse_json(std::string(30, '[') + std::string(30, ']')));
  EXPECT_THROW(parse_json(std::string(40, '[') + std::string(40, ']')), DataError);
  EXPECT_THROW(parse_json(std::string(100'000, '[')), DataError);
  EXPECT_THROW(parse_json("[1e999]"), DataError);
  EXPECT_THROW(parse_json("\"" + std::string(std::size_t{1} << 24, 'a') + "\""), DataError);
}

TEST(ImportJson, FieldsAreNothingWhereTheyAreSomethingElse) {
  const auto json = parse_json(
      R"({"n":2.5,"whole":7,"big":3000000000,"negative":-1,"text":"a\u001bb","yes":true,"true":"true","no":"false"})");
  EXPECT_EQ(number_at(json, "n"), 2.5);
  EXPECT_EQ(number_at(json, "text"), std::nullopt);
  EXPECT_EQ(number_at(json, "absent"), std::nullopt);
  EXPECT_EQ(number_at(parse_json("[1]"), "n"), std::nullopt);
  EXPECT_EQ(text_at(json, "text"), "a\\x1bb");
  EXPECT_EQ(text_at(json, "n"), "");
  EXPECT_EQ(text_at(json, "absent"), "");
  EXPECT_TRUE(is_true_at(json, "yes"));
  EXPECT_TRUE(is_true_at(json, "true"));
  EXPECT_FALSE(is_true_at(json, "no"));
  EXPECT_FALSE(is_true_at(json, "absent"));
  EXPECT_EQ(count_at(json, "whole", 7), 7);
  EXPECT_EQ(count_at(json, "whole", 6), std::nullopt);
  EXPECT_EQ(count_at(json, "n", 10), std::nullopt);
  EXPECT_EQ(count_at(json, "negative", 10), std::nullopt);
  EXPECT_EQ(count_at(json, "big", 2147483647), std::nullopt);
}

}  // namespace
}  // namespace steelyard::results::import
