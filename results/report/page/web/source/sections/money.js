import { caseColumn, chipColumn, chipLabel, commandColumn } from "../columns.js";
import { dataTable, intervalColumns } from "../data_table.js";
import { figure, section } from "../figure.js";
import { forest } from "../forest.js";
import { joined, quantityParts, ratio, ratioParts, tickRatio } from "../quantity.js";
import { chipWords } from "../report.js";
import { counted, element, foreign, listed, sourceText, visible } from "../text.js";

/** The shipped reference stands in these tables as a chip without a letter. */
function chipOf(report, entry) {
  if (entry.chip !== null && entry.chip !== undefined) return report.chips[entry.chip];
  const { baseline } = report.ranking;
  return { index: 6, letter: "", name: visible(baseline.chip || baseline.title), origin: "reference", measured: false, row: { label: baseline.chip } };
}

/** What is compared with the baseline, each by a mark of its own. */
const kinds = [
  { key: "speed", name: "speed", index: 0 },
  { key: "work_per_watt", name: "speed per watt", index: 1 },
  { key: "work_per_money", name: "speed per money", index: 2 },
];

const asMark = (kind, chip) => ({ ...kind, letter: "", origin: "measured", measured: chip.measured, row: { label: kind.name } });

/** Money in four digits: no prefixes, since nobody counts in kUSD. */
const amountParts = (interval, currency) => {
  const parts = ratioParts(interval);
  return { point: `${parts.point} ${currency}`, bounds: parts.bounds };
};

function findingOf(rows, currency) {
  const even = rows.filter(({ entry }) => entry.to_baseline?.breakeven_per_hour).map(({ chip, entry }) => `${chipWords(chip)} ${ratio(entry.to_baseline.breakeven_per_hour.point)}`);
  if (even.length > 0) return `The same work costs as much as the baseline's at these prices per hour${currency ? ` (${currency})` : ""}: ${listed(even)}.`;
  const watts = rows.filter(({ entry }) => entry.to_baseline?.work_per_watt);
  if (watts.length === 0) return "Neither watts nor prices are known on both sides, so nothing is compared.";
  const best = watts.reduce((most, each) => (each.entry.to_baseline.work_per_watt.point > most.entry.to_baseline.work_per_watt.point ? each : most));
  return `Most work per watt: ${chipWords(best.chip)}, ${joined(ratioParts(best.entry.to_baseline.work_per_watt))} of the baseline's, by watts that are ${visible(best.entry.to_baseline.power_origin)}.`;
}

function comparison(report, name, rows, finding) {
  const compared = rows.filter(({ entry }) => entry.to_baseline);
  const used = kinds.filter((kind) => compared.some(({ entry }) => entry.to_baseline[kind.key]));
  const sentence = `Speed, speed per watt and speed per money under ${name}, relative to ${report.baselineName}. ${finding}`;
  const body = compared.length === 0 ? null : forest({ sentence, rowHeight: 14 + 9 * used.length, line: 1, lineName: report.baselineName,
    name: `times ${report.baselineName} (logarithmic)`, show: tickRatio,
    rows: compared.map(({ chip, entry }) => ({ label: `${chip.letter}  ${chip.name}`, points: used.filter((kind) => entry.to_baseline[kind.key]).map((kind) => ({
      chip: asMark(kind, chip), interval: entry.to_baseline[kind.key], tip: [chipWords(chip), `${kind.name}: ${joined(ratioParts(entry.to_baseline[kind.key]))} of ${report.baselineName}`] })) })) });
  return { body, controls: element("ul", { class: "key", "aria-label": "Compared" }, used.map((kind) => element("li", {}, chipLabel(asMark(kind, { measured: true }))))) };
}

function moneyTable(name, rows, currency) {
  const has = (get) => rows.some(({ entry }) => get(entry));
  const columns = (title, get, parts) => (has(get) ? intervalColumns(title, ({ entry }) => get(entry), parts) : []);
  const money = (interval) => amountParts(interval, currency);
  return dataTable({ caption: `Energy and money of ${name}`, rows, columns: [
    { ...chipColumn(), heading: true, choice: false },
    columns("rate", (entry) => entry.flops, (interval) => quantityParts(interval, "FLOP/s")),
    columns("power", (entry) => entry.power?.watts, (interval) => quantityParts(interval, "W")),
    has((entry) => entry.power) ? { title: "power is", value: ({ entry }) => entry.power?.origin } : [],
    columns("rate per watt", (entry) => entry.flops_per_watt, (interval) => quantityParts(interval, "FLOP/s/W")),
    columns("energy per EFLOP", (entry) => entry.joules_per_eflop, (interval) => quantityParts(interval, "J")),
    columns("cost per hour", (entry) => entry.per_hour?.total, money),
    columns("cost per EFLOP", (entry) => entry.cost_per_eflop, money),
    columns("cost, to the baseline's", (entry) => entry.to_baseline?.cost_of_work, ratioParts),
    columns("break-even per hour", (entry) => entry.to_baseline?.breakeven_per_hour, money),
    has((entry) => entry.per_hour?.note) ? { title: "note", value: ({ entry }) => entry.per_hour?.note } : [],
  ] });
}

