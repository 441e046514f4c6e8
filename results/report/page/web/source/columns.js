// Columns that many tables share.
import { copyButton } from "./copy_command.js";
import { markIcon } from "./marks.js";
import { anchorOf, chipWords, originOf, shortName } from "./report.js";
import { element, visible } from "./text.js";

/** A chip's mark, letter and name. */
export function chipLabel(chip) {
  return element("span", { class: "chip", title: visible(chip.row.label) }, markIcon(chip), chip.letter ? element("b", {}, chip.letter) : null,
    element("bdi", {}, `${chip.name}${originOf(chip)}`));
}

export const chipColumn = (get = (row) => row.chip) => ({
  title: "chip", choice: true, value: (row) => chipWords(get(row)), cell: (row) => chipLabel(get(row)),
});

export function caseLink(case_, text = shortName(case_.name)) {
  return element("a", { href: `#${anchorOf(case_)}`, title: visible(case_.name) }, element("bdi", {}, text));
}

export const caseColumn = (report, get = (row) => row.index) => ({
  title: "case", heading: true, value: (row) => shortName(report.case(get(row)).name), cell: (row) => caseLink(report.case(get(row))),
});

/** Copies what measures the row's case on the row's chip again. */
export const commandColumn = (report, get = (row) => row) => ({
  title: "again", kind: "action",
  cell(row) {
    const { index, chip } = get(row);
    const command = report.command(index, chip.index);
    return command ? copyButton(command, `measures ${shortName(report.case(index).name)} on ${chip.letter}`) : "";
  },
});
