import { element } from "../text.js";

export function colophon(report) {
  const level = Math.round(100 * report.ranking.confidence);
  return [
    element("h2", { id: "reading" }, "How to read this"),
    element("dl", { class: "facts" }, [
      ["figure", `From the median over iterations of the slowest rank's time, with its ${level} % interval by bootstrap over runs, rounds and samples. FLOP/s are those of one device; bandwidths are bus bandwidth. 1 GB is 1e9 bytes.`],
      ["ratio", "The chip's figure over the baseline's: above 1 the chip is faster."],
      ["score", "Weighted geometric mean of the ratios over the same cases on every chip. A rank is 1 plus the number of chips whose interval lies wholly above."],
      ["measured, modelled, imported", "Measured: by this program. Modelled: computed from a datasheet. Imported: read from another tool's output. Marks that are not measured are hollow."],
    ].map(([name, said]) => element("div", {}, element("dt", {}, name), element("dd", {}, said)))),
    element("p", { class: "note" }, "Formulas and sources: docs/metrics.md of Steelyard. Charts by Apache ECharts, Apache License 2.0; this file holds its licence and those of what it uses. " +
      "The numbers behind this page are in it as JSON. It loads nothing from anywhere."),
  ];
}
