#include "results/report/rank_csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "results/report/csv.hpp"
#include "results/report/rank_csv_rows.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

constexpr std::string_view titles =
    "row,baseline,baseline_origin,chip,label,chip_id,origin,backend,ranks,nodes,runs,files,"
    "group,profile,policy,weight,rank,ratio,ratio_low,ratio_high,to_baseline,tost_low,"
    "tost_high,case_id,case,outcome,verification,standing,reason,stand_in,metric,unit,figure,"
    "figure_low,figure_high,median_seconds,median_low_seconds,median_high_seconds,p5_seconds,"
    "p95_seconds,p99_seconds,iterations,rounds,pooled_runs,between_runs,fraction,fraction_of,"
    "fraction_at_clock,fraction_of_best,fraction_of_h20,joules,joules_low,joules_high,watts,"
    "watts_low,watts_high,energy_source,reference,reference_origin,reference_confidence,"
    "reference_source";

std::string score_rows(const Ranking& ranking, const std::vector<Score>& scores,
                       const RankCsvRow& heading) {
  std::string out;
  for (const Score& score : scores) {
    RankCsvRow row = csv_row_of_chip(ranking, score.chip);
    row.insert(heading.begin(), heading.end());
    row["row"] = "score";
    row["rank"] = std::to_string(score.rank);
    put_interval(row, "ratio", score.ratio, score.has_interval);
    if (score.to_baseline) {
      row["to_baseline"] = name(*score.to_baseline);
      row["tost_low"] = csv_number(score.tost.low);
      row["tost_high"] = csv_number(score.tost.high);
    }
    row["reason"] = csv_cell(score.no_verdict);
    out += csv_line_of(row);
  }
  return out;
}

std::string profile_rows(const Ranking& ranking, const ProfileRanking& profile) {
  const auto heading = [&](MissingPolicy policy, double weight) {
    return RankCsvRow{{"profile", csv_cell(profile.profile)},
                      {"policy", std::string(name(policy))},
                      {"weight", csv_number(weight)}};
  };
  std::string out = score_rows(ranking, profile.excluded,
                               heading(MissingPolicy::exclude, profile.covered_weight));
  out += score_rows(ranking, profile.wider, heading(MissingPolicy::wider, profile.wider_weight));
  for (const MissingCase& each : profile.missing) {
    RankCsvRow row = csv_row_of_chip(ranking, each.chip);
    row["row"] = "missing";
    row["profile"] = csv_cell(profile.profile);
    row["case"] = csv_cell(each.case_name);
    row["reason"] = csv_cell(each.reason);
    row["stand_in"] = csv_cell(each.stand_in);
    out += csv_line_of(row);
  }
  return out;
}

void put_figures(RankCsvRow& row, const CaseFigures& figures, bool integers) {
  const bool known = has_interval(figures);
  const bool operations = integers && figures.kind == FigureKind::flops;
  row["unit"] = operations ? "OP/s" : std::string(unit(figures.kind));
  put_interval(row, "figure", figures.figure, known);
  put_interval(row, "median", figures.seconds, known, "_seconds");
  row["p5_seconds"] = csv_number(figures.p5_seconds);
  row["p95_seconds"] = csv_number(figures.p95_seconds);
  row["p99_seconds"] = csv_number(figures.p99_seconds);
  row["iterations"] = std::to_string(figures.iterations);
  row["rounds"] = std::to_string(figures.rounds);
}

