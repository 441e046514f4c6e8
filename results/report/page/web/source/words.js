// What a ranking says, in sentences.
import { ratio, ratioParts, joined } from "./quantity.js";
import { chipWords } from "./report.js";
import { listed } from "./text.js";

/** Scores of equal rank together, best first. */
export function ranks(scores) {
  const groups = new Map();
  for (const score of scores) groups.set(score.rank, [...(groups.get(score.rank) ?? []), score]);
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([rank, members]) => ({ rank, members }));
}

/** "2=" for a shared rank. */
export const rankText = (score, scores) => `${score.rank}${scores.filter((other) => other.rank === score.rank).length > 1 ? "=" : ""}`;

export function rankingWords(report, scores) {
  if (scores.length === 0) return "";
  const named = (score) => chipWords(report.chips[score.chip]);
  const [first, ...rest] = ranks(scores);
  const sentences = [];
  if (scores.length === 1) {
    sentences.push(`${named(scores[0])} is at ${joined(ratioParts(scores[0].ratio))} of the baseline.`);
  } else if (first.members.length > 1) {
    sentences.push(`${listed(first.members.map(named))} share the first rank: their intervals overlap.`);
  } else {
    sentences.push(`${named(first.members[0])} ranks first, at ${ratio(first.members[0].ratio.point)} of the baseline.`);
  }
  const tied = rest.filter(({ members }) => members.length > 1);
  for (const { rank, members } of tied) sentences.push(`${listed(members.map(named))} share rank ${rank}: their intervals overlap.`);
  const last = rest.at(-1);
  if (last && last.members.length === 1) sentences.push(`${named(last.members[0])} ranks last, at ${ratio(last.members[0].ratio.point)}.`);
  return sentences.join(" ");
}

/** What nobody may read out of this report. */
export function cannotBeConcluded(report) {
  const { ranking, chips } = report;
  const out = [];
  if (!ranking.baseline.measured) {
    out.push("That a chip is comparable to an H20, better or worse: the baseline is a table of published figures and datasheet bounds, " +
      "not a measurement. Single reports and bounds that no chip reaches yield no verdict. For one, run the same suite on an H20 and pass " +
      "its file as --baseline.");
  }
  const unmeasured = chips.filter((chip) => !chip.measured);
  if (unmeasured.length > 0) {
    out.push(`How ${listed(unmeasured.map(chipWords))} would do when measured here: ${unmeasured.length > 1 ? "these numbers are" : "its numbers are"} ` +
      "not measurements of this program. Marks that are not measured are hollow in all charts.");
  }
  if (ranking.profiles?.some((profile) => ranks(profile.excluded ?? []).some(({ members }) => members.length > 1)) ||
      ranking.groups.some((group) => ranks(group.scores).some(({ members }) => members.length > 1))) {
    out.push("Which of two chips that share a rank is faster: their intervals overlap.");
  }
  if (chips.some((chip) => (chip.row.runs.length) === 1)) {
    out.push("How much two machines with the same chip differ: the interval of a chip with a single run covers what varied between and within " +
      "the rounds of that run.");
  }
  out.push("How other shapes, sizes, dtypes, numbers of devices and library versions than those listed would rank.");
  return out;
}
