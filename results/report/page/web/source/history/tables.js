// The tables of a history: its cases, its changes, what changed of the setup, and the nights of one case.
import { dataTable } from "../data_table.js";
import { section } from "../figure.js";
import { percent, quantity } from "../quantity.js";
import { element, foreign, visible } from "../text.js";
import { beganOf, timeOf } from "./history.js";
import { figureText, isTime, spokenOf } from "./metric.js";
import { gravity, stateWords } from "./states.js";
import { seriesLink } from "./verdict.js";
import { carriedBy, changePercent, stateLabel } from "./words.js";

/** Text of a file, on one line if it is short. */
const brief = (text) => element("span", { class: text.length > 28 ? null : "nowrap" }, foreign(text));
const day = (text) => element("span", { class: "nowrap" }, text);
const rateOf = (series, seconds) => (seconds > 0 ? series.row.work / seconds : null);

const stateColumn = (get) => ({ title: "state", choice: true, value: (row) => stateWords(get(row)), order: (row) => gravity(get(row)), cell: (row) => stateLabel(get(row)) });
const caseColumn = (get) => ({ title: "case", heading: true, value: (row) => get(row).short, cell: (row) => seriesLink(get(row)) });
const groupColumn = (get) => ({ title: "group", choice: true, value: (row) => get(row).row.group, cell: (row) => brief(get(row).row.group) });
const changeColumn = (get) => ({ title: "change", kind: "number", value: (row) => get(row)?.ratio, cell: (row) => (get(row) ? changePercent(get(row).ratio) : "") });
const carrierColumn = (rows, get) => (rows.some((row) => carriedBy(get(row))) ? { title: "carried by", value: (row) => carriedBy(get(row)) } : []);

export function cases(history) {
  const rows = history.gravestFirst;
  const gravest = (series) => series.gravest;
  const figure = (series) => (isTime() ? rateOf(series, series.seconds.at(-1)) : series.seconds.at(-1));
  const shown = (series) => (isTime() ? quantity(figure(series), series.unit) : figureText(figure(series)));
  return section("cases", "Cases",
    element("p", { class: "lead" }, "The change that matters most of each case: the gravest, of several the last. A name leads to its chart."),
    dataTable({ caption: "Cases", filter: true, rows, columns: [
      stateColumn((series) => series.state), caseColumn((series) => series), groupColumn((series) => series),
      { title: "latest figure", kind: "number", value: figure, cell: (series) => (figure(series) ? shown(series) : "none") },
      changeColumn(gravest),
      { title: "since", value: (series) => (series.gravest ? beganOf(history.runs, series.gravest.run) : null), cell: (series) => (series.gravest ? day(beganOf(history.runs, series.gravest.run)) : "") },
      carrierColumn(rows, gravest),
      { title: "spread", kind: "number", value: (series) => series.row.spread, cell: (series) => percent(series.row.spread) },
      { title: "nights", kind: "number", value: (series) => series.nights, cell: (series) => `${series.nights.toLocaleString("en")}${series.nights < history.runs.length ? ` of ${history.runs.length.toLocaleString("en")}` : ""}` },
    ] }));
}

export function changesTable(history) {
  const rows = [...history.changes].sort((a, b) => gravity(a.state) - gravity(b.state) || b.run - a.run || a.ratio - b.ratio);
  return dataTable({ caption: "Lasting changes", rows, columns: [
    stateColumn((change) => change.state), caseColumn((change) => change.series), changeColumn((change) => change),
    { title: "since", value: (change) => beganOf(history.runs, change.run), cell: (change) => day(beganOf(history.runs, change.run)) },
    { title: "standard errors", kind: "number", value: (change) => (change.deviate === null ? null : Math.abs(change.deviate)), cell: (change) => (change.deviate === null ? "" : Math.abs(change.deviate).toFixed(1)) },
    carrierColumn(rows, (change) => change),
    rows.some((change) => change.acknowledgement) ? { title: "acknowledged by", value: (change) => change.acknowledgement, cell: (change) => foreign(change.acknowledgement ?? "") } : [],
    { title: "beside it", value: (change) => (change.beside ?? []).join("; "), cell: (change) => (change.beside ?? []).map((text) => element("div", {}, foreign(text))) },
    { title: "first run", value: (change) => history.runs[change.run].file, cell: (change) => foreign(history.runs[change.run].file) },
  ] });
}

export function setups(history) {
  if (history.setups.length === 0) return null;
  const rows = history.setups.flatMap((run) => history.runs[run].changes.map((what) => ({ run, what, changed: history.changes.filter((change) => change.beside?.includes(what)) })));
  const row = (each) => history.runs[each.run];
  return section("setups", "Changes of the setup", element("p", { class: "lead" }, "Drivers, kernels, libraries, settings and programs that are not those of the run before."),
    dataTable({ caption: "Changes of the setup", rows, columns: [
      { title: "since", heading: true, value: (each) => timeOf(row(each)), cell: (each) => day(timeOf(row(each))) },
      { title: "what", value: (each) => each.what, cell: (each) => foreign(each.what) },
      { title: `${spokenOf().worse} beside it`, kind: "number", value: ({ changed }) => changed.filter((change) => change.ratio < 1).length },
      { title: `${spokenOf().better} beside it`, kind: "number", value: ({ changed }) => changed.filter((change) => change.ratio >= 1).length },
      { title: "run", value: (each) => row(each).file, cell: (each) => foreign(row(each).file) },
    ] }));
}

/** All nights of a case, the last first. */
export function nightsTable(series) {
  const { history } = series;
  const rows = Array.from({ length: series.nights }, (_, i) => series.nights - 1 - i);
  const run = (at) => history.runs[series.runs[at]];
  const said = (at) => [
    series.changeAt.has(at) ? `${changePercent(series.changeAt.get(at).ratio)}, ${stateWords(series.changeAt.get(at).state)}` : "",
    series.outlierSet.has(at) ? "outlier" : "", ...run(at).changes.map(visible),
  ].filter(Boolean).join("; ");
  const labelled = rows.some((at) => run(at).label);
  return dataTable({ caption: `Nights: ${series.short}`, rows, columns: [
    { title: "run", kind: "number", value: (at) => series.runs[at] + 1 },
    { title: "began", heading: true, value: (at) => timeOf(run(at)), cell: (at) => day(timeOf(run(at))) },
    isTime() ? { title: "figure", kind: "number", value: (at) => rateOf(series, series.seconds[at]), cell: (at) => quantity(rateOf(series, series.seconds[at]), series.unit) } : [],
    { title: spokenOf().name, kind: "number", value: (at) => series.seconds[at], cell: (at) => figureText(series.seconds[at]) },
    { title: "of its level", kind: "number", value: (at) => series.levelAt(at).figure / series.seconds[at], cell: (at) => `${((100 * series.levelAt(at).figure) / series.seconds[at]).toFixed(2)} %` },
    { title: "what happened", value: said },
    labelled ? { title: "label", value: (at) => run(at).label, cell: (at) => foreign(run(at).label) } : [],
    { title: "file", value: (at) => run(at).file, cell: (at) => foreign(run(at).file) },
    { title: "uuid", value: (at) => run(at).uuid, cell: (at) => element("code", {}, visible(run(at).uuid)) },
  ] });
}
