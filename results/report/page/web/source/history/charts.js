// A figure for each case: those with changes first, the quiet ones behind a click.
import { behind, section } from "../figure.js";
import { percent } from "../quantity.js";
import { counted, element, foreign, visible } from "../text.js";
import { seriesChart } from "./series_chart.js";
import { gravity, stateIcon } from "./states.js";
import { nightsTable } from "./tables.js";
import { changeEntry, sizeWords } from "./words.js";
import { View } from "./view.js";

/** Changes of one case that are told beside its chart. */
const most = 6;

function quietWords(series) {
  const memory = series.row.correlation > 0.2 ? `, nights resemble their neighbours (${series.row.correlation.toFixed(2)})` : "";
  const missing = series.row.without_figure > 0 ? `, ${counted(series.row.without_figure, "run")} without a figure` : "";
  const outliers = series.outliers.length > 0 ? `, ${counted(series.outliers.length, "outlier")}` : "";
  return `${counted(series.nights, "night")}, spread ${percent(series.row.spread)}${memory}${outliers}${missing}.`;
}

function oneFigure(series, view, height) {
  const { history } = series;
  const id = `${series.anchor}-title`;
  const told = [...series.changes].sort((a, b) => gravity(a.state) - gravity(b.state) || b.run - a.run);
  const summary = series.changes.length === 0 ? "no lasting change" : told.slice(0, most).map((change) => sizeWords(change)).join(", ");
  const sentence = `Nights of ${series.short}: ${summary}. ${quietWords(series)}`;
  const list = told.length > 0 ? element("ul", { class: "changes" }, told.slice(0, most).map((change) => changeEntry(change, history)),
    told.length > most ? element("li", {}, `${counted(told.length - most, "earlier or lesser change")} in the table of changes.`) : null) : null;
  return element("figure", { class: "figure case", id: series.anchor, "aria-labelledby": id, tabindex: -1 },
    element("figcaption", {}, element("h3", { id }, stateIcon(series.state), " ", element("bdi", { title: visible(series.row.name) }, series.short)),
      element("p", { class: "finding" }, foreign(series.row.group), ": ", quietWords(series)), list),
    series.nights > 0 ? seriesChart(series, view, sentence, height) : element("p", { class: "note" }, "No run has a figure of this case."),
    series.nights > 0 ? behind(`Table: nights of ${series.short}`, () => nightsTable(series)) : null);
}

/** Opens what holds the figure that the address names. */
function followAddress() {
  const open = () => {
    const figure = location.hash.startsWith("#case-") && document.getElementById(location.hash.slice(1));
    if (!figure) return;
    const closed = figure.closest("details:not([open])");
    if (closed) closed.open = true;
    figure.focus({ preventScroll: true });
    figure.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href^="#case-"]');
    if (link && link.getAttribute("href") === location.hash) open();
  });
  return open;
}

export function charts(history) {
  const view = new View(history.runs.length);
  const changed = history.gravestFirst.filter((series) => series.changes.length > 0);
  const quiet = history.gravestFirst.filter((series) => series.changes.length === 0);
  const made = section("charts", "Nights of each case", view.controls(),
    legend(), changed.map((series) => oneFigure(series, view, 270)),
    quiet.length > 0 ? element("details", { class: "quiet", open: changed.length === 0 || quiet.length <= 4 }, element("summary", {}, `${counted(quiet.length, "case")} without a lasting change`),
      element("div", { class: "panels" }, quiet.map((series) => oneFigure(series, view, 210)))) : null);
  return { made, open: followAddress() };
}

function legend() {
  const entry = (kind, said) => element("li", {}, element("span", { class: `legend ${kind}`, "aria-hidden": "true" }), said);
  return element("ul", { class: "key", "aria-label": "Marks of the charts" }, entry("dot", "a night"), entry("step", "level (median of its nights)"),
    element("li", {}, stateIcon("alarm"), "loss: alarm"), element("li", {}, stateIcon("small"), "loss: doubtful or small"), element("li", {}, stateIcon("past"), "loss: long since"),
    element("li", {}, stateIcon("acknowledged"), "loss: acknowledged"), element("li", {}, stateIcon("better"), "gain"),
    entry("outlier", "outlier"), entry("setup", "the setup changed"));
}
