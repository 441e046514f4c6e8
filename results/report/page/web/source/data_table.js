// The tables: sorted by their headings, filtered by text and by choices, with the first rows of long ones.
import { counted, element, visible } from "./text.js";

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {"text"|"number"|"action"} [kind]  numbers are right-aligned and sorted from the largest; actions are not sorted
 * @property {(row: any) => string|number|null|undefined} [value]  for sorting and filtering
 * @property {(row: any) => string|number|null|undefined} [order]  for sorting, where that is not the order of `value`
 * @property {(row: any) => Node|string|null|undefined|Array<Node|string|null>} [cell]  what is shown; `value` if absent
 * @property {boolean} [choice]  a list of its values to choose from
 * @property {boolean} [heading]  the cell that names its row
 */

const firstRows = 60;
const collator = new Intl.Collator("en", { numeric: true });

/** Order of two values; what is missing comes last in either direction. */
function compared(a, b, direction) {
  const [none, other] = [a === null || a === undefined || Number.isNaN(a), b === null || b === undefined || Number.isNaN(b)];
  if (none || other) return Number(none) - Number(other);
  return direction * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
}

const shownOf = (column, row) => {
  const shown = column.cell ? column.cell(row) : column.value(row);
  return shown === null || shown === undefined ? "" : typeof shown === "string" || typeof shown === "number" ? visible(shown) : shown;
};

class DataTable {
  constructor({ caption, columns, rows, filter }) {
    Object.assign(this, { columns, rows, sorted: null, direction: 0, query: "", choices: new Map(), all: false, made: new Map() });
    this.body = element("tbody");
    this.more = element("button", { type: "button", class: "more", onclick: () => { this.all = true; this.show(); } });
    this.count = element("output", { class: "count" });
    this.headings = columns.map((column) => this.heading(column));
    const table = element("table", {}, element("caption", {}, visible(caption)), element("thead", {}, element("tr", {}, this.headings)), this.body);
    const region = element("div", { class: "table-scroll", role: "region", tabindex: 0, "aria-label": `Table: ${visible(caption)}` }, table);
    this.root = element("div", { class: "data-table" }, filter ? this.filters(caption) : null, region, this.more);
    this.root.show = (choices) => this.choose(choices);
    window.addEventListener("beforeprint", () => this.root.checkVisibility() && this.show(true));
    window.addEventListener("afterprint", () => this.show());
    this.show();
  }

  heading(column) {
    const numeric = column.kind === "number" ? "number" : null;
    if (column.kind === "action") return element("th", { scope: "col", class: "action" }, column.title);
    if (!column.value) return element("th", { scope: "col", class: numeric }, column.title);
    const button = element("button", { type: "button", onclick: () => this.sort(column) }, column.title, element("span", { class: "sort-mark", "aria-hidden": "true" }));
    return element("th", { scope: "col", class: numeric, "aria-sort": "none" }, button);
  }

  filters(caption) {
    this.input = element("input", { type: "search", placeholder: "Filter", "aria-label": `Filter: ${visible(caption)}`, oninput: () => {
      this.query = this.input.value.toLowerCase();
      this.show();
    } });
    this.selects = new Map(this.columns.filter((column) => column.choice).map((column) => [column, this.select(column)]));
    return element("div", { class: "filters" }, this.input, [...this.selects.values()], this.count);
  }

  select(column) {
    const values = [...new Set(this.rows.map((row) => String(column.value(row) ?? "")))].sort(collator.compare);
    const select = element("select", { "aria-label": `Only this ${column.title}`, onchange: () => {
      this.choices.set(column, select.value);
      this.show();
    } }, element("option", { value: "" }, `Any ${column.title}`), values.filter(Boolean).map((value) => {
      const option = element("option", {}, visible(value));
      option.value = value;
      return option;
    }));
    return select;
  }

  /** Sets choices by the titles of their columns, and clears the rest. */
  choose(choices) {
    this.query = this.input.value = "";
    for (const [column, select] of this.selects) {
      select.value = choices[column.title] ?? "";
      this.choices.set(column, select.value);
    }
    this.show();
  }

  sort(column) {
    const usual = column.kind === "number" ? -1 : 1;
    this.direction = this.sorted === column ? -this.direction : usual;
    this.sorted = column;
    this.headings.forEach((heading, index) => {
      if (!heading.hasAttribute("aria-sort")) return;
      const way = this.direction > 0 ? "ascending" : "descending";
      heading.setAttribute("aria-sort", this.columns[index] === column ? way : "none");
    });
    this.show();
  }

  /** What the row says, in one text to look in. */
  textOf(row) {
    return this.columns.map((column) => (column.value ? (column.value(row) ?? "") : "")).join(" ").toLowerCase();
  }

  matching() {
    const wanted = [...this.choices].filter(([, value]) => value !== "");
    return this.rows.filter((row) =>
      wanted.every(([column, value]) => String(column.value(row) ?? "") === value) &&
      this.query.split(/\s+/).every((word) => this.textOf(row).includes(word)));
  }

  rowElement(row) {
    if (!this.made.has(row)) {
      this.made.set(row, element("tr", {}, this.columns.map((column) =>
        element(column.heading ? "th" : "td", { scope: column.heading ? "row" : null, class: column.kind ?? null }, shownOf(column, row)))));
    }
    return this.made.get(row);
  }

  show(everything = this.all) {
    const rows = this.matching();
    if (this.sorted) {
      const order = this.sorted.order ?? this.sorted.value;
      rows.sort((a, b) => compared(order(a), order(b), this.direction));
    }
    const cut = everything ? rows : rows.slice(0, firstRows);
    this.body.replaceChildren(...cut.map((row) => this.rowElement(row)));
    this.more.hidden = cut.length === rows.length;
    this.more.textContent = `Show all ${rows.length.toLocaleString("en")} rows`;
    this.count.textContent = rows.length === this.rows.length ? counted(rows.length, "row") : `${rows.length.toLocaleString("en")} of ${counted(this.rows.length, "row")}`;
  }
}

/**
 * @param {{caption: string, columns: Column[], rows: any[], filter?: boolean}} options
 */
export function dataTable(options) {
  return new DataTable({ filter: options.rows.length > 5, ...options, columns: options.columns.flat() }).root;
}

/** Two columns: the number, and its interval. `partsOf` makes the texts (quantity.js). */
export function intervalColumns(title, get, partsOf) {
  const parts = (row) => (get(row) ? partsOf(get(row), row) : null);
  return [
    { title, kind: "number", value: (row) => get(row)?.point, cell: (row) => parts(row)?.point },
    { title: "95 % interval", kind: "number", cell: (row) => parts(row)?.bounds },
  ];
}
