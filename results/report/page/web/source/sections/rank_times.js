import { caseLink, chipLabel } from "../columns.js";
import { copyBlock } from "../copy_command.js";
import { axis, chart, labelText } from "../chart.js";
import { dataTable } from "../data_table.js";
import { figure, section } from "../figure.js";
import { colourOf } from "../marks.js";
import { duration, percent } from "../quantity.js";
import { chipWords, shortName } from "../report.js";
import { element, foreign, visible } from "../text.js";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function findingOf(entry) {
  const middle = median(entry.ranks.map((rank) => rank.p50));
  const slowest = entry.ranks.reduce((most, rank) => (rank.p50 > most.p50 ? rank : most));
  const behind = slowest.p50 / middle - 1;
  return behind > 0.02 ? `Rank ${slowest.rank} (${visible(slowest.host)}, ${visible(slowest.device)}) is ${percent(behind)} slower than the median rank.`
    : `No rank's median is more than ${percent(Math.max(behind, 0.001))} slower than the median rank.`;
}

function boxes(entry, chip, sentence) {
  return chart(sentence, 320, () => ({
    grid: { left: 74, right: 20, top: 16, bottom: 52 },
    xAxis: axis({ type: "category", data: entry.ranks.map((rank) => String(rank.rank)), name: "rank", splitLine: { show: false }, axisLabel: { hideOverlap: true } }),
    yAxis: axis({ type: "value", scale: true, name: "time of an iteration", nameGap: 58, axisLabel: { ...labelText, formatter: duration } }),
    series: [{
      type: "boxplot", boxWidth: [4, 22], itemStyle: { color: "var(--paper)", borderColor: colourOf(chip), borderWidth: 1.5 },
      data: entry.ranks.map((rank) => ({ value: [rank.p5, rank.p25, rank.p50, rank.p75, rank.p95],
        tip: [`Rank ${rank.rank}, ${visible(rank.host)}, ${visible(rank.device)}`, `median ${duration(rank.p50)}`, `middle half ${duration(rank.p25)} to ${duration(rank.p75)}`,
          `5th to 95th percentile ${duration(rank.p5)} to ${duration(rank.p95)}`, `${rank.n} iterations`] })),
    }],
  }));
}

const leftOut = ({ ranks_left_out: number }) => (number ? ` ${number} ranks between the fastest and the slowest are not drawn.` : "");

/** The figure of one case on one chip in one run. */
export function rankFigure(report, entry, level = 3) {
  const chip = report.chips[entry.chip];
  const case_ = report.case(entry.case);
  const title = `${shortName(case_.name)} on ${chipWords(chip)}, run ${entry.run + 1}`;
  const finding = findingOf(entry);
  const command = report.command(entry.case, entry.chip);
  const column = (name, key) => ({ title: name, kind: "number", value: (rank) => rank[key], cell: (rank) => duration(rank[key]) });
  const made = figure({
    title, finding, level, body: boxes(entry, chip, `Times of each rank: ${title}. ${finding}`), note: `Boxes hold the middle half of the iterations, whiskers reach from the 5th to the 95th percentile.${leftOut(entry)}`,
    controls: element("p", { class: "of" }, chipLabel(chip), " ", caseLink(case_)),
    table: dataTable({ caption: `Times of ranks: ${title}`, rows: entry.ranks, columns: [
      { title: "rank", kind: "number", value: (rank) => rank.rank },
      { title: "host", choice: true, value: (rank) => rank.host, cell: (rank) => foreign(rank.host) },
      { title: "device", value: (rank) => rank.device, cell: (rank) => foreign(rank.device) },
      { title: "iterations", kind: "number", value: (rank) => rank.n },
      column("p5", "p5"), column("p25", "p25"), column("median", "p50"), column("p75", "p75"), column("p95", "p95"),
    ] }),
  });
  if (command) made.append(copyBlock(command, `measures ${shortName(case_.name)} on ${chip.letter} again`));
  return made;
}

/** One figure at a time: a list of cases, a list of who ran them. */
export function rankTimes(report) {
  const entries = report.list("rank_times").filter((entry) => entry.ranks.length > 0);
  if (entries.length === 0) return null;
  const place = element("div", {});
  const cases = [...new Set(entries.map((entry) => entry.case))];
  const caseSelect = element("select", { id: "rank-times-case" }, cases.map((index) => element("option", { value: index }, shortName(report.case(index).name))));
  const chipSelect = element("select", { id: "rank-times-chip" });
  const who = (entry) => `${chipWords(report.chips[entry.chip])}, run ${entry.run + 1}`;
  const offered = () => entries.filter((entry) => entry.case === Number(caseSelect.value));
  const show = () => place.replaceChildren(rankFigure(report, offered()[chipSelect.selectedIndex]));
  const offer = () => {
    const before = chipSelect.value;
    chipSelect.replaceChildren(...offered().map((entry) => element("option", {}, who(entry))));
    if ([...chipSelect.options].some((option) => option.value === before)) chipSelect.value = before;
    show();
  };
  caseSelect.addEventListener("change", offer);
  chipSelect.addEventListener("change", show);
  offer();
  return section("ranks", "Times of each rank",
    element("div", { class: "filters" }, element("label", { for: "rank-times-case" }, "Case"), caseSelect, element("label", { for: "rank-times-chip" }, "Chip"), chipSelect), place);
}
