import { caseColumn, chipColumn, commandColumn } from "../columns.js";
import { curves } from "../curves.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { figure, section } from "../figure.js";
import { logSpan } from "../log_scale.js";
import { dashOf } from "../marks.js";
import { binaryBytes, joined, percent, quantity, quantityParts, tickQuantity } from "../quantity.js";
import { anchorOf, chipWords, shortName } from "../report.js";
import { element, sourceText, visible } from "../text.js";

/** Powers of two within the span, so many that their texts fit. */
function sizeTicks({ low, high }, wanted) {
  const [first, last] = [Math.ceil(Math.log2(low)), Math.floor(Math.log2(high))];
  const step = Math.max(1, Math.ceil((last - first) / wanted));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 2 ** (first + i * step));
}

function oneFigure(report, { group, series, chips: all }) {
  const lines = all.filter((each) => each.points.length > 0).map((each) => ({ ...each, chip: report.chips[each.chip] }));
  if (lines.length === 0) return null;
  const limited = lines.filter(({ limit }) => limit).map(({ chip }) => chip);
  const rows = lines.flatMap(({ chip, ranks, limit, points }) => points.map((point) => ({ chip, ranks, limit, point, index: point.case })));
  const spanX = logSpan(rows.map(({ point }) => point.bytes), 0.05);
  const spanY = logSpan([...rows.map(({ point }) => point.busbw.point), ...lines.flatMap(({ limit }) => (limit ? [limit.value] : []))], 0.08);
  const best = rows.reduce((most, each) => (each.point.busbw.point > most.point.busbw.point ? each : most));
  const over = rows.filter(({ limit, point }) => limit && (point.busbw.low ?? point.busbw.point) > limit.value);
  const part = best.limit ? `, ${percent(best.point.busbw.point / best.limit.value)} of its limit` : "";
  const finding = `Highest: ${chipWords(best.chip)}, ${joined(quantityParts(best.point.busbw, "B/s"))} at ${binaryBytes(best.point.bytes)}${part}.` +
    (over.length > 0 ? ` ${over.length === 1 ? "One point lies" : `${over.length} points lie`} above what the links carry.` : "");
  const title = `${visible(group)}: ${visible(series)}`;
  const sources = [...new Set(lines.flatMap(({ limit }) => (limit ? [limit.source] : [])))];
  const made = figure({
    title, finding, chips: [...new Set(lines.map(({ chip }) => chip))],
    body: curves({ sentence: `Bus bandwidth against message size: ${title}. ${finding}`, spanX, spanY,
      points: rows.map(({ chip, ranks, limit, point }) => ({ x: point.bytes, chip, interval: point.busbw, href: anchorOf(report.case(point.case)),
        tip: [chipWords(chip), `${ranks} ranks`, binaryBytes(point.bytes), joined(quantityParts(point.busbw, "B/s")), limit ? `limit ${quantity(limit.value, "B/s")}` : "limit unknown"] })),
      lines: lines.flatMap(({ chip, limit, points }) => [
        { chip, at: [...points].sort((a, b) => a.bytes - b.bytes).map((point) => [point.bytes, point.busbw.point]), dash: dashOf(chip), width: 1.5 },
        ...(limit ? [{ chip, at: [[spanX.low, limit.value], [spanX.high, limit.value]], dash: [2, 3], width: 1, name: `limit ${chip.letter}`, inset: 46 * limited.indexOf(chip) }] : []),
      ]),
      ticksX: sizeTicks(spanX, 8), xName: "message size", yName: "bus bandwidth, B/s", showX: binaryBytes, showY: tickQuantity }),
    note: "Dotted: one-way bandwidth of each chip's links, above which no figure can be right.",
    table: dataTable({ caption: `Bus bandwidth: ${title}`, rows, columns: [
      caseColumn(report), chipColumn(), { title: "ranks", kind: "number", value: ({ ranks }) => ranks },
      { title: "size", kind: "number", value: ({ point }) => point.bytes, cell: ({ point }) => binaryBytes(point.bytes) },
      intervalColumns("bus bandwidth", ({ point }) => point.busbw, (interval) => quantityParts(interval, "B/s")),
      { title: "limit", kind: "number", value: ({ limit }) => limit?.value, cell: ({ limit }) => (limit ? quantity(limit.value, "B/s") : "") },
      { title: "of the limit", kind: "number", value: ({ limit, point }) => (limit ? point.busbw.point / limit.value : null),
        cell: ({ limit, point }) => (limit ? percent(point.busbw.point / limit.value) : "") },
      commandColumn(report),
    ] }),
  });
  if (sources.length > 0) made.append(element("p", { class: "note" }, "Limits: ", sources.map((source, index) => [index ? "; " : "", sourceText(source)])));
  return made;
}

export function busBandwidth(report) {
  const made = report.list("bus_bandwidth").map((each) => oneFigure(report, each)).filter(Boolean);
  return made.length > 0 ? section("bandwidth", "Bandwidth against message size", made) : null;
}
