import { caseLink, chipColumn } from "../columns.js";
import { copyBlock } from "../copy_command.js";
import { dataTable } from "../data_table.js";
import { figure, section } from "../figure.js";
import { percent } from "../quantity.js";
import { markIcon } from "../marks.js";
import { scoreChart, scoreTable } from "../score_chart.js";
import { counted, element, foreign, visible } from "../text.js";
import { cannotBeConcluded, rankingWords } from "../words.js";

const excludedWay = "cases that all chips have";
const widerWay = "what is missing replaced by the next wider dtype";

/** In what the chips are unlike beside what they are, so that nobody takes such a difference for the chip's. */
function unlike(report) {
  const things = report.ranking.unlike ?? [];
  if (things.length === 0) return null;
  const said = ({ what, values }) => `${visible(what)}: ${values.map(({ value, chips }) => `${visible(value) || "not known"} (${chips.map((chip) => report.chips[chip].letter).join(", ")})`).join("; ")}`;
  return element("div", { class: "inconclusive" }, element("h3", {}, "Unlike beside the chips"),
    element("ul", {}, things.map((thing) => element("li", {}, element("bdi", {}, said(thing))))));
}

/** Who takes part: chips, what drives them, where their numbers come from. */
function whoIsRanked(report) {
  const table = dataTable({ caption: "Chips of this ranking", filter: report.chips.length > 12, rows: report.chips, columns: [
    { title: "letter", value: (chip) => chip.letter, cell: (chip) => element("span", { class: "chip" }, markIcon(chip), element("b", {}, chip.letter)) },
    { title: "chip", heading: true, value: (chip) => chip.row.label, cell: (chip) => foreign(chip.row.label) },
    { title: "origin", choice: true, value: (chip) => chip.origin, cell: (chip) => element("span", { class: `origin ${chip.measured ? "own" : "other"}` }, chip.origin) },
    { title: "backend", value: (chip) => chip.row.backend },
    { title: "ranks", kind: "number", value: (chip) => chip.row.ranks },
    { title: "nodes", kind: "number", value: (chip) => chip.row.nodes || null, cell: (chip) => (chip.row.nodes ? String(chip.row.nodes) : "not known") },
    { title: "runs", kind: "number", value: (chip) => chip.row.runs.length },
    { title: "first run", value: (chip) => chip.row.runs[0].created_utc.slice(0, 10), cell: (chip) => element("span", { class: "nowrap" }, visible(chip.row.runs[0].created_utc.slice(0, 10))) },
    { title: "notes", value: (chip) => [chip.row.is_baseline ? "the baseline" : "", chip.row.run_label, chip.row.note, ...(chip.row.pooling_notes ?? [])].filter(Boolean).join("; ") },
  ] });
  return element("div", { class: "who" }, table, runsOf(report));
}

/** The files behind the numbers, and the commands that made them. */
function runsOf(report) {
  const rows = report.list("runs");
  if (rows.length === 0) return null;
  return element("details", { class: "behind" }, element("summary", {}, "Table: runs and their files"), dataTable({ caption: "Runs", rows, columns: [
    chipColumn((run) => report.chips[run.chip]),
    { title: "run", kind: "number", value: (run) => run.run + 1 },
    { title: "file", heading: true, value: (run) => run.file, cell: (run) => foreign(run.file) },
    { title: "id of the run", value: (run) => run.uuid, cell: (run) => element("code", {}, visible(run.uuid)) },
    { title: "suite", value: (run) => run.suite },
    { title: "hosts", value: (run) => run.nodes.map((node) => `${node.host} (${node.ranks.length})`).join(", ") },
    { title: "command", value: (run) => run.command, cell: (run) => (run.command ? copyBlock(run.command, "made this run") : "") },
  ] }));
}