std::string case_line(const Ranking& ranking, const RankedCase& ranked, std::size_t chip) {
  const RankedCell& cell = *ranked.cells[chip];
  RankCsvRow row = csv_row_of_chip(ranking, chip);
  row["row"] = "case";
  row["group"] = csv_cell(ranked.group);
  row["case_id"] = csv_cell(ranked.id);
  row["case"] = csv_cell(ranked.name);
  row["outcome"] = name(cell.outcome);
  row["verification"] = name(cell.verification);
  row["standing"] = name(cell.standing);
  row["reason"] = csv_cell(cell.reason.empty() ? cell.standing_reason : cell.reason);
  row["pooled_runs"] = std::to_string(cell.runs);
  if (cell.between_runs) row["between_runs"] = csv_number(*cell.between_runs);
  const bool known = cell.figures && has_interval(*cell.figures);
  if (cell.figures) put_figures(row, *cell.figures, ranked.integers);
  if (cell.ratio) put_interval(row, "ratio", *cell.ratio, known);
  const auto put_fraction = [&](const char* title, const std::optional<Fraction>& fraction) {
    if (fraction) row[title] = csv_number(fraction->value.point);
  };
  put_fraction("fraction", cell.fraction);
  if (cell.fraction) row["fraction_of"] = name(cell.fraction->of);
  put_fraction("fraction_at_clock", cell.fraction_at_clock);
  put_fraction("fraction_of_best", cell.fraction_of_best);
  put_fraction("fraction_of_h20", cell.fraction_of_h20);
  if (cell.energy) {
    put_interval(row, "joules", cell.energy->joules_per_iteration, cell.energy->has_interval);
    put_interval(row, "watts", cell.energy->watts, cell.energy->has_interval);
    row["energy_source"] = csv_cell(cell.energy->source);
  }
  if (cell.reference) {
    row["reference"] = csv_number(cell.reference->value);
    row["reference_origin"] = name(cell.reference->origin);
    row["reference_confidence"] = name(cell.reference->confidence);
    row["reference_source"] = csv_cell(cell.reference->source);
  }
  return csv_line_of(row);
}

}  // namespace

std::string csv_titles() { return std::string(titles) + "\r\n"; }

std::string csv_line_of(const RankCsvRow& row) {
  std::vector<std::string> cells;
  for (std::size_t at = 0; at <= titles.size();) {
    const std::string_view title = titles.substr(at, titles.find(',', at) - at);
    const auto found = row.find(title);
    cells.push_back(found == row.end() ? "" : found->second);
    at += title.size() + 1;
  }
  return csv_line(cells);
}

void put_interval(RankCsvRow& row, const std::string& name, const Interval& interval, bool known,
                  const std::string& suffix) {
  row[name + suffix] = csv_number(interval.point);
  if (!known) return;
  row[name + "_low" + suffix] = csv_number(interval.low);
  row[name + "_high" + suffix] = csv_number(interval.high);
}

RankCsvRow csv_row_of_chip(const Ranking& ranking, std::size_t index) {
  const RankedChip& chip = ranking.chips[index];
  std::vector<std::string> files;
  for (const RankedRun& run : chip.runs) files.push_back(run.file);
  return {{"baseline", csv_cell(ranking.baseline.title)},
          {"baseline_origin", std::string(name(ranking.baseline.origin))},
          {"chip", chip_letter(index)},
          {"label", csv_cell(chip.label)},
          {"chip_id", csv_cell(chip.chip_id)},
          {"origin", std::string(name(chip.origin))},
          {"backend", csv_cell(chip.backend)},
          {"ranks", std::to_string(chip.ranks)},
          {"nodes", chip.nodes == 0 ? "" : std::to_string(chip.nodes)},
          {"runs", std::to_string(chip.runs.size())},
          {"files", csv_cell(fmt::format("{}", fmt::join(files, "; ")))}};
}

std::string rank_csv(const Ranking& ranking) {
  std::string out = csv_titles();
  for (const ProfileRanking& profile : ranking.profiles) out += profile_rows(ranking, profile);
  for (const GroupRanking& group : ranking.groups) {
    out += score_rows(ranking, group.scores, {{"group", csv_cell(group.group)}});
  }
  out += csv_money_rows(ranking);
  for (const RankedCase& ranked : ranking.cases) {
    for (std::size_t chip = 0; chip < ranked.cells.size(); ++chip) {
      if (ranked.cells[chip]) out += case_line(ranking, ranked, chip);
    }
  }
  return out;
}

}  // namespace steelyard::results
