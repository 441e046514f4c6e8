import { barsFromOne } from "../bars.js";
import { caseColumn, chipColumn, commandColumn } from "../columns.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { figure, section } from "../figure.js";
import { forest } from "../forest.js";
import { joined, quantityParts, ratioParts, tickRatio } from "../quantity.js";
import { anchorOf, chipWords, shortName } from "../report.js";
import { scoreTable } from "../score_chart.js";
import { counted, element, foreign, visible } from "../text.js";
import { rankingWords } from "../words.js";

/** All groups side by side: a bar from the baseline to each chip's score. */
function overview(report, groups) {
  const rows = groups.map((group) => ({ label: visible(group.group), bars: group.scores.map((score) => ({
    chip: report.chips[score.chip], interval: score.ratio,
    tip: [chipWords(report.chips[score.chip]), visible(group.group), `${joined(ratioParts(score.ratio))} of ${report.baselineName}`],
  })) }));
  const finding = groups.map((group) => `${visible(group.group)}: ${rankingWords(report, group.scores)}`);
  return figure({
    title: `All groups relative to ${report.baselineName}`, chips: report.chips,
    finding: `Bars start at ${report.baselineName}: to the right a chip is faster, to the left slower.`,
    body: barsFromOne({ sentence: `Scores by group relative to ${report.baselineName}. ${finding.join(" ")}`, rows, name: `times ${report.baselineName} (logarithmic)`, lineName: report.baselineName, show: tickRatio }),
    table: dataTable({ caption: "Scores by group", rows: groups.flatMap((group) => group.scores.map((score) => ({ group, score }))), columns: [
      { title: "group", choice: true, heading: true, value: (row) => row.group.group },
      chipColumn((row) => report.chips[row.score.chip]),
      { title: "rank", kind: "number", value: (row) => row.score.rank },
      intervalColumns("ratio", (row) => row.score.ratio, ratioParts),
    ] }),
  });
}

/** Every case of a group: where each chip stands. */
function casesOf(report, group) {
  const results = report.results.filter(({ case_ }) => case_.group === group.group);
  const indices = [...new Set(results.map(({ index }) => index))];
  const rows = indices.map((index) => ({
    label: shortName(report.case(index).name),
    points: results.filter((each) => each.index === index && each.result.ratio).map(({ case_, chip, result }) => ({
      chip, interval: result.ratio, href: anchorOf(case_),
      tip: [shortName(case_.name), chipWords(chip), `${joined(ratioParts(result.ratio))} of ${report.baselineName}`, joined(quantityParts(result.figures.figure, result.figures.unit)),
        result.standing === "counted" ? "" : `not in the score: ${visible(result.standing_reason)}`].filter(Boolean),
    })),
  })).filter((row) => row.points.length > 0);
  const table = dataTable({ caption: `Cases of ${visible(group.group)}`, rows: results, columns: [
    caseColumn(report), chipColumn(),
    intervalColumns("ratio", ({ result }) => result.ratio, ratioParts),
    intervalColumns("figure", ({ result }) => result.figures?.figure, (interval, { result }) => quantityParts(interval, result.figures.unit)),
    { title: "counts", choice: true, value: ({ result }) => result.standing },
    commandColumn(report),
  ] });
  if (rows.length === 0) return table;
  const size = report.chips.length > 3 ? 12 + 7 * Math.min(report.chips.length, 8) : 28;
  return figure({
    title: `Cases of ${visible(group.group)}`, level: 4, chips: report.chips.filter((chip) => results.some((each) => each.chip === chip && each.result.ratio)),
    finding: group.scores.length > 0 ? rankingWords(report, group.scores) : `No score: ${visible(group.reason)}.`,
    body: forest({ sentence: `Ratios of ${counted(rows.length, "case")} of ${visible(group.group)} to ${report.baselineName}, with intervals. ${rankingWords(report, group.scores)}`,
      rows, line: 1, lineName: report.baselineName, name: `times ${report.baselineName} (logarithmic)`, show: tickRatio, rowHeight: size }),
    table,
  });
}

function oneGroup(report, group, number) {
  const scores = group.scores.length === 0 ? element("p", {}, "No score: ", foreign(group.reason), ".")
    : scoreTable(report, `Scores of ${visible(group.group)}`, group.scores.map((score) => ({ score, scores: group.scores })));
  return element("section", { class: "group", "aria-labelledby": `group-${number}` },
    element("h3", { id: `group-${number}` }, foreign(group.group)),
    element("p", { class: "describes" }, `${counted(group.counted.length, "case")} in the score, ${group.left_out} left out.`), scores, casesOf(report, group));
}

export function groups(report) {
  const { groups: all } = report.ranking;
  const scored = all.filter((group) => group.scores.length > 0);
  return section("groups", "Groups of cases", scored.length > 0 ? overview(report, scored) : null, all.map((group, number) => oneGroup(report, group, number)));
}
