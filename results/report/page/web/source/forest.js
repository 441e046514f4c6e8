// Points with their intervals, row by row: how scores, cases and fractions are drawn.
import { chart, axis, labelText } from "./chart.js";
import { logAxis, logSpan, logTicks, place } from "./log_scale.js";
import { colourOf, mark } from "./marks.js";

/**
 * @typedef {{chip: import("./report.js").Chip, interval: import("./report.js").Interval, tip: string[], href?: string,
 *   as?: object}} Point  `as` may replace the chip that the mark is drawn as
 * @typedef {{label: string, points: Point[], band?: boolean, said?: string}} Row  `said` stands at the right
 */

/** Each point's place within its row, so that marks of several chips do not cover each other. */
function items(rows, rowHeight, scale) {
  return rows.flatMap((row, y) => row.points.map((point, k) => {
    const room = Math.min(9, (rowHeight - 10) / row.points.length);
    const { low, high } = point.interval;
    return {
      value: [scale(low ?? point.interval.point), scale(point.interval.point), scale(high ?? point.interval.point), y],
      shift: (k - (row.points.length - 1) / 2) * room,
      point, tip: point.tip, href: point.href,
    };
  }));
}

const line = (x1, y1, x2, y2, style) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });

/** A whisker from low to high with caps, and the mark. What reaches beyond the chart ends at its edge, without a cap. */
function drawn(item, { coordSys }, api, size) {
  const [begin, end] = [coordSys.x, coordSys.x + coordSys.width];
  const [x, y] = api.coord([api.value(1), api.value(3)]);
  const x1 = Math.max(begin, api.coord([api.value(0), api.value(3)])[0]);
  const x2 = Math.min(end, api.coord([api.value(2), api.value(3)])[0]);
  const at = y + item.shift;
  const stroke = { stroke: colourOf(item.point.chip), lineWidth: 1.75 };
  const cap = size * 1.15;
  const whisker = x2 - x1 < 1 ? [] : [line(x1, at, x2, at, stroke), ...[x1, x2].filter((cut) => cut > begin && cut < end).map((cut) => line(cut, at - cap, cut, at + cap, stroke))];
  return { type: "group", children: [...whisker, mark(item.point.chip, x, at, size)] };
}

/** A ground for rows that belong together, such as ties, and for every second row of several marks. */
function bands(rows) {
  const data = rows.flatMap((row, y) => (row.band ?? (row.points.length > 1 && y % 2 === 1) ? [{ value: [0, y] }] : []));
  return {
    type: "custom", silent: true, data, encode: { x: -1, y: 1 }, z: 0,
    renderItem(params, api) {
      const y = api.coord([0, api.value(1)])[1];
      const height = api.size([0, 1])[1];
      const { x, width } = params.coordSys;
      return { type: "rect", shape: { x, y: y - height / 2, width, height }, style: { fill: "var(--band)" } };
    },
  };
}

/** Pixels that the longest of these texts takes, about. */
export const roomFor = (texts) => 18 + 5.9 * texts.reduce((most, each) => Math.max(most, each.length), 0);

/** Texts beside the rows, which begin at the edge of the chart or, at the right, beside the rows. */
export function rowLabels(texts, room, overflow = "truncate") {
  return axis({
    type: "category", inverse: true, data: texts.map((text, row) => `${row}`), splitLine: { show: false }, axisTick: { show: false },
    axisLabel: { ...labelText, color: "var(--ink)", interval: 0, align: "left", margin: room, width: room - 10, overflow, lineHeight: 13, ellipsis: "…", formatter: (row) => texts[Number(row)] },
  });
}

/** The line of the baseline across the chart. */
export function baselineMark(at, name) {
  return {
    silent: true, symbol: "none", animation: false,
    lineStyle: { color: "var(--ink)", width: 1.25, type: "solid" },
    label: { formatter: () => name, color: "var(--ink)", fontSize: 12, position: "start", distance: 4 },
    data: [{ xAxis: at }],
  };
}

/** An interval's ends as far as an axis should reach for them: one that is wide beyond use must not squeeze all others. */
export const endsWithin = ({ low, point, high }) => [Math.max(low ?? point, point / 2), point, Math.min(high ?? point, point * 2)];

/**
 * @param {object} options
 * @param {string} options.sentence  what it shows
 * @param {Row[]} options.rows  from top to bottom
 * @param {string} options.name  of the axis, with its unit
 * @param {boolean} [options.log]  logarithmic, for ratios
 * @param {number} [options.line]  where the baseline is
 * @param {string} [options.lineName]
 * @param {(value: number) => string} options.show  a tick's text
 * @param {number} [options.rowHeight]
 */
export function forest({ sentence, rows, name, log = true, line: at, lineName = "", show, rowHeight = 30, labelShare = 0.38 }) {
  const bounds = rows.flatMap((row) => row.points.flatMap(({ interval }) => endsWithin(interval)));
  const scale = log ? (value) => place(Math.max(value, least)) : (value) => value;
  const positive = bounds.filter((value) => value > 0);
  const least = positive.length ? Math.min(...positive) : 1;
  if (at !== undefined) bounds.push(at);
  const height = rows.length * rowHeight + 76;
  const marks = items(rows, rowHeight, scale);
  return chart(sentence, height, (width) => {
    const labels = Math.min(width * labelShare, roomFor(rows.map((row) => row.label)));
    const saying = width > 460 && rows.some((row) => row.said);
    const right = saying ? roomFor(rows.map((row) => row.said ?? "")) : 22;
    const span = logSpan(bounds);
    const x = log
      ? logAxis(span, { ticks: logTicks(span.low, span.high, Math.max(3, Math.floor((width - labels - right) / 80))), show, name })
      : axis({ type: "value", min: 0, max: Math.max(...bounds, 0) * 1.04 || 1, name, axisLabel: { hideOverlap: true, formatter: show, showMaxLabel: false } });
    return {
      grid: { left: labels, right, top: 24, bottom: 52 },
      xAxis: x,
      yAxis: [rowLabels(rows.map((row) => row.label), labels, rowHeight > 30 ? "break" : "truncate"), ...(saying ? [{ ...rowLabels(rows.map((row) => row.said), right), position: "right", axisLine: { show: false }, axisLabel: { ...labelText, align: "left", margin: 10, interval: 0, formatter: (row) => rows[Number(row)].said } }] : [])],
      series: [
        bands(rows),
        {
          type: "custom", data: marks, encode: { x: [0, 1, 2], y: 3 }, z: 3, clip: false,
          renderItem: (params, api) => drawn(marks[params.dataIndex], params, api, rows[0].points.length > 1 ? 4.5 : 4.25),
          markLine: at === undefined ? undefined : baselineMark(log ? place(at) : at, lineName),
        },
      ],
    };
  });
}