function tokenTable(name, rows, currency) {
  const bounds = rows.flatMap(({ chip, entry }) => (entry.tokens ?? []).map((bound) => ({ chip, bound })));
  if (bounds.length === 0) return null;
  return dataTable({ caption: `Tokens under ${name}: upper bounds from matrix multiplications alone`, rows: bounds, columns: [
    { ...chipColumn(), heading: true, choice: false },
    { title: "model", choice: true, value: ({ bound }) => bound.model },
    intervalColumns("tokens per second, at most", ({ bound }) => bound.per_second, (interval) => quantityParts(interval, "")),
    intervalColumns("cost of 1e9 tokens, at least", ({ bound }) => bound.cost_per_1e9, (interval) => amountParts(interval, currency)),
    { title: "origin", value: ({ bound }) => (bound.per_second ? bound.origin : `${counted(bound.missing.length, "case")} missing`) },
  ] });
}

function profileFigure(report, profile, currency) {
  const name = visible(profile.profile);
  const rows = profile.chips.map((entry) => ({ entry, chip: chipOf(report, entry) }));
  const finding = findingOf(rows, currency);
  const { body, controls } = comparison(report, name, rows, finding);
  const table = moneyTable(name, rows, currency);
  const tokens = tokenTable(name, rows, currency);
  if (!body) return element("div", {}, element("h3", {}, name), table, tokens);
  const made = figure({ title: `Energy and money: ${name}`, finding, body, controls, table });
  if (tokens) made.append(element("details", { class: "behind" }, element("summary", {}, `Tokens: ${name}`), tokens));
  return made;
}

/** Joules of single cases, where sensors were read. */
function energyOfCases(report) {
  const rows = report.results.filter(({ result }) => result.energy);
  if (rows.length === 0) return null;
  return element("details", { class: "behind" }, element("summary", {}, "Table: energy of each case"), dataTable({ caption: "Energy of each case, of one device", rows, columns: [
    caseColumn(report), chipColumn(),
    intervalColumns("per iteration", ({ result }) => result.energy.joules_per_iteration, (interval) => quantityParts(interval, "J")),
    intervalColumns("power", ({ result }) => result.energy.watts, (interval) => quantityParts(interval, "W")),
    { title: "read from", choice: true, value: ({ result }) => result.energy.source },
    commandColumn(report),
  ] }));
}

/** Figures of the price file, with where they come from. */
function prices(money) {
  if (!money.sources?.length) return null;
  return element("details", { class: "behind" }, element("summary", {}, "Table: prices"), dataTable({ caption: "Prices that were used", rows: money.sources, columns: [
    { title: "what", heading: true, value: (each) => each.what },
    intervalColumns("value", (each) => each.value, (interval, each) => amountParts(interval, visible(each.unit))),
    { title: "date", value: (each) => each.date }, { title: "source", value: (each) => each.source, cell: (each) => sourceText(each.source) },
    { title: "note", value: (each) => each.note },
  ] }));
}

export function money(report) {
  const { money: found } = report.ranking;
  const energy = energyOfCases(report);
  const profiles = (found?.profiles ?? []).filter((profile) => profile.chips.length > 0);
  if (profiles.length === 0 && !energy) return null;
  const from = found?.prices ? element("p", { class: "lead" }, "Prices from ", foreign(found.prices), found.date ? `, ${visible(found.date)}` : "", ".")
    : element("p", { class: "lead" }, "No prices were given. With --prices FILE, costs and break-even prices stand here.");
  return section("money", "Energy and money", from, (found?.warnings ?? []).map((text) => element("p", { class: "note" }, foreign(text))),
    element("div", { class: "panels" }, profiles.map((profile) => profileFigure(report, profile, visible(found.currency)))), energy, found ? prices(found) : null);
}
