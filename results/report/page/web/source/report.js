// The document behind the page: read once, then asked. Optional parts may be absent; charts leave out what is.
import { binaryBytes } from "./quantity.js";
import { visible } from "./text.js";

/**
 * @typedef {{low: number|null, point: number, high: number|null}} Interval
 * @typedef {{index: number, letter: string, name: string, measured: boolean, origin: string, row: any}} Chip  `name` is short;
 *   row.label is all of it
 */

const letterOf = (index) => (index < 26 ? "" : letterOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

/** The beginning of a long text. */
const shortened = (text, most) => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

/** What an origin that is no measurement of the reader's own is called beside a name. */
const originWords = { modelled: "modelled", imported: "imported", emulated: "emulated", reference: "reference" };

export class Report {
  constructor(content) {
    this.ranking = content.ranking;
    this.details = content.details ?? {};
    /** @type {Chip[]} */
    this.chips = this.ranking.chips.map((row, index) => ({
      index, row, letter: letterOf(index), name: shortened(visible(row.label).replace(/ \(modelled\)$/, row.origin === "modelled" ? "" : "$&"), 30), origin: row.origin, measured: row.origin === "measured",
    }));
    /** All results as rows: one for each case and chip. */
    this.results = this.ranking.cases.flatMap((case_, index) =>
      case_.results.map((result) => ({ case_, index, result, chip: this.chips[result.chip] })));
    this.commands = new Map((this.details.reproduce ?? []).map((each) => [`${each.case}/${each.chip}`, each.command]));
  }

  /** "H20": how the baseline is called on axes. */
  get baselineName() {
    const { baseline } = this.ranking;
    return baseline.measured ? visible(baseline.chip || baseline.title) : "H20";
  }

  /** A list of the details, empty where the document has none. */
  list(name) {
    return this.details[name] ?? [];
  }

  case(index) {
    return this.ranking.cases[index];
  }

  command(caseIndex, chipIndex) {
    return this.commands.get(`${caseIndex}/${chipIndex}`) ?? "";
  }

  result(caseIndex, chipIndex) {
    return this.ranking.cases[caseIndex].results.find((each) => each.chip === chipIndex);
  }
}

/** ", modelled" where a chip's numbers are not measured and its name does not say so. */
export function originOf(chip) {
  const origin = originWords[chip.origin];
  return origin && !chip.name.toLowerCase().includes(origin) ? `, ${origin}` : "";
}

/** "Dolerite 9 (D, imported)": a chip in a sentence. */
export const chipWords = (chip) => `${chip.name} (${chip.letter}${originOf(chip)})`;

/** Where a case's card is. Ids come from files, so nothing but their letters and digits is used. */
export const anchorOf = (case_) => `case-${String(case_.id).replace(/[^A-Za-z0-9]/g, "")}`;

/** The name without what goes without saying: "bf16 4096×4096×4096", "allreduce bf16 16 MiB, 8 ranks". */
export function shortName(name) {
  const shown = visible(name);
  const [workload, rest] = [shown.slice(0, shown.indexOf(":")), shown.slice(shown.indexOf(":") + 1)];
  const fields = new Map(rest.split(",").map((field) => field.split("=")));
  const others = (left, usual) => [...fields].filter(([key, value]) => !left.includes(key) && usual[key] !== value)
    .map(([key, value]) => (key === "ranks" ? `${value} ranks` : key === "mode" ? value : `${key}=${value}`));
  const of = (beginning, left, usual) => [beginning, ...others(left, usual)].join(", ");
  if (workload === "matmul" && fields.has("m")) {
    return of(`${fields.get("dtype")} ${fields.get("m")}×${fields.get("n")}×${fields.get("k")}`, ["dtype", "m", "n", "k"], { trans: "nt" });
  }
  if (fields.has("bytes")) return of(`${workload} ${fields.get("dtype")} ${binaryBytes(Number(fields.get("bytes")))}`, ["dtype", "bytes"], { op: "sum" });
  return shown;
}
