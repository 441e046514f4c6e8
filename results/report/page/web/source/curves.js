// Marks with whiskers over two logarithmic axes, with lines: rooflines and bandwidth against size.
import { chart } from "./chart.js";
import { logAxis, logTicks, place } from "./log_scale.js";
import { colourOf, mark } from "./marks.js";

/**
 * @typedef {{x: number, chip: import("./report.js").Chip, interval: import("./report.js").Interval, tip: string[], href?: string}} CurvePoint
 * @typedef {{chip: import("./report.js").Chip, at: [number, number][], dash: any, width: number, name?: string, inset?: number}} CurveLine
 *   `name` stands over the line's end, `inset` pixels before it
 */

function whiskered(item, { coordSys }, api) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const high = Math.max(coordSys.y, api.coord([api.value(0), item.places[1]])[1]);
  const low = Math.min(coordSys.y + coordSys.height, api.coord([api.value(0), item.places[0]])[1]);
  const style = { stroke: colourOf(item.chip), lineWidth: 1.5 };
  const whisker = low - high < 2 ? [] : [{ type: "line", shape: { x1: x, y1: low, x2: x, y2: high }, style }];
  return { type: "group", children: [...whisker, mark(item.chip, x, y, 4.5)] };
}

/**
 * @param {object} options
 * @param {CurvePoint[]} options.points
 * @param {CurveLine[]} options.lines
 */
export function curves({ sentence, height = 340, points, lines, spanX, spanY, xName, yName, showX, showY, ticksX }) {
  const logs = (pair) => pair.map(place);
  const data = points.map(({ x, interval, chip, tip, href }) => ({
    value: logs([x, interval.point]), places: logs([interval.low > 0 ? interval.low : interval.point, interval.high ?? interval.point]), chip, tip, href,
  }));
  return chart(sentence, height, (width) => ({
    grid: { left: 74, right: 26, top: 16, bottom: 52 },
    xAxis: logAxis(spanX, { ticks: ticksX ?? logTicks(spanX.low, spanX.high, Math.max(3, Math.floor(width / 110))), show: showX, name: xName }),
    yAxis: logAxis(spanY, { ticks: logTicks(spanY.low, spanY.high, 6), show: showY, name: yName, nameGap: 56 }),
    series: [
      ...lines.map((line) => ({
        type: "line", symbol: "none", silent: true, data: line.at.map(logs), z: 2,
        lineStyle: { color: colourOf(line.chip), width: line.width, type: line.dash },
        endLabel: line.name ? { show: true, formatter: () => line.name, color: "var(--ink-2)", fontSize: 11, align: "right", verticalAlign: "bottom", offset: [-4 - (line.inset ?? 0), -2] } : undefined,
      })),
      { type: "custom", data, encode: { x: 0, y: 1 }, z: 3, clip: false, renderItem: (params, api) => whiskered(data[params.dataIndex], params, api) },
    ],
  }));
}
