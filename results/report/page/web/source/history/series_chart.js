// One case over its nights: nights, levels, changes, changes of the setup, outliers.
import { axis, chart } from "../chart.js";
import { logAxis, logTicks, place } from "../log_scale.js";
import { duration, quantity } from "../quantity.js";
import { element, visible } from "../text.js";
import { dayOf, dayTicks, timeOf } from "./history.js";
import { figureText, isTime } from "./metric.js";
import { fontSize, labelPlaces, widthOf } from "./labels.js";
import { gravity, stateMark, stateOf } from "./states.js";
import { thinned } from "./thinning.js";
import { changeLines, changePercent, factOf } from "./words.js";

/** A pointer this near to a mark means the mark. */
const reach = 7;

const line = (x1, y1, x2, y2, style) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
const text = (x, y, said, style = {}) => ({ type: "text", style: { text: said, x, y, fontSize, fill: "var(--ink)", verticalAlign: "middle", ...style } });
const path = (pathData, style) => ({ type: "path", shape: { pathData }, style });
const dot = (x, y, r) => `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** The nights of a series that a view shows, with the scales to draw them. */
class Shown {
  constructor(series, view) {
    Object.assign(this, { series, view });
    this.value = view.quantity.of(series);
    this.show = view.quantity.show(series);
    this.first = series.runs.findIndex((run) => run >= view.from);
    if (this.first < 0) this.first = series.nights;
    this.end = series.nights;
    const usual = [];
    for (let at = this.first; at < this.end; ++at) if (!series.outlierSet.has(at)) usual.push(this.valueAt(at));
    this.levels = series.row.levels.map((level) => ({ from: level.point, to: level.point + level.points - 1, value: this.value(level.figure) }))
      .filter((level) => level.to >= this.first);
    this.span = spanOf([...extremes(usual), ...this.levels.map((level) => level.value)]);
    this.outliers = series.outliers.filter((at) => at >= this.first);
  }

  valueAt(at) { return this.value(this.series.seconds[at]); }
  isOutlier(at) { return this.series.outlierSet.has(at); }
  /** Outliers that the chart has no room for: an axis that reaches them would show nothing else. */
  get beyond() {
    return this.outliers.filter((at) => this.valueAt(at) < this.span.low || this.valueAt(at) > this.span.high);
  }
}

/** What the axis reaches: quiet nights need not look wild, so never less than 1 % either way. */
function spanOf(values) {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  if (known.length === 0) return { low: 0.9, high: 1.1 };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max((high / low) ** 0.15, low * 1.02 > high ? (1.02 * low) / high : 1, 1.001);
  return { low: low / room, high: high * room };
}

function extremes(values) {
  return [values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity)];
}

/** Places on the screen. The first and last nights have half a night of room. */
function scales(shown, { x, y, width, height }) {
  const { series, view, span } = shown;
  const [begin, end] = [view.from - 0.5, series.history.runs.length - 0.5];
  const [low, high] = [place(span.low), place(span.high)];
  return {
    left: x, right: x + width, top: y, bottom: y + height,
    x: (run) => x + ((run - begin) / (end - begin)) * width,
    y: (value) => y + height - ((Math.min(Math.max(place(value), low), high) - low) / (high - low)) * height,
    night: width / (end - begin),
  };
}

function nights(shown, at) {
  const { series } = shown;
  const { each, bins } = thinned(shown.first, shown.end, (i) => shown.valueAt(i), (i) => shown.isOutlier(i), at.right - at.left);
  const middleRun = ({ from, to }) => (series.runs[from] + series.runs[to]) / 2;
  const trace = bins.map((bin, i) => `${i === 0 || series.runs[bin.from] - series.runs[bins[i - 1].to] > each ? "M" : "L"}${at.x(middleRun(bin)).toFixed(1)} ${at.y(bin.middle).toFixed(1)}`).join("");
  if (each > 1) {
    const strokes = bins.map((bin) => `M${at.x(middleRun(bin)).toFixed(1)} ${(at.y(bin.low) + 0.5).toFixed(1)}V${(at.y(bin.high) - 0.5).toFixed(1)}`).join("");
    return [path(strokes, { fill: "none", stroke: "var(--night-2)", lineWidth: Math.max(1.2, at.night * each * 0.7) }), path(trace, { fill: "none", stroke: "var(--night)", lineWidth: 1 })];
  }
  const radius = Math.max(1.4, Math.min(3, at.night * 0.35));
  return [path(trace, { fill: "none", stroke: "var(--night-2)", lineWidth: 1 }), path(bins.map((bin) => dot(at.x(series.runs[bin.from]), at.y(bin.middle), Number(radius.toFixed(1)))).join(""), { fill: "var(--night)" })];
}

/** A cross, or an arrow at the edge where the chart ends before the value. */
function outlier(shown, at, night) {
  const value = shown.valueAt(night);
  const [x, y] = [at.x(shown.series.runs[night]), at.y(value)];
  const style = { stroke: "var(--outlier)", lineWidth: 1.75, fill: "none" };
  if (value < shown.span.low) return path(`M${x - 4} ${y - 8}L${x} ${y - 2}L${x + 4} ${y - 8}M${x} ${y - 2}V${y - 14}`, style);
  if (value > shown.span.high) return path(`M${x - 4} ${y + 8}L${x} ${y + 2}L${x + 4} ${y + 8}M${x} ${y + 2}V${y + 14}`, style);
  return path(`M${x - 3.5} ${y - 3.5}L${x + 3.5} ${y + 3.5}M${x - 3.5} ${y + 3.5}L${x + 3.5} ${y - 3.5}`, style);
}

/** Steps from level to level, each with its value where there is room. */
function levels(shown, at) {
  const { series } = shown;
  const steps = shown.levels.map((level, i) => {
    const begin = Math.max(at.left, at.x(series.runs[level.from] - 0.5));
    const end = i + 1 < shown.levels.length ? at.x(series.runs[shown.levels[i + 1].from] - 0.5) : at.x(series.runs[level.to] + 0.5);
    // Above most of its nights.
    const over = Math.min(30, at.y(level.value) - at.y(level.value * Math.exp(2.2 * (series.row.spread || 0)))) + 8;
    return { begin, end, y: at.y(level.value), over, said: shown.show(level.value) };
  });
  const data = steps.map(({ begin, end, y }, i) => `${i === 0 ? "M" : "L"}${begin.toFixed(1)} ${y.toFixed(1)}H${end.toFixed(1)}`).join("");
  const labels = steps.filter(({ begin, end, said }) => end - begin >= widthOf(said) + 6).map(({ begin, y, over, said }) =>
    text(begin + 5, y - over < at.top + 4 ? y + over : y - over, said, { fontWeight: 600, stroke: "var(--paper)", lineWidth: 3 }));
  return { line: [path(data, { fill: "none", stroke: "var(--level)", lineWidth: 2 })], labels };
}

/** A line where the new level begins, a mark and the size above it. */
function changes(shown, at) {
  const marks = shown.series.changes.filter((change) => change.at >= shown.first)
    .map((change) => ({ change, x: at.x(change.run - 0.5), said: changePercent(change.ratio), weight: gravity(change.state) }));
  const places = labelPlaces(marks, at.left, at.right + 16);
  return marks.flatMap(({ change, x, said }, i) => [
    line(x, at.top - 12, x, at.bottom, { stroke: stateOf(change.state).colour, lineWidth: change.state === "alarm" ? 2 : 1.25 }),
    stateMark(change.state, x, at.top - 16, 5),
    ...(places[i] ? [text(places[i].x, at.top - 16, said, { align: places[i].align, fontWeight: change.state === "alarm" ? 700 : 400 })] : []),
  ]);
}

/** Dashed where the setup changed, with what it was where there is room. Marks that would lie on each other are one. */
function setups(shown, at) {
  const { history } = shown.series;
  const marks = [];
  for (const run of history.setups.filter((each) => each >= shown.view.from)) {
    const x = at.x(run - 0.5);
    const facts = history.runs[run].changes.map(factOf);
    if (marks.length > 0 && x - marks.at(-1).x < 4) marks.at(-1).facts.push(...facts);
    else marks.push({ x, facts });
  }
  marks.forEach((mark, i) => {
    const said = mark.facts.length > 1 ? `${mark.facts[0]} +${mark.facts.length - 1}` : mark.facts[0];
    Object.assign(mark, { said: said.length > 24 ? `${said.slice(0, 23)}…` : said, weight: i });
  });
  const places = labelPlaces(marks, at.left, at.right);
  return marks.flatMap(({ x, said }, i) => [
    line(x, at.top, x, at.bottom, { stroke: "var(--setup)", lineWidth: 1, lineDash: [3, 3] }),
    { type: "rect", shape: { x: x - 3.5, y: at.bottom - 3.5, width: 7, height: 7 }, style: { fill: "var(--paper)", stroke: "var(--setup)", lineWidth: 1.5 } },
    ...(places[i] ? [text(places[i].x, at.bottom - 9, said, { align: places[i].align, fill: "var(--setup)", stroke: "var(--paper)", lineWidth: 3 })] : []),
  ]);
}

/** The night that a pointer means: where nights are narrow, that of a mark nearby. */
function pointedAt(shown, run, night) {
  const { series } = shown;
  if (night >= reach) return series.nearest(run);
  const near = (place) => place >= shown.view.from && Math.abs(place - run) * night <= reach;
  const change = series.changes.find((each) => near(each.run - 0.5));
  if (change) return change.at;
  const outlier = shown.outliers.find((at) => near(series.runs[at]));
  if (outlier !== undefined) return outlier;
  const setup = series.history.setups.find((each) => near(each - 0.5));
  return series.nearest(setup ?? run);
}

/** All that is known of a night of a case. */
export function nightLines(series, at) {
  const { history } = series;
  const run = history.runs[series.runs[at]];
  const seconds = series.seconds[at];
  const change = series.changeAt.get(at);
  const level = series.levelAt(at).figure;
  return [
    `${timeOf(run)}, run ${series.runs[at] + 1} of ${history.runs.length}`,
    isTime() ? `${quantity(series.row.work / seconds, series.unit)}, ${duration(seconds)}` : figureText(seconds),
    `${(100 * level / seconds).toFixed(2)} % of its level${isTime() ? "'s speed" : ""}, ${(100 * series.row.levels[0].figure / seconds).toFixed(2)} % of the first level${isTime() ? "'s" : ""}${series.outlierSet.has(at) ? "; an outlier" : ""}`,
    ...(change ? changeLines(change, history).map((each, i) => (i === 0 ? `change: ${each}` : each)) : []),
    ...(change ? [] : run.changes.map((each) => `setup: ${visible(each)}`)),
    ...(run.label ? [`label ${visible(run.label)}`] : []),
    visible(run.file),
    visible(run.uuid),
  ];
}

/** What of the nights is not drawn as it is. */
function notes(shown, pixels) {
  const { each } = thinned(shown.first, shown.end, (at) => shown.valueAt(at), (at) => shown.isOutlier(at), pixels);
  const { beyond } = shown;
  const named = beyond.slice(0, 5).map((at) => `${shown.show(shown.valueAt(at))} on ${dayOf(shown.series.history.runs[shown.series.runs[at]])}`);
  return [
    ...(each > 1 ? [`${(shown.end - shown.first).toLocaleString("en")} nights do not fit: each stroke reaches from the lowest to the highest of ${each} nights, the line through their middles.`] : []),
    ...(beyond.length > 0 ? [`Beyond the axis, so drawn as ${beyond.length === 1 ? "an arrow" : "arrows"} at its edge: ${named.join(", ")}${beyond.length > 5 ? ` and ${beyond.length - 5} more outliers` : ""}.`] : []),
  ].join(" ");
}

const margin = { left: 72, right: 18, top: 34, bottom: 30 };

/**
 * The chart of a case, and under it what it does not show.
 * @param {import("./history.js").History["series"][0]} series
 * @param {import("./view.js").View} view
 * @param {string} sentence  what it shows
 * @param {number} height  in CSS pixels
 */
export function seriesChart(series, view, sentence, height) {
  const { runs } = series.history;
  const note = element("p", { class: "note" });
  const box = chart(sentence, height, (width) => {
    const shown = new Shown(series, view);
    const pixels = width - margin.left - margin.right;
    const count = runs.length - view.from;
    const ticks = dayTicks(runs, view.from, pixels);
    const bottom = place(shown.span.low);
    const stride = Math.max(1, Math.floor(count / pixels));
    const places = Array.from({ length: Math.ceil(count / stride) }, (_, i) => view.from + i * stride);
    note.textContent = notes(shown, pixels);
    const drawn = ({ coordSys }) => {
      const at = scales(shown, coordSys);
      const steps = levels(shown, at);
      return { type: "group", children: [...nights(shown, at), ...setups(shown, at), ...steps.line, ...changes(shown, at),
        ...shown.outliers.map((each) => outlier(shown, at, each)), ...steps.labels] };
    };
    return {
      grid: margin,
      xAxis: axis({ type: "value", min: view.from - 0.5, max: runs.length - 0.5, splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: "var(--rule-2)" } },
        axisTick: { customValues: ticks.at, lineStyle: { color: "var(--rule-2)" } },
        axisLabel: { customValues: ticks.at, hideOverlap: true, formatter: ticks.show } }),
      yAxis: logAxis(shown.span, { ticks: logTicks(shown.span.low, shown.span.high, 5), show: view.quantity.tick, axisLine: { onZero: false, lineStyle: { color: "var(--rule-2)" } } }),
      tipAt: (run) => (shown.first < shown.end ? nightLines(series, pointedAt(shown, run, pixels / count)) : ["No figure in these nights."]),
      series: [
        // A tip follows the axis from value to value of a series, so there is one of all runs, or one each pixel. All that is seen is one group.
        { type: "custom", silent: true, data: places.map((run) => [run, bottom]), encode: { x: 0, y: 1 }, renderItem: () => undefined },
        { type: "custom", silent: true, clip: false, data: [[view.from, bottom]], encode: { x: 0, y: 1 }, renderItem: drawn },
      ],
    };
  });
  view.boxes.push(box);
  return [box, note];
}
