#include "results/report/history/history_csv.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(HistoryCsv, HasLinesForRunsCasesPointsAndChanges) {
  const std::string out = history_csv(test::every_state());
  EXPECT_THAT(out, StartsWith("row,case_id,case,group,created_utc,run_uuid,file,label,figure,"
                              "outlier,ratio,deviate,p_value,state,beside,acknowledgement,spread,"
                              "correlation,without_figure,carried_by,metric\r\n"
                              "run,,,,2026-01-00,uuid0,night0.h5,,,,,,,,,,,,,,\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nrun,,,,2026-01-03,uuid3,night3.h5,,,,,,,,"
                             "\"driver: 1 before, 2 now\",,,,,,\r\n"));
  EXPECT_THAT(
      out, HasSubstr("\r\ncase,q,case-q,group-q,,,,,,,,,,,,,0.01,0.5,2,,\r\n"
                     "point,q,case-q,group-q,2026-01-00,uuid0,night0.h5,,2,0,,,,,,,,,,,time\r\n"
                     "point,q,case-q,group-q,2026-01-01,uuid1,night1.h5,,3,1,,,,,,,,,,,time\r\n"));
  EXPECT_THAT(out, HasSubstr("\r\nchange,k,case-k,group-k,2026-01-03,uuid3,night3.h5,,,,0.75,-5,"
                             "0.0001,acknowledged,,ann: power limit,,,,rank 3,time\r\n"));
}

TEST(HistoryCsv, HasAsManyCellsInEachLine) {
  const std::string out = history_csv(test::every_state());
  std::size_t from = 0;
  while (from < out.size()) {
    const std::size_t end = out.find('\n', from);
    std::string line = out.substr(from, end - from);
    if (const std::size_t quote = line.find('"'); quote != std::string::npos) {
      line.erase(quote, line.rfind('"') - quote);
    }
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 20) << line;
    from = end + 1;
  }
}

TEST(HistoryCsv, KeepsHostileTextInItsCell) {
  const std::string out = history_csv(test::hostile_history());
  // Titles, 6 runs, a case, its 6 points and a change.
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 15);
  EXPECT_THAT(out, HasSubstr("case,\"a\\x0d\\x0a::error::b,%<x y='\"\"'>"));
}

}  // namespace
}  // namespace steelyard::results
