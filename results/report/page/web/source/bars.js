import { chart } from "./chart.js";
import { baselineMark, endsWithin, roomFor, rowLabels } from "./forest.js";
import { logAxis, logSpan, logTicks, place } from "./log_scale.js";
import { colourOf, hatch } from "./marks.js";

const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: "var(--ink)", lineWidth: 1.25 } });

/** A bar from the baseline, its interval, and the chip's letter at its end. */
function drawn(bar, api, shift, thickness) {
  const [one, middle] = api.coord([0, api.value(1)]);
  const [low, x, high] = bar.places.map((value) => api.coord([value, api.value(1)])[0]);
  const y = middle + shift;
  const style = { fill: bar.chip.measured ? colourOf(bar.chip) : "var(--paper)", stroke: colourOf(bar.chip), lineWidth: 1, decal: bar.chip.measured ? hatch(bar.chip) : undefined };
  const right = x >= one;
  return { type: "group", children: [
    { type: "rect", shape: { x: Math.min(one, x), y: y - thickness / 2, width: Math.abs(x - one), height: thickness }, style },
    ...(high - low > 1 ? [line(low, y, high, y)] : []),
    { type: "text", style: { text: bar.chip.letter, x: right ? Math.max(x, high) + 4 : Math.min(x, low) - 4, y, align: right ? "left" : "right", verticalAlign: "middle",
      fontSize: 11, fill: "var(--ink)" } },
  ] };
}

/** Bars that start at 1, on a logarithmic axis: twice as fast is as long as half as fast. */
export function barsFromOne({ sentence, rows, name, lineName, show }) {
  const thickness = 12;
  const most = rows.reduce((count, row) => Math.max(count, row.bars.length), 1);
  const rowHeight = most * (thickness + 3) + 16;
  const bounds = [1, ...rows.flatMap((row) => row.bars.flatMap(({ interval }) => endsWithin(interval)))];
  const span = logSpan(bounds);
  const data = rows.flatMap((row, y) => row.bars.map((bar, k) => {
    const { low, point, high } = bar.interval;
    const places = [low ?? point, point, high ?? point].map((value) => place(Math.min(span.high, Math.max(value, span.low))));
    return { value: [places[1], y], bar: { ...bar, places }, shift: (k - (row.bars.length - 1) / 2) * (thickness + 3), tip: bar.tip };
  }));
  return chart(sentence, rows.length * rowHeight + 76, (width) => {
    const labels = Math.min(width * 0.3, roomFor(rows.map((row) => row.label)));
    return {
      grid: { left: labels, right: 26, top: 24, bottom: 52 },
      xAxis: logAxis(span, { ticks: logTicks(span.low, span.high, Math.max(2, Math.floor((width - labels) / 90))), show, name }),
      yAxis: rowLabels(rows.map((row) => row.label), labels, "break"),
      series: [{ type: "custom", data, encode: { x: 0, y: 1 }, clip: false,
        renderItem: (params, api) => drawn(data[params.dataIndex].bar, api, data[params.dataIndex].shift, thickness),
        markLine: baselineMark(0, lineName) }],
    };
  });
}
