// The verdict, before any number: what raised an alarm, since when and what changed beside it; then what else to be warned of.
import { percent } from "../quantity.js";
import { section } from "../figure.js";
import { counted, element, foreign, listed, visible } from "../text.js";
import { beganOf } from "./history.js";
import { isTime, spokenOf } from "./metric.js";
import { stateIcon, stateWords } from "./states.js";
import { carriedBy, changePercent } from "./words.js";

/** Cases that are named of each night, or in each warning. */
const most = 8;

/** Leads to the chart of a case. */
export const seriesLink = (series) => element("a", { href: `#${series.anchor}`, title: visible(series.row.name), class: series.short.length > 48 ? "long" : null }, element("bdi", {}, series.short));

/** Changes that began with the same run, those with the most first. */
function byRun(changes) {
  const groups = new Map();
  for (const change of changes) groups.set(change.run, [...(groups.get(change.run) ?? []), change]);
  return [...groups].map(([run, members]) => ({ run, members: members.sort((a, b) => a.ratio - b.ratio) })).sort((a, b) => b.members.length - a.members.length || b.run - a.run);
}

const more = (count) => (count > most ? element("li", {}, `and ${count - most} more: see the `, element("a", { href: "#cases" }, "cases"), ".") : null);

function nightOf(history, { run, members }) {
  const losses = members.map((change) => 1 - change.ratio);
  const [least, largest] = [losses.at(-1), losses[0]].map(percent);
  const beside = [...new Set(members.flatMap((change) => change.beside ?? []))];
  const carriers = [...new Set(members.map(carriedBy).filter(Boolean))];
  const size = least === largest ? `by ${largest}` : `by ${least} to ${largest}`;
  return element("li", {}, stateIcon("alarm"), " ",
    element("strong", {}, `${counted(members.length, "case")} ${isTime() ? (members.length === 1 ? "is slower" : "are slower") : `${members.length === 1 ? "has" : "have"} ${spokenOf().worse}`} since ${beganOf(history.runs, run)}, ${size}.`),
    " First seen in ", foreign(history.runs[run].file), ".",
    beside.length > 0 ? [" Changed beside it: ", ...beside.slice(0, most).flatMap((text, i) => [i > 0 ? "; " : "", foreign(text)]), beside.length > most ? ` and ${beside.length - most} more.` : "."]
      : " Nothing on record changed beside it.",
    carriers.length > 0 ? [" Carried by ", ...carriers.slice(0, most).flatMap((text, i) => [i > 0 ? "; " : "", foreign(text)]), "."] : null,
    element("ul", {}, members.slice(0, most).map((change) => element("li", {}, seriesLink(change.series), ` ${changePercent(change.ratio)}`)), more(members.length)));
}

function casesIn(all) {
  return [all.slice(0, most).flatMap((series, i) => [i > 0 ? ", " : "", seriesLink(series)]), all.length > most ? ` and ${all.length - most} more` : ""].flat();
}

/** What a reader should know before believing the charts. */
function warningsOf(history) {
  const last = history.runs.length - 1;
  const missing = history.series.filter((series) => series.isMissing);
  const odd = history.series.filter((series) => !series.isMissing && series.outlierSet.has(series.nights - 1));
  const out = [];
  if (missing.length > 0) out.push([`The last run has no figure of ${counted(missing.length, "case")}, so nothing is said of ${missing.length === 1 ? "its" : "their"} last night: `, ...casesIn(missing), "."]);
  if (odd.length > 0) out.push([`Last night alone is far off in ${counted(odd.length, "case")}; that is an outlier, and a change only if it lasts: `, ...casesIn(odd), "."]);
  if (history.runs.length < 10) out.push([`${counted(history.runs.length, "run")} ${last === 0 ? "shows" : "show"} little: a change needs nights before and after it.`]);
  if (history.restless.length > 0) out.push(["Changes so often that it begins no segment and is named beside no change: ", ...history.restless.flatMap((fact, i) => [i > 0 ? ", " : "", foreign(fact)]), "."]);
  return out;
}

/** "2 acknowledged, 1 faster" */
function otherWords(history) {
  const counts = new Map();
  for (const { state } of history.changes) if (state !== "alarm") counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${stateWords(state)}`);
}

export function verdict(history) {
  const alarms = history.changes.filter((change) => change.state === "alarm");
  const warnings = warningsOf(history);
  const over = `in ${counted(history.series.length, "case")} over ${counted(history.runs.length, "run")}`;
  const others = otherWords(history);
  const made = section("verdict", `${alarms.length === 0 ? "No alarm" : counted(alarms.length, "alarm")} ${over}`,
    alarms.length > 0 ? element("ul", { class: "warnings" }, byRun(alarms).map((group) => nightOf(history, group)))
      : element("p", {}, "No lasting loss that is recent, beyond the floor, not acknowledged and more than chance."),
    warnings.length > 0 ? [element("h3", {}, "Also to know"), element("ul", { class: "notices" }, warnings.map((parts) => element("li", {}, parts)))] : null,
    others.length > 0 ? element("p", { class: "describes" }, `Further changes: ${listed(others)}.`) : null);
  made.classList.add(alarms.length > 0 ? "warned" : "calm");
  return made;
}
