// What a change says, in words.
import { percent } from "../quantity.js";
import { element, foreign, visible } from "../text.js";
import { beganOf } from "./history.js";
import { spokenOf } from "./metric.js";
import { stateIcon, stateOf, stateWords } from "./states.js";

/** "-6.1 %": of the rate, or of the ratio that is below 1 where the metric got worse. */
export function changePercent(ratio) {
  const percents = 100 * (ratio - 1);
  return `${percents < 0 ? "−" : "+"}${Math.abs(percents).toFixed(Math.abs(percents) < 1 ? 2 : 1)} %`;
}

/** "6.1 % slower" */
export const sizeWords = ({ ratio }) => `${percent(Math.abs(ratio - 1))} ${ratio < 1 ? spokenOf().worse : spokenOf().better}`;

/** "6.1 % slower since 2026-03-02" */
export const changeWords = (change, history) => `${sizeWords(change)} since ${beganOf(history.runs, change.run)}`;

/** "node2 (ranks 4-7)", or "" where it is not known. */
export const carriedBy = (change) => (change?.carried_by?.words && change.carried_by.known !== false ? visible(change.carried_by.words) : "");

/** "carried by node2 (ranks 4-7)", "carrier not known: ..." or "" where nothing is known of ranks. */
function carrierWords(change) {
  if (!change.carried_by?.words) return "";
  return carriedBy(change) ? `carried by ${carriedBy(change)}` : `carrier ${visible(change.carried_by.words)}`;
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** "driver" of "driver: 535 before, 550 from here on". */
export const factOf = (text) => visible(text).split(":")[0];

export const stateLabel = (state, words = stateWords(state)) => element("span", { class: `state ${state === "alarm" ? "alarm" : ""}` }, stateIcon(state), element("span", {}, words));

/** All that is known of a change, as lines for a tip. */
export function changeLines(change, history) {
  return [
    [changeWords(change, history), stateOf(change.state).clause].filter(Boolean).join(", "),
    ...(change.acknowledgement ? [`acknowledged by ${visible(change.acknowledgement)}`] : []),
    ...(carrierWords(change) ? [carrierWords(change)] : []),
    ...(change.beside ?? []).map((text) => `beside it: ${visible(text)}`),
  ];
}

/** The same as an entry of a list. */
export function changeEntry(change, history) {
  const strength = change.deviate === null ? "" : `${Math.abs(change.deviate).toFixed(1)} standard errors`;
  const more = [stateOf(change.state).clause, strength].filter(Boolean).join(", ");
  return element("li", {}, stateIcon(change.state), element("div", {},
    element(change.state === "alarm" ? "strong" : "span", {}, `${changeWords(change, history)}${more && ` (${more})`}.`),
    change.acknowledgement ? [" Acknowledged by ", foreign(change.acknowledgement), "."] : null,
    carrierWords(change) ? [" ", foreign(sentence(carrierWords(change)))] : null,
    (change.beside ?? []).map((text) => element("div", { class: "beside" }, "Beside it: ", foreign(text)))));
}
