import { element } from "../text.js";
import { isTime, spokenOf } from "./metric.js";
import { stateMeanings, stateWords } from "./states.js";
import { stateLabel } from "./words.js";

export function colophon() {
  const entry = (name, said) => element("div", {}, element("dt", {}, name), element("dd", {}, said));
  return [
    element("h2", { id: "reading" }, "How to read this"),
    element("dl", { class: "facts" }, [
      entry("night", isTime() ? "One run. Its figure is the median time of an iteration, or the rate from it: FLOP/s of one device, bus bandwidth of a collective. 1 GB is 1e9 bytes." : `One run. Its figure is the ${spokenOf().what}.`),
      entry("change", `A lasting change of the level of a case, found by E-divisive and held by a test that a single night cannot pass. Sizes are those of the ${isTime() ? "rate" : "ratio to before, above 1 where it got better"}: −5 % is ${spokenOf().worse}.`),
      entry("level", "The median of the nights between two changes."),
      entry("spread", "What nights of one level differ by, as a robust standard deviation. Outliers are more than four of these away, and alone."),
      ...stateMeanings.map(([state, said]) => entry(stateLabel(state, stateWords(state)), said)),
    ]),
    element("p", { class: "note" }, "Method and how often it raises an alarm without cause: docs/gate.md of Steelyard. Charts by Apache ECharts, Apache License 2.0; this file holds its licence and those of what it uses. " +
      "The numbers behind this page are in it as JSON, figures with 6 digits. It loads nothing from anywhere."),
  ];
}
