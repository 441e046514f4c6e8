import { chipColumn } from "../columns.js";
import { dataTable } from "../data_table.js";
import { section } from "../figure.js";
import { counted, element, foreign, listed, visible } from "../text.js";

/** Which ranks and which start of the run, where it is not all of them. */
function whereOf({ ranks, start }) {
  return [ranks ? `ranks ${ranks.join(", ")}` : "", start !== undefined ? `start ${start + 1}` : ""].filter(Boolean).join("; ");
}

export function environment(report) {
  const differences = report.list("environment_differences");
  const rows = differences.flatMap((each) => each.values.map((value) => ({ ...value, what: each.what })));
  if (rows.length === 0) return null;
  const names = differences.map((each) => visible(each.what));
  const said = names.length > 6 ? counted(names.length, "setting") : listed(names);
  return section("environment", "What differs between runs and nodes",
    element("p", { class: "lead" }, element("bdi", {}, `${said} ${names.length === 1 ? "is" : "are"} not the same everywhere. What is not listed is the same.`)),
    dataTable({ caption: "Differences of environments", rows, columns: [
      { title: "what", choice: true, heading: true, value: (row) => row.what, cell: (row) => foreign(row.what) },
      chipColumn((row) => report.chips[row.chip]),
      { title: "run", kind: "number", value: (row) => row.run + 1, cell: (row) => String(row.run + 1) },
      { title: "host", value: (row) => row.host, cell: (row) => (row.host === null ? "all" : foreign(row.host)) },
      rows.some((row) => row.ranks || row.start !== undefined) ? { title: "only", value: whereOf } : [],
      { title: "value", value: (row) => row.value, cell: (row) => (row.value === null ? element("i", {}, "not on record") : foreign(row.value)) },
    ] }));
}
