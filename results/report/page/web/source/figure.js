// A chart with what belongs to it: a heading, what it says in a sentence, a key, its table.
import { chipLabel } from "./columns.js";
import { element } from "./text.js";

/** The chips of a chart: their marks and names. */
export function key(chips) {
  return element("ul", { class: "key", "aria-label": "Chips" }, chips.map((chip) =>
    element("li", {}, chipLabel(chip))));
}

let number = 0;

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.finding  a sentence: what the chart shows
 * @param {Node} options.body  the chart
 * @param {HTMLElement | (() => HTMLElement)} [options.table]  the same data; a function is asked when the reader opens it
 * @param {import("./report.js").Chip[]} [options.chips]  for the key
 * @param {string} [options.note]
 */
export function figure({ title, finding, body, table, chips, note, controls, level = 3 }) {
  const id = `figure-${++number}`;
  return element("figure", { class: "figure", "aria-labelledby": id },
    element("figcaption", {}, element(`h${level}`, { id }, title), element("p", { class: "finding" }, finding)),
    controls, chips ? key(chips) : null, body, note ? element("p", { class: "note" }, note) : null,
    table ? behind(`Table: ${title}`, table) : null);
}

/** Opens at a click. */
export function behind(title, content) {
  const made = element("details", { class: "behind" }, element("summary", {}, title), typeof content === "function" ? null : content);
  if (typeof content === "function") made.addEventListener("toggle", () => made.append(content()), { once: true });
  return made;
}

/** A part of the page. */
export function section(id, title, ...children) {
  return element("section", { id, "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title` }, title), children);
}
