import { caseColumn, chipLabel, commandColumn } from "../columns.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { figure, section } from "../figure.js";
import { forest } from "../forest.js";
import { joined, percent, percentParts } from "../quantity.js";
import { anchorOf, chipWords, shortName } from "../report.js";
import { element, visible } from "../text.js";

const words = { peak: "of the datasheet's peak", probe: "of the probe beside it", memory: "of memory bandwidth", link: "of link bandwidth" };

/** The fractions of a result, each as [kind, interval]. */
function fractionsOf(result) {
  const found = [];
  if (result.fraction) found.push([words[result.fraction.of] ?? `of ${result.fraction.of}`, result.fraction.value]);
  if (result.fraction_at_clock) found.push(["of the peak at the sampled clock", result.fraction_at_clock.value]);
  if (result.fraction_of_best) found.push(["of the best known measured rate", result.fraction_of_best.value]);
  if (result.fraction_of_h20) found.push(["of the H20's rate", result.fraction_of_h20.value]);
  return found;
}

function chipFigure(report, chip) {
  const results = report.results.filter((each) => each.chip === chip && each.result.figures && visible(each.case_.name).startsWith("matmul:"));
  const rows = results.flatMap(({ case_, index, result }) => fractionsOf(result).map(([kind, value]) => ({ case_, index, chip, result, kind, value })));
  if (rows.length === 0) return null;
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const as = (kind) => ({ ...chip, index: kinds.indexOf(kind), measured: chip.measured, letter: "", name: kind, origin: "measured", row: { label: kind } });
  const cases = [...new Set(rows.map(({ index }) => index))];
  const best = rows.filter(({ kind }) => kind === kinds[0]).reduce((most, each) => (!most || each.value.point > most.value.point ? each : most), null);
  const finding = `At most ${joined(percentParts(best.value))} ${kinds[0]}, by ${shortName(best.case_.name)}.`;
  return figure({
    title: `Fractions: ${chipWords(chip)}`, finding,
    controls: element("ul", { class: "key", "aria-label": "Fractions" }, kinds.map((kind) => element("li", {}, chipLabel(as(kind))))),
    body: forest({ sentence: `Fractions of what ${chipWords(chip)} could do, for each multiplication. ${finding}`, log: false, rowHeight: 12 + 7 * kinds.length, line: 1, lineName: "100 %",
      name: "reached", show: (value) => `${Math.round(100 * value)} %`,
      rows: cases.map((index) => ({ label: shortName(report.case(index).name), points: rows.filter((each) => each.index === index).map(({ case_, kind, value }) => ({
        chip: as(kind), interval: value, href: anchorOf(case_), tip: [shortName(case_.name), `${joined(percentParts(value))} ${kind}`] })) })) }),
    table: dataTable({ caption: `Fractions of ${chipWords(chip)}`, rows, columns: [
      caseColumn(report), { title: "fraction", choice: true, value: ({ kind }) => kind },
      intervalColumns("value", ({ value }) => value, percentParts), commandColumn(report),
    ] }),
  });
}

export function fractions(report) {
  const made = report.chips.map((chip) => chipFigure(report, chip)).filter(Boolean);
  return made.length > 0 ? section("fractions", "Fractions of what each chip could do", element("div", { class: "panels" }, made)) : null;
}
