#pragma once

#include <vector>

#include "results/verdicts/ranking.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// Rankings in which everything that can be printed occurs.
namespace steelyard::results::test {

/// A CPU without a catalogue row: probed, disturbed, unstable, skipped, late, at another scale.
inline NamedRun cpu_run() {
  CaseRecord probed = matmul_case("bf16", 1024, 0.005, 2);
  probed.probe_unit = "AVX-512 vdpbf16ps";
  CaseRecord slowed = allreduce_case(2e9, 1, 2);
  slowed.probe_unit = "triad through memory";
  slowed.visits[0].probe_before.rate = 1e9;
  for (Visit& visit : probed.visits) {
    visit.probe_before.rate = 6e11;
    visit.probe_after.rate = 6.2e11;
  }
  probed.visits[1].disturbed = true;
  CaseRecord unstable = matmul_case("int8", 1024, 0.002, 2);
  unstable.outcome = Outcome::unstable;
  unstable.reason = "the interval is 7 % wide instead of 5 %";
  CaseRecord unknown = matmul_case("f64", 512, 0.002, 2);
  unknown.verification.state = VerificationState::not_verified;
  CaseRecord skipped = matmul_case("fp16", 512, 0.002, 2);
  skipped.outcome = Outcome::skipped;
  skipped.reason = "fp16 is not offered\x1b[31m";
  skipped.visits.clear();
  CaseRecord late = allreduce_case(64, 1e-6, 2);
  late.visits.resize(1);
  late.visits[0].late_iterations = 2;
  const std::vector<double> once = late.visits[0].samples;
  late.visits[0].samples.insert(late.visits[0].samples.end(), once.begin(), once.end());
  NamedRun run =
      named_run("cpu.h5", "Some CPU", {probed, unstable, unknown, skipped, late, slowed});
  run.run.info.environment.ranks.push_back(rank_info(1, "Some CPU"));
  run.run.info.environment.warnings = {"2 ranks share 1 core (oversubscribed)"};
  run.run.info.label = "nightly";
  return run;
}

/// The chip of round_chip(): one case above its peak, one above its link.
inline NamedRun chip_run() {
  CaseRecord excessive = allreduce_case(1e9, 0.004, 8);
  CaseRecord few = passed_case("triad:bytes=1000", "memory", 1e-6, 1);
  few.work.bytes_moved = 500'000;
  few.visits.resize(1);
  return named_run("one.h5", "One",
                   {few, matmul_case("bf16", 1024, 2.5e-5, 2), matmul_case("int8", 1024, 1e-4, 2),
                    matmul_case("tf32", 1024, 1e-5, 2), excessive, allreduce_case(64, 1e-5, 8)},
                   "acme-one");
}

inline Catalogue one_chip() { return Catalogue({round_chip()}); }

inline Ranking reference_ranking() {
  const std::vector runs{cpu_run(), chip_run()};
  return rank(runs, round_reference(), one_chip());
}

inline Ranking run_ranking() {
  NamedRun cpu = cpu_run();
  cpu.run.info.origin = Origin::emulated;
  const std::vector runs{cpu};
  return rank(runs, chip_run(), one_chip());
}

/// Two imports of one tool: a single time for each case.
inline Ranking imported_ranking() {
  const auto imported = [](const std::string& file, double seconds) {
    CaseRecord record = allreduce_case(64, seconds, 8);
    record.method_version = 0;
    record.data_pattern = "tool, fastest\x1b[31m";
    record.visits = {visit_of(0, std::vector<double>(8, seconds))};
    NamedRun run = named_run(file, "One", {record});
    run.run.info.origin = Origin::imported;
    run.run.info.label = file;  // a row of its own
    run.run.info.environment.ranks.assign(8, RankInfo{});
    return run;
  };
  const std::vector runs{imported("slow.h5", 2e-5), imported("fast.h5", 1e-5)};
  return rank(runs, round_reference(), one_chip());
}

/// Energy and money of two chips by one profile: the baseline, and one of which all is known.
inline Money priced(const std::string& profile) {
  ChipMoney baseline;
  baseline.chip = 0;
  baseline.is_baseline = true;
  baseline.has_interval = false;
  baseline.origin = "measured";
  baseline.flops = Interval{1e14, 1e14, 1e14};
  ChipMoney rival;
  rival.chip = 1;
  rival.origin = "measured";
  rival.flops = Interval{1.9e14, 2e14, 2.1e14};
  rival.power = DevicePower{{290, 300, 310}, Origin::measured, "counter", 3};
  rival.joules_per_eflop = Interval{1.4e6, 1.5e6, 1.6e6};
  rival.flops_per_watt = Interval{6e11, 7e11, 8e11};
  rival.per_hour =
      HourlyCost{{1.1, 1.2, 1.3}, {1, 1.1, 1.2}, Interval{0.1, 0.1, 0.1}, true, "a note"};
  rival.cost_per_eflop = Interval{0.001, 0.002, 0.003};
  rival.tokens = {{"Llama-3-8B",
                   Interval{9000, 10000, 11000},
                   {},
                   "modelled from measured",
                   Interval{30, 33, 36}}};
  rival.ratios =
      MoneyRatios{{1.9, 2, 2.1},           Interval{1.4, 1.5, 1.6}, Origin::measured,
                  Interval{0.4, 0.5, 0.6}, Interval{1.7, 2, 2.5},   Interval{2.2, 2.4, 2.6}};
  Money money;
  money.file = "prices.yaml";
  money.currency = "USD";
  money.date = "2026-11-01";
  money.sources = {{"One, rent", {2, 2, 2}, "USD/h", "a price list", "2026-10", "a note"}};
  money.profiles = {{profile, {baseline, rival}}};
  money.warnings = {"the prices are old"};
  return money;
}

/// What a ranking of several runs, with profiles and verdicts, may hold: made by hand on top of
/// run_ranking(), so that every word of it is printed.
inline Ranking profiled_ranking() {
  Ranking ranking = run_ranking();
  RankedChip& cpu = ranking.chips[1];
  cpu.origin = Origin::measured;
  cpu.runs.push_back(cpu.runs.front());
  cpu.runs[1].file = "second.h5";
  cpu.runs[1].uuid = "uuid of second.h5";
  cpu.runs[1].state = RunState::interrupted;
  cpu.runs[1].tool_version = "0.2.0";
  cpu.pooling_notes = {"third.h5 is the same run as cpu.h5 and was counted once"};
  RankedCell& cell = *ranking.cases[1].cells[1];
  cell.runs = 2;
  cell.between_runs = 0.0123;
  cell.left_out_runs = {"fourth.h5: timeout"};
  const Interval share{0.88, 0.9, 0.92};
  cell.fraction_at_clock =
      Fraction{Denominator::clock_peak,     1e12,        Origin::measured, share,
               "core clock 1.4 of 1.5 GHz", std::nullopt};
  cell.fraction_of_best =
      Fraction{Denominator::best, 2e12, Origin::published, share, "a report", Confidence::low};
  cell.fraction_of_h20 =
      Fraction{Denominator::h20, 3e12, Origin::datasheet, share, "a datasheet", Confidence::high};

  Score baseline;
  baseline.ratio = {1, 1, 1};
  baseline.rank = 1;
  Score close;
  close.chip = 1;
  close.ratio = {0.97, 1.01, 1.05};
  close.rank = 1;
  close.tost = {0.98, 1.01, 1.04};
  close.to_baseline = Equivalence::comparable;
  Score slow = close;
  slow.ratio = {0.5, 0.505, 0.51};
  slow.rank = 2;
  slow.tost = {0.501, 0.505, 0.509};
  slow.to_baseline = Equivalence::different;
  Score untested = close;
  untested.to_baseline.reset();
  untested.no_verdict = "a case has too few iterations";
  untested.has_interval = false;

  ProfileRanking dense;
  dense.profile = "training-dense";
  dense.description = "Training of dense transformers";
  dense.policy = MissingPolicy::wider;
  dense.parts = {{"products", 3, {ranking.cases[0].name}, 2, ""},
                 {"messages", 1, {}, 1, "no case counts: 1 other scale"}};
  dense.covered_weight = dense.wider_weight = 0.75;
  dense.excluded = {close, baseline};
  dense.wider = {baseline, slow};
  const std::string reason = "skipped: fp8 is not offered";
  dense.missing = {{1, "matmul:dtype=fp8", reason, "matmul:dtype=bf16"},
                   {1, "matmul:dtype=fp4", reason, ""}};
  ProfileRanking compute;
  compute.profile = "compute";
  compute.description = "Products alone";
  compute.parts = {{"products", 1, {ranking.cases[0].name}, 0, ""}};
  compute.covered_weight = 1;
  compute.excluded = {untested, baseline};
  ProfileRanking none;
  none.profile = "communication";
  none.description = "Messages alone";
  none.parts = {{"messages", 1, {}, 1, "no case counts: 1 other scale"}};
  none.reason = "no case counts on every chip";
  ranking.profiles = {dense, compute, none};
  cell.energy = CaseEnergy{{1.9, 2, 2.1}, {290, 300, 310}, "counter", true};
  ranking.money = priced("training-dense");
  ranking.cautions = {"the nodes differ: 1 (A); 2 (B)"};
  return ranking;
}

}  // namespace steelyard::results::test
