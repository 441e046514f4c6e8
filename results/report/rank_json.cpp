#include "results/report/rank_json.hpp"

#include <nlohmann/json.hpp>

#include "results/report/money_json.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

/// An interval that means nothing has no ends.
Json to_json(const Interval& interval, bool known = true) {
  if (!known) return {{"low", nullptr}, {"point", interval.point}, {"high", nullptr}};
  return {{"low", interval.low}, {"point", interval.point}, {"high", interval.high}};
}

Json to_json(const CaseFigures& figures) {
  const bool known = has_interval(figures);
  Json out{{"unit", unit(figures.kind)},
           {"figure", to_json(figures.figure, known)},
           {"seconds", to_json(figures.seconds, known)},
           {"p5_seconds", figures.p5_seconds},
           {"p95_seconds", figures.p95_seconds},
           {"p99_seconds", figures.p99_seconds},
           {"iterations", figures.iterations},
           {"rounds", figures.rounds},
           {"disturbed_rounds", figures.disturbed_rounds},
           {"left_out", figures.left_out},
           {"late_iterations", figures.late_iterations}};
  if (figures.algbw) out["algbw"] = to_json(*figures.algbw, known);
  return out;
}

Json to_json(const Fraction& fraction, bool known) {
  Json out{{"of", name(fraction.of)},
           {"limit", fraction.limit},
           {"origin", name(fraction.origin)},
           {"value", to_json(fraction.value, known)},
           {"source", fraction.source}};
  if (fraction.confidence) out["confidence"] = name(*fraction.confidence);
  return out;
}

Json to_json(const ReferenceFigure& reference) {
  return {{"value", reference.value},
          {"origin", name(reference.origin)},
          {"confidence", name(reference.confidence)},
          {"source", reference.source},
          {"note", reference.note},
          {"devices", reference.devices},
          {"other_scale", reference.other_scale}};
}

Json to_json(const RankedCell& cell, std::size_t chip, Origin origin) {
  Json out{{"chip", chip},
           {"origin", name(origin)},
           {"outcome", name(cell.outcome)},
           {"reason", cell.reason},
           {"verification", name(cell.verification)},
           {"ranks", cell.ranks},
           {"algorithm", cell.algorithm},
           {"path", cell.path},
           {"data_pattern", cell.data_pattern},
           {"runs", cell.runs},
           {"left_out_runs", cell.left_out_runs},
           {"standing", name(cell.standing)},
           {"standing_reason", cell.standing_reason}};
  const bool known = cell.figures && has_interval(*cell.figures);
  if (cell.figures) out["figures"] = to_json(*cell.figures);
  if (cell.between_runs) out["between_runs"] = *cell.between_runs;
  const auto put_fraction = [&](const char* key, const std::optional<Fraction>& fraction) {
    if (fraction) out[key] = to_json(*fraction, known);
  };
  put_fraction("fraction", cell.fraction);
  put_fraction("fraction_at_clock", cell.fraction_at_clock);
  put_fraction("fraction_of_best", cell.fraction_of_best);
  put_fraction("fraction_of_h20", cell.fraction_of_h20);
  if (cell.excess) {
    const Excess& excess = *cell.excess;
    out["excess"] = {{"of", name(excess.of)},       {"value", excess.value},
                     {"limit", excess.limit},       {"source", excess.source},
                     {"sentence", excess.sentence}, {"certain", excess.certain}};
  }
  if (cell.energy) out["energy"] = Json::parse(energy_json(*cell.energy));
  if (cell.reference) out["reference"] = to_json(*cell.reference);
  if (cell.ratio) out["ratio"] = to_json(*cell.ratio, known);
  return out;
}

Json to_json(const RankedCase& row, const std::vector<RankedChip>& chips) {
  Json out{{"id", row.id}, {"name", row.name}, {"group", row.group}, {"results", Json::array()}};
  for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
    if (row.cells[chip])
      out["results"].push_back(to_json(*row.cells[chip], chip, chips[chip].origin));
  }
  return out;
}

