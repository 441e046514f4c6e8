import { chipLabel, caseColumn, commandColumn } from "../columns.js";
import { curves } from "../curves.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { figure, section } from "../figure.js";
import { logSpan } from "../log_scale.js";
import { joined, percent, quantity, quantityParts, tickQuantity } from "../quantity.js";
import { anchorOf, chipWords, shortName } from "../report.js";
import { element, listed, sourceText, visible } from "../text.js";

/** The roof of one dtype over the span of the axis: a slope of memory, a ceiling of the peak, as far as these are known. */
function roofOf({ peak, memory }, { low, high }) {
  if (!peak) return [];
  if (!memory) return [[low, peak.value], [high, peak.value]];
  const ridge = peak.value / memory.value;
  if (ridge >= high) return [[low, low * memory.value], [high, high * memory.value]];
  return ridge <= low ? [[low, peak.value], [high, peak.value]] : [[low, low * memory.value], [ridge, peak.value], [high, peak.value]];
}

/** The part of the roof above a point that the point reaches. */
function reach({ peak, memory }, point) {
  if (!peak) return null;
  return point.figure.point / Math.min(peak.value, memory ? memory.value * point.flops_per_byte : Infinity);
}

/** What stands over a ceiling: all dtypes that share it, once. */
function ceilingName(roofs, roof) {
  const same = roofs.filter((other) => roof.peak && other.peak?.value === roof.peak.value);
  return same[0] === roof ? same.map((each) => visible(each.dtype)).join(", ") : "";
}

const dtypeDashes = ["solid", [8, 3], [2, 2], [8, 3, 2, 3], [4, 4], [12, 3]];

function chipFigure(report, chip, roofs) {
  // Dtypes of one chip differ by mark and dash, so each takes the place of a chip there.
  const kinds = roofs.map((roof, index) => ({ ...chip, index, letter: visible(roof.dtype), name: visible(roof.dtype) }));
  const all = roofs.flatMap((roof, kind) => roof.points.map((point) => ({ roof, point, kind: kinds[kind], index: point.case, chip })));
  const spanX = logSpan(all.map(({ point }) => point.flops_per_byte), 0.12);
  const heights = [...all.map(({ point }) => point.figure.point), ...roofs.flatMap((roof) => (roof.peak ? [roof.peak.value] : []))];
  const best = all.reduce((most, each) => ((reach(each.roof, each.point) ?? 0) > (most ? reach(most.roof, most.point) : 0) ? each : most), null);
  const finding = best ? `Closest to its roof: ${shortName(report.case(best.index).name)}, ${percent(reach(best.roof, best.point))} of what peak and memory allow.`
    : "No peak of this chip is known, so there is no roof to compare with.";
  const sources = new Map(roofs.flatMap((roof) => [roof.peak, roof.memory]).filter(Boolean).map((limit) => [`${limit.source}|${limit.origin}`, limit]));
  const made = figure({
    title: `Roofline: ${chipWords(chip)}`, finding, chips: undefined,
    controls: element("ul", { class: "key", "aria-label": "dtypes" }, kinds.map((kind) => element("li", {}, chipLabel({ ...kind, origin: "measured", letter: "", row: { label: kind.name } })))),
    body: curves({ sentence: `FLOP/s against FLOP per byte of ${chipWords(chip)}, for ${listed(kinds.map((kind) => kind.name))}. ${finding}`,
      points: all.map(({ roof, point, kind }) => ({ x: point.flops_per_byte, chip: kind, interval: point.figure, href: anchorOf(report.case(point.case)),
        tip: [shortName(report.case(point.case).name), joined(quantityParts(point.figure, "FLOP/s")), `${Number(point.flops_per_byte.toPrecision(4))} FLOP per byte`,
          reach(roof, point) ? `${percent(reach(roof, point))} of the roof` : ""].filter(Boolean) })),
      lines: roofs.map((roof, index) => ({ chip: kinds[index], at: roofOf(roof, spanX), dash: dtypeDashes[index % dtypeDashes.length], width: 1.5, name: ceilingName(roofs, roof) })),
      spanX, spanY: logSpan(heights, 0.1), xName: "FLOP per byte that must move", yName: "FLOP/s", showX: (value) => String(value), showY: tickQuantity }),
    table: dataTable({ caption: `Roofline of ${chipWords(chip)}`, rows: all, columns: [
      caseColumn(report, (row) => row.point.case),
      { title: "FLOP/byte", kind: "number", value: ({ point }) => point.flops_per_byte, cell: ({ point }) => point.flops_per_byte.toPrecision(4) },
      intervalColumns("figure", ({ point }) => point.figure, (interval) => quantityParts(interval, "FLOP/s")),
      { title: "peak", kind: "number", value: ({ roof }) => roof.peak?.value, cell: ({ roof }) => (roof.peak ? quantity(roof.peak.value, "FLOP/s") : "") },
      { title: "of the roof", kind: "number", value: ({ roof, point }) => reach(roof, point), cell: ({ roof, point }) => (reach(roof, point) ? percent(reach(roof, point)) : "") },
      commandColumn(report),
    ] }),
  });
  if (sources.size > 0) made.append(element("p", { class: "note" }, "Limits: ", [...sources.values()].map((limit, index) => [index ? "; " : "", visible(limit.origin), ", ", sourceText(limit.source)])));
  return made;
}

export function roofline(report) {
  const list = report.list("rooflines").filter((roof) => roof.points.length > 0);
  if (list.length === 0) return null;
  const chips = [...new Set(list.map((roof) => roof.chip))].map((index) => report.chips[index]);
  return section("roofline", "Rooflines",
    element("p", { class: "lead" }, "What memory (the slope) and arithmetic (the ceiling) allow, and what was reached, for each dtype."),
    element("div", { class: "panels" }, chips.map((chip) => chipFigure(report, chip, list.filter((roof) => roof.chip === chip.index)))));
}
