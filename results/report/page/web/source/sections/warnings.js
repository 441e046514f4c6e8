import { caseLink, chipLabel } from "../columns.js";
import { section } from "../figure.js";
import { counted, element, foreign } from "../text.js";

/** What is to be doubted of a chip's results, counted. */
function doubtsOf(results, chip) {
  const count = (wanted, noun, what) => {
    const number = results.filter(({ result }) => wanted(result)).length;
    return number > 0 ? [`${counted(number, noun)} ${what}`] : [];
  };
  return [
    ...count((result) => result.outcome === "failed", "result", "wrong, so without a figure"),
    ...count((result) => result.figures && result.verification !== "verified" && chip.origin !== "modelled", "figure", "of results that were not verified"),
    ...count((result) => result.outcome === "unstable", "figure", "less precise than asked for"),
  ];
}

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
    said.push(...doubtsOf(report.results.filter((each) => each.chip === chip), chip));
    if (said.length > 0) out.push({ chip, said });
  }
  return out;
}

/** Results above a limit that are told of each chip. */
const mostExamples = 3;

function brokenLimit({ case_, result: { excess } }) {
  return element("li", {}, excess.certain ? "Faster than physics allows, so in no score: " : "Above a limit that is itself in doubt: ", foreign(excess.sentence), " (", caseLink(case_), ")");
}

export function warnings(report) {
  const implausible = report.results.filter(({ result }) => result.excess);
  const byChip = warningsOf(report);
  if (implausible.length === 0 && byChip.length === 0) return null;
  const list = byChip.map(({ chip, said }) =>
    element("li", {}, chipLabel(chip), element("ul", {}, said.map((text) => element("li", {}, foreign(text))))));
  const broken = report.chips.map((chip) => [chip, implausible.filter((each) => each.chip === chip)]).filter(([, results]) => results.length > 0)
    .map(([chip, results]) => element("li", {}, chipLabel(chip), element("ul", {}, results.slice(0, mostExamples).map(brokenLimit),
      results.length > mostExamples ? element("li", {}, `${counted(results.length - mostExamples, "more result")} of this chip above a limit: see the `,
        element("a", { href: "#cases" }, "cases"), ".") : null)));
  const made = section("warnings", "Warnings", element("ul", { class: "warnings" }, broken, list));
  made.classList.add("warned");
  return made;
}