Json to_json(const RankedRun& run) {
  Json outcomes = Json::object();
  for (const auto& [outcome, count] : run.outcomes) outcomes[std::string(name(outcome))] = count;
  return {{"file", run.file},
          {"uuid", run.uuid},
          {"created_utc", run.created_utc},
          {"tool_version", run.tool_version},
          {"command_line", run.command_line},
          {"suite_name", run.suite_name},
          {"state", name(run.state)},
          {"wall_seconds", run.wall_seconds},
          {"warnings", run.warnings},
          {"outcomes", outcomes},
          {"disturbed_cases", run.disturbed_cases}};
}

Json to_json(const RankedChip& chip) {
  Json runs = Json::array();
  for (const RankedRun& run : chip.runs) runs.push_back(to_json(run));
  return {{"label", chip.label},
          {"chip_id", chip.chip_id},
          {"note", chip.note},
          {"backend", chip.backend},
          {"ranks", chip.ranks},
          {"nodes", chip.nodes},
          {"origin", name(chip.origin)},
          {"run_label", chip.run_label},
          {"is_baseline", chip.is_baseline},
          {"pooling_notes", chip.pooling_notes},
          {"runs", runs}};
}

Json to_json(const Score& score) {
  Json out{{"chip", score.chip},
           {"rank", score.rank},
           {"ratio", to_json(score.ratio, score.has_interval)}};
  if (score.to_baseline) {
    out["to_baseline"] = name(*score.to_baseline);
    out["tost"] = to_json(score.tost);
  }
  if (!score.no_verdict.empty()) out["no_verdict"] = score.no_verdict;
  return out;
}

template <typename Range>
Json list(const Range& range);

Json to_json(const GroupRanking& group) {
  return {{"group", group.group},
          {"scores", list(group.scores)},
          {"counted", group.counted},
          {"left_out", group.left_out},
          {"reason", group.reason}};
}

Json to_json(const UnlikeThing& thing) {
  Json values = Json::array();
  for (const UnlikeValue& each : thing.values) {
    values.push_back({{"value", each.value}, {"chips", each.chips}});
  }
  return {{"what", thing.what}, {"values", values}};
}

Json to_json(const ProfilePart& part) {
  return {{"name", part.name},
          {"weight", part.weight},
          {"counted", part.counted},
          {"left_out", part.left_out},
          {"reason", part.reason}};
}

Json to_json(const MissingCase& missing) {
  return {{"chip", missing.chip},
          {"case", missing.case_name},
          {"reason", missing.reason},
          {"stand_in", missing.stand_in}};
}

Json to_json(const ProfileRanking& profile) {
  return {{"profile", profile.profile},
          {"description", profile.description},
          {"policy", name(profile.policy)},
          {"parts", list(profile.parts)},
          {"covered_weight", profile.covered_weight},
          {"excluded", list(profile.excluded)},
          {"wider_weight", profile.wider_weight},
          {"wider", list(profile.wider)},
          {"missing", list(profile.missing)},
          {"reason", profile.reason}};
}

template <typename Range>
Json list(const Range& range) {
  Json out = Json::array();
  for (const auto& each : range) out.push_back(to_json(each));
  return out;
}

}  // namespace

std::string rank_json(const Ranking& ranking) {
  Json out{{"format", "steelyard-ranking"},
           {"version", 2},
           {"confidence", ranking.confidence},
           {"margin", ranking.margin},
           {"baseline",
            {{"title", ranking.baseline.title},
             {"chip", ranking.baseline.chip},
             {"file", ranking.baseline.file},
             {"measured", ranking.baseline.measured},
             {"origin", name(ranking.baseline.origin)}}},
           {"cautions", ranking.cautions},
           {"unlike", list(unlike_things(ranking))},
           {"chips", list(ranking.chips)},
           {"profiles", list(ranking.profiles)},
           {"groups", list(ranking.groups)},
           {"cases", Json::array()},
           {"not_comparable", Json::array()}};
  for (const RankedCase& row : ranking.cases) {
    out["cases"].push_back(to_json(row, ranking.chips));
  }
  for (const NotComparable& each : ranking.not_comparable) {
    out["not_comparable"].push_back(
        {{"chip", each.chip}, {"case", each.case_name}, {"reason", each.reason}});
  }
  if (ranking.money) out["money"] = Json::parse(money_json(*ranking.money));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
