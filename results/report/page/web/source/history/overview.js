// All lasting changes at once: which cases changed when, and what changed beside them.
import { axis, chart, labelText } from "../chart.js";
import { figure, section } from "../figure.js";
import { roomFor, rowLabels } from "../forest.js";
import { counted, visible } from "../text.js";
import { dayOf, dayTicks } from "./history.js";
import { fontSize, labelPlaces } from "./labels.js";
import { gravity, stateMark } from "./states.js";
import { changesTable } from "./tables.js";
import { changeLines, changePercent } from "./words.js";

/** Rows that a chart of changes has; the table has all. */
const mostRows = 40;

function changesChart(history, rows, sentence) {
  const rowHeight = 22;
  // ECharts copies its data with all that hangs on it, so the changes stay beside it.
  const changes = rows.flatMap((series) => series.changes);
  const marks = rows.flatMap((series, y) => series.changes.map((change) => ({
    value: [change.run - 0.5, y], href: series.anchor, tip: [series.short, ...changeLines(change, history), visible(history.runs[change.run].file), visible(history.runs[change.run].uuid)],
  })));
  const setups = history.setups.map((run) => ({ value: [run - 0.5, 0], tip: [`Setup, ${dayOf(history.runs[run])}`, ...history.runs[run].changes.map(visible)] }));
  return chart(sentence, rows.length * rowHeight + 66, (width) => {
    const labels = Math.min(width * 0.34, roomFor(rows.map((series) => series.short)));
    const ticks = dayTicks(history.runs, 0, width - labels);
    return {
      grid: { left: labels, right: 24, top: 16, bottom: 36 },
      xAxis: axis({ type: "value", min: -0.5, max: history.runs.length - 0.5, splitLine: { show: false }, axisTick: { customValues: ticks.at, lineStyle: { color: "var(--rule-2)" } },
        axisLabel: { customValues: ticks.at, hideOverlap: true, formatter: ticks.show } }),
      yAxis: { ...rowLabels(rows.map((series) => series.short), labels), axisLine: { onZero: false, lineStyle: { color: "var(--rule-2)" } }, splitLine: { show: true, lineStyle: { color: "var(--rule)" } } },
      series: [
        { type: "custom", data: setups, encode: { x: 0, y: 1 }, z: 1, clip: false, renderItem({ coordSys: { y, height } }, api) {
          const [x] = api.coord([api.value(0), 0]);
          return { type: "group", children: [
            { type: "rect", shape: { x: x - 3, y: y - 6, width: 6, height: height + 6 }, style: { fill: "transparent" } },
            { type: "line", shape: { x1: x, y1: y - 6, x2: x, y2: y + height }, style: { stroke: "var(--setup)", lineWidth: 1, lineDash: [3, 3] } },
            { type: "rect", shape: { x: x - 3.5, y: y - 10, width: 7, height: 7 }, style: { fill: "var(--paper)", stroke: "var(--setup)", lineWidth: 1.5 } },
          ] };
        } },
        { type: "custom", data: marks, encode: { x: 0, y: 1 }, z: 3, clip: false, renderItem(params, api) {
          const [x, y] = api.coord([api.value(0), api.value(1)]);
          const change = changes[params.dataIndex];
          const { x: left, width: wide } = params.coordSys;
          const row = change.series.changes.map((each) => ({ x: api.coord([each.run - 0.5, 0])[0], said: changePercent(each.ratio), weight: gravity(each.state) }));
          const label = labelPlaces(row, left, left + wide + 20)[change.number];
          return { type: "group", children: [stateMark(change.state, x, y, 5.5), ...(label ? [{ type: "text",
            style: { text: changePercent(change.ratio), x: label.x, y, align: label.align, verticalAlign: "middle", fontSize, fill: labelText.color, stroke: "var(--paper)", lineWidth: 3 } }] : [])] };
        } },
      ],
    };
  });
}

export function overview(history) {
  const changed = history.gravestFirst.filter((series) => series.changes.length > 0);
  if (changed.length === 0) return null;
  const rows = changed.slice(0, mostRows);
  const finding = `${counted(history.changes.length, "lasting change")} in ${counted(changed.length, "case")}, ${history.changes.filter((change) => change.ratio < 1).length} of them losses; dashed where the setup changed.`;
  return section("changes", "What changed when", figure({
    title: "Changes by case and night", finding, body: changesChart(history, rows, `Which cases changed on which night. ${finding}`),
    note: changed.length > rows.length ? `The ${mostRows} gravest of ${changed.length} cases are drawn; the table has all.` : null,
    table: () => changesTable(history),
  }));
}
