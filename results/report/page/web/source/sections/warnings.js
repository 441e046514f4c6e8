import { caseLink, chipLabel } from "../columns.js";
import { section } from "../figure.js";
import { counted, element, foreign } from "../text.js";

/** All that a reader should know before any number: of the baseline, of the chips, of the results that break physics. */
function warningsOf(report) {
  const out = [];
  for (const chip of report.chips) {
    const { row } = chip;
    const of = (run) => (row.runs.length > 1 ? `${run.file}: ` : "");
    const said = [...new Set(row.runs.flatMap((run) => [
      ...(run.state === "complete" ? [] : [`${of(run)}the run is ${run.state}; some of its cases are missing`]),
      ...run.warnings,
      ...(run.disturbed_cases > 0 ? [`${of(run)}other work on the hosts disturbed ${counted(run.disturbed_cases, "case")}`] : []),
    ]))];
    if (said.length > 0) out.push({ chip, said });
  }
  return out;
}

export function warnings(report) {
  const implausible = report.results.filter(({ result }) => result.excess);
  const byChip = warningsOf(report);
  if (implausible.length === 0 && byChip.length === 0) return null;
  const list = byChip.map(({ chip, said }) =>
    element("li", {}, chipLabel(chip), element("ul", {}, said.map((text) => element("li", {}, foreign(text))))));
  const broken = implausible.map(({ case_, chip, result }) =>
    element("li", {}, chipLabel(chip), element("ul", {}, element("li", {}, "Faster than physics allows, and in no score: ", foreign(result.excess.sentence), " (",
      caseLink(case_), ")."))));
  const made = section("warnings", "Warnings", element("ul", { class: "warnings" }, broken, list));
  made.classList.add("warned");
  return made;
}
