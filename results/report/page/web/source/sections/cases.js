import { caseColumn, chipColumn, chipLabel, commandColumn } from "../columns.js";
import { copyBlock } from "../copy_command.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { section } from "../figure.js";
import { duration, durationParts, joined, percentParts, quantity, quantityParts, ratioParts } from "../quantity.js";
import { anchorOf, shortName } from "../report.js";
import { counted, element, foreign, sourceText, visible } from "../text.js";
import { rankFigure } from "./rank_times.js";

/** Pairs of a name and what is to be said, without those of which nothing is known. */
function facts(pairs) {
  return element("dl", { class: "facts" }, pairs.filter(([, said]) => said).map(([name, said]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, said instanceof Node || Array.isArray(said) ? said : foreign(said)))));
}

function fractionText(fraction) {
  return fraction ? [`${joined(percentParts(fraction.value))} (`, sourceText(fraction.source ?? ""), ")"] : null;
}

function energyText(energy) {
  return energy ? `${joined(quantityParts(energy.joules_per_iteration, "J"))} per iteration, ${joined(quantityParts(energy.watts, "W"))}, by ${visible(energy.source)}` : null;
}

function referenceText({ reference, figures }) {
  if (!reference) return null;
  return [`${quantity(reference.value, figures?.unit ?? "")}, ${visible(reference.origin)}, ${visible(reference.note)}, for ${counted(reference.devices, "device")}, confidence ${visible(reference.confidence)}: `,
    sourceText(reference.source)];
}

/** What one chip made of the case. */
function resultCard(report, index, result) {
  const chip = report.chips[result.chip];
  const { figures } = result;
  const command = report.command(index, result.chip);
  return element("article", { class: "result" }, element("h4", {}, chipLabel(chip)), facts([
    ["outcome", [result.outcome, result.reason].filter(Boolean).join(": ")],
    ["verification", result.verification],
    ["figure", figures && joined(quantityParts(figures.figure, figures.unit))],
    [`ratio to ${report.baselineName}`, result.ratio && joined(ratioParts(result.ratio))],
    ["in the score", result.standing === "counted" ? "yes" : `no, ${result.standing}: ${result.standing_reason}`],
    ["time", figures && joined(durationParts(figures.seconds))],
    ["5th, 95th, 99th percentile", figures && [figures.p5_seconds, figures.p95_seconds, figures.p99_seconds].map(duration).join(", ")],
    ["iterations", figures && `${figures.iterations} in ${figures.rounds} rounds, ${figures.left_out} disturbed and not quoted, ${figures.late_iterations} late; ${figures.disturbed_rounds} rounds disturbed`],
    ["algorithm bandwidth", figures?.algbw && joined(quantityParts(figures.algbw, "B/s"))],
    ["runs left out", (result.left_out_runs ?? []).join("; ")],
    ["between runs", result.between_runs !== undefined && result.between_runs !== null && `${(100 * result.between_runs).toFixed(2)} % standard deviation of ${result.runs} runs' medians`],
    [`fraction of ${visible(result.fraction?.of ?? "")}`, fractionText(result.fraction)],
    ["of the peak at the sampled clock", fractionText(result.fraction_at_clock)],
    ["of the best known rate", fractionText(result.fraction_of_best)],
    ["of the H20's rate", fractionText(result.fraction_of_h20)],
    ["energy", energyText(result.energy)],
    ["beyond physics", result.excess?.sentence],
    ["baseline's figure", referenceText(result)],
    ["algorithm", result.algorithm], ["path", result.path], ["data", result.data_pattern], ["ranks", String(result.ranks)], ["origin", result.origin],
  ]), command ? copyBlock(command, `measures this case on ${chip.letter} again`) : null);
}

/** All that is known of a case. */
function caseCard(report, index, close) {
  const case_ = report.case(index);
  const times = report.list("rank_times").filter((entry) => entry.case === index);
  const title = element("h3", { id: anchorOf(case_), tabindex: -1 }, foreign(case_.name));
  return element("div", { class: "card" }, title,
    element("p", { class: "describes" }, "Group ", foreign(case_.group), ", id ", element("code", {}, visible(case_.id)), element("button", { type: "button", class: "close", onclick: close }, "Close")),
    element("div", { class: "results" }, case_.results.map((result) => resultCard(report, index, result))),
    times.map((entry) => rankFigure(report, entry, 4)));
}

/** Opens the card of the case that the address names. */
function followAddress(report, place) {
  const byAnchor = new Map(report.ranking.cases.map((case_, index) => [anchorOf(case_), index]));
  const open = () => {
    const index = byAnchor.get(location.hash.slice(1));
    if (index === undefined) return;
    place.replaceChildren(caseCard(report, index, () => {
      place.replaceChildren();
      history.replaceState(null, "", "#cases");
      document.getElementById("cases-title").focus();
    }));
    place.querySelector("h3").focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", open);
  // A link to the case that is open already changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href^="#case-"]');
    if (link && link.getAttribute("href") === location.hash) open();
  });
  return open;
}

export function cases(report) {
  const table = dataTable({ caption: "All cases on all chips", filter: true, rows: report.results, columns: [
    caseColumn(report), { title: "group", choice: true, value: ({ case_ }) => case_.group, cell: ({ case_ }) => foreign(case_.group) }, chipColumn(),
    { title: "outcome", choice: true, value: ({ result }) => result.outcome },
    intervalColumns("figure", ({ result }) => result.figures?.figure, (interval, { result }) => quantityParts(interval, result.figures.unit)),
    intervalColumns("ratio", ({ result }) => result.ratio, ratioParts),
    { title: "fraction", kind: "number", value: ({ result }) => result.fraction?.value.point,
      cell: ({ result }) => (result.fraction ? `${percentParts(result.fraction.value).point} of ${result.fraction.of}` : "") },
    { title: "counts", choice: true, value: ({ result }) => result.standing },
    commandColumn(report),
  ] });
  const place = element("div", { class: "place" });
  const made = section("cases", "Cases", element("p", { class: "lead" }, `A case opens with all that is known of it. Its name is in full there; here it is short, like ${shortName(report.case(0)?.name ?? "")}.`), place, table);
  made.querySelector("h2").tabIndex = -1;
  const open = followAddress(report, place);
  const notWeighed = report.ranking.not_comparable ?? [];
  if (notWeighed.length > 0) made.append(dataTable({ caption: "Cases without a partner in the baseline", rows: notWeighed, columns: [
    { title: "case", heading: true, value: (each) => each.case, cell: (each) => foreign(each.case) },
    chipColumn((each) => report.chips[each.chip]), { title: "why", value: (each) => each.reason },
  ] }));
  return { made, open };
}