/** Where the weight of a profile lies, and what it could not count. */
function makeUp(report, profile) {
  const parts = dataTable({ caption: `What counts in ${visible(profile.profile)}`, rows: profile.parts ?? [], columns: [
    { title: "part", heading: true, value: (part) => part.name },
    { title: "weight", kind: "number", value: (part) => part.weight, cell: (part) => percent(part.weight) },
    { title: "cases counted", kind: "number", value: (part) => part.counted.length },
    { title: "left out", kind: "number", value: (part) => part.left_out },
    { title: "why", value: (part) => part.reason },
  ] });
  const missing = profile.missing ?? [];
  const lacking = missing.length === 0 ? null : dataTable({ caption: `What is missing in ${visible(profile.profile)}`, rows: missing, columns: [
    { title: "case", heading: true, value: (each) => each.case, cell: (each) => linkTo(report, each.case) },
    chipColumn((each) => report.chips[each.chip]),
    { title: "why", value: (each) => each.reason },
    { title: "stood in for by", value: (each) => each.stand_in, cell: (each) => (each.stand_in ? linkTo(report, each.stand_in) : "") },
  ] });
  return element("details", { class: "behind" }, element("summary", {}, `Cases and weights: ${visible(profile.profile)}`), parts, lacking);
}

function linkTo(report, name) {
  const case_ = report.ranking.cases.find((each) => each.name === name);
  return case_ ? caseLink(case_) : foreign(name);
}

/** The two ways to treat what a chip cannot run; the profile says which is its own. */
function waysOf(profile) {
  const ways = [{ way: excludedWay, scores: profile.excluded ?? [], weight: profile.covered_weight },
    { way: widerWay, scores: profile.wider ?? [], weight: profile.wider_weight }].filter(({ scores }) => scores.length > 0);
  return profile.policy === "wider" ? ways.reverse() : ways;
}

function profilePanel(report, profile) {
  const name = visible(profile.profile);
  const ways = waysOf(profile);
  const missing = profile.missing?.length ?? 0;
  const description = element("p", { class: "describes" }, foreign(profile.description));
  if (ways.length === 0) return element("div", { class: "panel" }, element("h3", {}, name), description, element("p", {}, "No score: ", foreign(profile.reason)));
  const [own, other] = ways;
  const rows = ways.flatMap(({ way, scores }) => scores.map((score) => ({ score, scores, way: ways.length > 1 ? way : "" })));
  const note = [
    missing > 0 ? `${counted(missing, "figure")} missing; drawn: ${own.way}.` : "",
    (own.weight ?? 1) < 0.9995 ? `What counts carries ${percent(own.weight)} of the profile's weight.` : "",
  ].filter(Boolean).join(" ");
  const made = figure({ title: name, finding: rankingWords(report, own.scores), body: scoreChart(report, own.scores, `Profile ${name}`), note,
    table: scoreTable(report, `Scores of the profile ${name}`, rows) });
  made.classList.add("panel");
  made.querySelector("h3").after(description);
  if (other) made.append(element("details", { class: "behind" }, element("summary", {}, `The other way, ${other.way}: ${name}`),
    element("p", { class: "finding" }, rankingWords(report, other.scores)), scoreChart(report, other.scores, `Profile ${name}, ${other.way}`)));
  made.append(makeUp(report, profile));
  return made;
}

/** Groups take the place of profiles where a document has none. */
function groupPanels(report) {
  return report.ranking.groups.filter((group) => group.scores.length > 0).map((group) => {
    const made = figure({ title: visible(group.group), finding: rankingWords(report, group.scores), body: scoreChart(report, group.scores, visible(group.group)),
      table: scoreTable(report, `Scores of ${visible(group.group)}`, group.scores.map((score) => ({ score, scores: group.scores }))) });
    made.classList.add("panel");
    return made;
  });
}

export function ranking(report) {
  const profiles = report.ranking.profiles ?? [];
  const panels = profiles.length > 0 ? profiles.map((profile) => profilePanel(report, profile)) : groupPanels(report);
  return section("ranking", "Ranking",
    element("p", { class: "lead" }, `Each mark is a chip's weighted geometric mean of its ratios to ${report.baselineName}, over the same cases for all chips, with its `,
      `${Math.round(100 * report.ranking.confidence)} % interval. Chips on a shaded ground share a rank, since their intervals overlap. Hollow marks are not measured.`),
    panels.length > 0 ? element("div", { class: "panels" }, panels) : element("p", {}, "No case counts on every chip, so there is no score."),
    element("div", { class: "inconclusive" }, element("h3", {}, "What cannot be concluded"),
      element("ul", {}, cannotBeConcluded(report).map((text) => element("li", {}, element("bdi", {}, text))))),
    unlike(report), whoIsRanked(report));
}
