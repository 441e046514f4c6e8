#include "results/report/page/page_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"
#include "results/report/rank_json.hpp"
#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string document_with_label(const std::string& label) {
  NamedRun run = test::run_on_nodes("a.h5", 2, {test::matmul_case("bf16", 64, 1, 2)});
  run.run.info.label = label;
  run.run.info.chip = label;
  run.run.info.suite_name = label;
  run.run.info.environment.ranks[1].host = label;
  run.run.info.environment.warnings = {label};
  run.run.cases[0].group = label;
  const auto page = test::made_page({run});
  return page_document(page->input);
}

std::string label_in(const std::string& document) {
  return json::parse(document).at("ranking").at("chips").at(0).at("run_label").get<std::string>();
}

TEST(PageDocument, HoldsTheRankingAsItIsAndTheDetails) {
  const auto page = test::made_page(
      {test::named_run("a.h5", "Some CPU", {test::matmul_case("bf16", 1024, 1e-3)})});
  const json document = json::parse(page_document(page->input));
  EXPECT_EQ(document.at("ranking"), json::parse(rank_json(page->ranking)));
  EXPECT_EQ(document.at("details").at("runs").at(0).at("file"), "a.h5");
  EXPECT_EQ(document.size(), 2U);
}

TEST(PageDocument, CannotEndAScriptElement) {
  for (const std::string label :
       {"</script><script>alert(1)</script>", "<!--", "-->", "]]>", "<b>&amp;", "</SCRIPT >"}) {
    const std::string document = document_with_label(label);
    EXPECT_THAT(document, Not(HasSubstr("<")));
    EXPECT_THAT(document, Not(HasSubstr(">")));
    EXPECT_THAT(document, Not(HasSubstr("&")));
    EXPECT_EQ(label_in(document), label);
  }
}

TEST(PageDocument, KeepsQuotesAndBackslashes) {
  const std::string label = R"(a"b'c\d \" \u003c ${x} `y` {{z}} @REPORT@)";
  EXPECT_EQ(label_in(document_with_label(label)), label);
}

TEST(PageDocument, IsAsciiAndOtherScriptsSurvive) {
  const std::string label = "昇腾 910B é \xf0\x9f\x9a\x80";
  const std::string document = document_with_label(label);
  EXPECT_TRUE(
      std::all_of(document.begin(), document.end(), [](char c) { return c >= 0x20 && c < 0x7f; }));
  EXPECT_EQ(label_in(document), label);
}

TEST(PageDocument, ShowsWhatHidesReordersOrControls) {
  EXPECT_EQ(label_in(document_with_label("\x1b[31mred\x1b[0m")), "\\x1b[31mred\\x1b[0m");
  EXPECT_EQ(label_in(document_with_label("two\nlines\t\x7f")), "two\\x0alines\\x09\\x7f");
  EXPECT_EQ(label_in(document_with_label("a\xe2\x80\xae"
                                         "b")),
            "a\\u202eb");
  EXPECT_EQ(label_in(document_with_label("a\xe2\x80\xa8"
                                         "b\xe2\x80\xa9")),
            "a\\u2028b\\u2029");
  EXPECT_EQ(label_in(document_with_label("a\xe2\x80\x8b\xd9\x8a")), "a\\u200b\xd9\x8a");
}

TEST(PageDocument, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(label_in(document_with_label("a\xff"
                                         "b\xc3")),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_THAT(document_with_label(std::string("a\0b", 3)), HasSubstr("a\\\\x00b"));
}

TEST(PageText, PutsTheDocumentInItsPlace) {
  EXPECT_EQ(page_text("<a>@REPORT@</a>", R"({"x":1})"), R"(<a>{"x":1}</a>)");
  EXPECT_EQ(page_text("@REPORT@", "@REPORT@"), "@REPORT@");
  EXPECT_EQ(page_text("<a>@REPORT@", ""), "<a>");
}

TEST(PageText, RefusesATemplateWithoutOnePlace) {
  EXPECT_THROW(page_text("", "{}"), StoreError);
  EXPECT_THROW(page_text("<p>REPORT</p>", "{}"), StoreError);
  EXPECT_THROW(page_text("@REPORT@@REPORT@", "{}"), StoreError);
}

TEST(PageTemplate, HasOnePlaceForTheDocumentWhereThereIsOne) {
  const std::string_view page = page_template();
  if (page.empty()) GTEST_SKIP() << "built without the page";
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_THAT(
      page_text(page, "DOCUMENT"),
      HasSubstr(R"(<script type="application/json" id="steelyard-report">DOCUMENT</script>)"));
  EXPECT_THAT(std::string(page), HasSubstr("default-src 'none'"));
}

}  // namespace
}  // namespace steelyard::results::page
