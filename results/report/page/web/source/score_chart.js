import { intervalColumns, dataTable } from "./data_table.js";
import { chipColumn } from "./columns.js";
import { forest } from "./forest.js";
import { joined, ratioParts, tickRatio } from "./quantity.js";
import { chipWords, originOf } from "./report.js";
import { rankingWords, rankText, ranks } from "./words.js";

/** Scores as rows with intervals; chips that share a rank stand on common ground. */
export function scoreChart(report, scores, title, href) {
  const tied = new Set(ranks(scores).filter(({ members }) => members.length > 1).map(({ rank }) => rank));
  const rows = scores.map((score) => {
    const chip = report.chips[score.chip];
    return {
      label: `${rankText(score, scores)}  ${chip.letter}  ${chip.name}${originOf(chip)}`, band: tied.has(score.rank), said: joined(ratioParts(score.ratio)),
      points: [{ chip, interval: score.ratio, href, tip: [chipWords(chip), `rank ${rankText(score, scores)}`, `${joined(ratioParts(score.ratio))} of ${report.baselineName}`] }],
    };
  });
  return forest({ sentence: `${title}, relative to ${report.baselineName}. ${rankingWords(report, scores)}`, rows, line: 1, rowHeight: 34, lineName: report.baselineName,
    name: `times ${report.baselineName} (logarithmic)`, show: tickRatio });
}

const verdictWords = { comparable: "comparable to the baseline", different: "different from the baseline", undecided: "undecided" };

/** @param {{score: any, scores: any[], way?: string}[]} rows */
export function scoreTable(report, caption, rows) {
  const chipOf = (row) => report.chips[row.score.chip];
  return dataTable({ caption, rows, columns: [
    { title: "rank", kind: "number", value: (row) => row.score.rank, cell: (row) => rankText(row.score, row.scores) },
    { ...chipColumn(chipOf), heading: true },
    intervalColumns("ratio", (row) => row.score.ratio, ratioParts),
    rows.some((row) => row.way) ? { title: "cases", choice: true, value: (row) => row.way } : [],
    rows.some((row) => row.score.to_baseline) ? { title: `within ${Math.round(100 * (report.ranking.margin ?? 0.05))} %`, value: (row) => verdictWords[row.score.to_baseline] ?? row.score.no_verdict } : [],
    { title: "origin", value: (row) => chipOf(row).origin },
  ] });
}
