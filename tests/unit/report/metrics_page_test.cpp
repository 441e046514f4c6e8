#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "harness/core/statistics/median_resampler.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "results/report/quantity.hpp"
#include "results/verdicts/excess.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/limits.hpp"
#include "results/verdicts/reference_baseline.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// Recomputes the worked examples of docs/metrics.md with the program's own code, and looks for the
/// very lines on the page.
namespace steelyard::results {
namespace {

using testing::HasSubstr;

std::string page() {
  std::ifstream stream(std::string(STEELYARD_SOURCE_DIR) + "/docs/metrics.md");
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Two ranks, two rounds: the times of the page.
CaseRecord example(WorkModel work) {
  CaseRecord record = test::matmul_case("bf16", 4096, 1, 2);
  record.work = work;
  record.visits = {
      test::visit_of(0, {1.0e-3, 0.9e-3, 1.2e-3, 1.0e-3, 1.1e-3, 1.4e-3}),
      test::visit_of(1, {1.3e-3, 1.2e-3, 1.0e-3, 1.5e-3}),
  };
  return record;
}

CaseFigures matmul_example() { return *case_figures(example({.flops = 2.0 * 4096 * 4096 * 4096})); }

std::string line(const std::string& text) { return "\n    " + text + "\n"; }

TEST(MetricsPage, TimesAreRecomputed) {
  const CaseFigures figures = matmul_example();
  EXPECT_THAT(
      page(),
      HasSubstr(line(fmt::format("median {:.3f} ms, p5 {:.3f} ms, p95 {:.3f} ms, p99 {:.3f} ms",
                                 figures.seconds.point * 1e3, figures.p5_seconds * 1e3,
                                 figures.p95_seconds * 1e3, figures.p99_seconds * 1e3))));
}

TEST(MetricsPage, FiguresAreRecomputed) {
  EXPECT_THAT(page(), HasSubstr("\n    2 x 4096 x 4096 x 4096 / 1.300 ms = " +
                                quantity(matmul_example().figure.point, "FLOP/s") + "\n"));
  const CaseFigures figures =
      *case_figures(example({.message_bytes = 1e9, .busbw_factor = 14.0 / 8}));
  EXPECT_THAT(page(), HasSubstr(fmt::format("\n    1e9 B / 1.300 ms = {}, x 14/8 = {}\n",
                                            quantity(figures.algbw->point, "B/s algbw"),
                                            quantity(figures.figure.point, "B/s busbw"))));
}

TEST(MetricsPage, FractionIsRecomputed) {
  Chip chip = test::round_chip();
  chip.dense_peak_tflops["bf16"] = test::figure(148);
  const CaseRecord record = example({.flops = 2.0 * 4096 * 4096 * 4096});
  const Fraction share = *fraction(record, matmul_example(), &chip);
  EXPECT_THAT(page(), HasSubstr(line(percent(share.value.point) + " of peak")));
}

TEST(MetricsPage, LimitsAreRecomputed) {
  EXPECT_THAT(page(), HasSubstr(line(fmt::format("{} without, {} with reduction in the switch",
                                                 quantity(busbw_limit(450e9, 8, false), "B/s"),
                                                 quantity(busbw_limit(450e9, 8, true), "B/s")))));
  const auto seconds = network_seconds_per_byte({"allreduce", 16, 8, 50e9, false});
  EXPECT_THAT(page(), HasSubstr(line(quantity(30.0 / 16 / *seconds, "B/s busbw"))));
}

TEST(MetricsPage, BoundsAreRecomputed) {
  const std::filesystem::path root = STEELYARD_SOURCE_DIR;
  const auto h20 = ReferenceBaseline::load(root / "results/baselines/h20.yaml",
                                           Catalogue::load(root / "results/chips"));
  const auto bound = [&](double n) {
    const auto match = h20.match(test::matmul_case("bf16", n, 1));
    return quantity(std::get<ReferenceFigure>(match).value, "FLOP/s");
  };
  EXPECT_THAT(page(), HasSubstr(line(bound(128) + " at 128, " + bound(64) + " at 64")));
}

TEST(MetricsPage, ScoreIsRecomputed) {
  const double score = geometric_mean(std::vector<double>{0.5, 0.8, 1.25});
  EXPECT_THAT(page(), HasSubstr(line("score " + ratio_text(score))));
}

TEST(MetricsPage, DrawsAreRecomputed) {
  MedianResampler resampler({{1, 2, 3, 5, 8}});
  const std::vector<std::uint32_t> once{1};
  EXPECT_THAT(page(), HasSubstr(line(fmt::format("m* = {:g}", resampler.median(once, 0.5)))));
}

TEST(MetricsPage, PooledRunsAreRecomputed) {
  std::vector<NamedRun> runs;
  for (const double milliseconds : {1.00, 1.02, 1.04}) {
    CaseRecord record = test::matmul_case("bf16", 1024, 1);
    for (Visit& visit : record.visits) {
      visit.samples.assign(visit.samples.size(), milliseconds * 1e-3);
    }
    runs.push_back(test::named_run(fmt::format("{}.h5", milliseconds), "x", {record}));
  }
  const RankedCell cell =
      *test::rank(runs, test::round_reference(), Catalogue({})).cases.at(0).cells.at(0);
  const Interval seconds = cell.figures->seconds;
  // The page has the ends of the t-test; those of resamples are as near as these are many.
  EXPECT_NEAR(seconds.low, 0.9714e-3, 0.003e-3);
  EXPECT_NEAR(seconds.high, 1.0708e-3, 0.003e-3);
  EXPECT_THAT(page(),
              HasSubstr(line(fmt::format("{:.4f} ms [0.9714, 1.0708], spread between runs {:.3f} %",
                                         seconds.point * 1e3, *cell.between_runs * 100))));
}

TEST(MetricsPage, MarginIsRecomputed) {
  EXPECT_THAT(page(), HasSubstr(fmt::format("from {:.4f} to {:.2f} |", 1 / 1.05, 1.05)));
}

}  // namespace
}  // namespace steelyard::results
