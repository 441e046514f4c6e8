import { caseColumn, commandColumn } from "../columns.js";
import { axis, chart, labelText } from "../chart.js";
import { dataTable } from "../data_table.js";
import { figure, section } from "../figure.js";
import { percent } from "../quantity.js";
import { anchorOf, chipWords, shortName } from "../report.js";
import { element, foreign, visible } from "../text.js";

/** Steps of the colours, as parts above or below the median: what is slower gets darker and warm. */
const steps = [
  { below: 0.95, name: "faster by more than 5 %", colour: 1 },
  { below: 0.98, name: "faster by 2 to 5 %", colour: 2 },
  { below: 1.02, name: "within 2 %", colour: 3 },
  { below: 1.05, name: "slower by 2 to 5 %", colour: 4 },
  { below: Infinity, name: "slower by more than 5 %", colour: 5 },
];
const stepOf = (value) => steps.find(({ below }) => value < below);
const signed = (value) => `${value > 1 ? "+" : value < 1 ? "−" : ""}${(100 * Math.abs(value - 1)).toFixed(1)} %`;

function findingOf(entry) {
  const worst = entry.rows.map((row, index) => {
    const known = entry.relative[index].filter((value) => value !== null);
    return { row, mean: known.length ? Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length) : 1 };
  }).reduce((most, each) => (each.mean > most.mean ? each : most));
  return worst.mean > 1.02 ? `${visible(worst.row.host)} ${visible(worst.row.device)} (rank ${worst.row.rank}) takes ${percent(worst.mean - 1)} longer than the median device, over all of these cases.`
    : "Over all of these cases, no device takes more than 2 % longer than the median device.";
}

function cell(item, api) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const [width, height] = api.size([1, 1]);
  const step = item.relative === null ? null : stepOf(item.relative);
  const shape = { x: x - width / 2 + 0.5, y: y - height / 2 + 0.5, width: Math.max(1, width - 1), height: Math.max(1, height - 1) };
  const style = { fill: step ? `var(--heat-${step.colour})` : "var(--paper)", stroke: step ? "none" : "var(--rule-2)", lineDash: [2, 2] };
  const text = width > 34 && step && step.colour !== 3 ? [{ type: "text", style: { text: signed(item.relative).replace(" %", ""), x, y, align: "center", verticalAlign: "middle",
    fontSize: 10, fill: `var(--heat-ink-${step.colour})` } }] : [];
  return { type: "group", children: [{ type: "rect", shape, style }, ...text] };
}

function heatMap(report, entry, sentence) {
  const rowHeight = 20;
  const data = entry.relative.flatMap((values, y) => values.map((relative, x) => ({
    value: [x, y, relative ?? 1], relative, href: anchorOf(report.case(entry.cases[x])),
    tip: [`Rank ${entry.rows[y].rank}, ${visible(entry.rows[y].host)}, ${visible(entry.rows[y].device)}`, shortName(report.case(entry.cases[x]).name),
      relative === null ? "not measured" : `${signed(relative)} of the median over devices`],
  })));
  return chart(sentence, entry.rows.length * rowHeight + 130, (width) => ({
    grid: { left: Math.min(180, width * 0.3), right: 10, top: 8, bottom: 116 },
    xAxis: axis({ type: "category", data: entry.cases.map((index) => shortName(report.case(index).name)), splitLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...labelText, fontSize: 11, rotate: 50, interval: "auto", width: 120, overflow: "truncate", formatter: (value) => value } }),
    yAxis: axis({ type: "category", inverse: true, data: entry.rows.map((row) => `${visible(row.host)} ${visible(row.device)}`), splitLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...labelText, fontSize: 11, interval: "auto", width: Math.min(180, width * 0.3) - 10, overflow: "truncate", formatter: (value) => value } }),
    series: [{ type: "custom", data, encode: { x: 0, y: 1 }, renderItem: (params, api) => cell(data[params.dataIndex], api) }],
  }));
}

const legend = () => element("ul", { class: "key heat", "aria-label": "Time relative to the median device" }, steps.map(({ name, colour }) =>
  element("li", {}, element("span", { class: `swatch heat-${colour}`, "aria-hidden": "true" }), name)));

function oneFigure(report, entry) {
  const chip = report.chips[entry.chip];
  const title = `${chipWords(chip)}, run ${entry.run + 1}`;
  const finding = findingOf(entry);
  const rows = entry.rows.flatMap((row, y) => entry.cases.map((index, x) => ({ row, index, chip, relative: entry.relative[y][x] })));
  return figure({
    title, finding, controls: legend(), body: heatMap(report, entry, `Time of each device relative to the median device, for each case: ${title}. ${finding}`),
    table: dataTable({ caption: `Devices of ${title}`, rows, columns: [
      { title: "host", choice: true, value: ({ row }) => row.host, cell: ({ row }) => foreign(row.host) },
      { title: "device", choice: true, value: ({ row }) => row.device, cell: ({ row }) => foreign(row.device) },
      { title: "rank", kind: "number", value: ({ row }) => row.rank }, { ...caseColumn(report), heading: false },
      { title: "time to the median", kind: "number", value: ({ relative }) => relative, cell: ({ relative }) => (relative === null ? "not measured" : signed(relative)) },
      commandColumn(report),
    ] }),
  });
}

export function devices(report) {
  const entries = report.list("devices").filter((entry) => entry.rows.length > 1 && entry.cases.length > 0);
  if (entries.length === 0) return null;
  return section("devices", "Nodes and devices", element("p", { class: "lead" }, "Time of each device over the median of all devices of its run, case by case."),
    entries.map((entry) => oneFigure(report, entry)));
}
