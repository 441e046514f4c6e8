// What a change is called, and how it looks: a shape as well as a colour.
import { spokenOf } from "./metric.js";

/** Gravest first. `filled` marks what is believed or wants attention; `clause` goes behind the size of a change. */
const states = {
  alarm: { words: "alarm", clause: "alarm", colour: "var(--alarm)", down: true, filled: true },
  "not alone": { get words() { return `perhaps ${spokenOf().worse}`; }, clause: "no alarm: among so many cases chance does as much", colour: "var(--doubt)", down: true, filled: false },
  small: { get words() { return `slightly ${spokenOf().worse}`; }, clause: "no alarm: less than the floor", colour: "var(--doubt)", down: true, filled: false },
  acknowledged: { words: "acknowledged", clause: "no alarm: acknowledged", colour: "var(--known)", diamond: true, filled: false },
  past: { get words() { return `${spokenOf().worse} long since`; }, clause: "no alarm any more", colour: "var(--ink-2)", down: true, filled: true },
  better: { get words() { return spokenOf().better; }, colour: "var(--better)", filled: true },
  quiet: { words: "quiet", colour: "var(--ink-2)" },
};
const order = Object.keys(states);

export const stateOf = (state) => states[state] ?? states.quiet;
export const gravity = (state) => (order.includes(state) ? order.indexOf(state) : order.length);
export const stateWords = (state) => (state in states ? states[state].words : String(state));

/** Said once for each state, in "How to read this". */
export const stateMeanings = [
  ["alarm", "a lasting loss of at least the floor, which began within the last nights that count as recent, is not acknowledged, and is more than chance does among so many cases"],
  ["not alone", "among so many cases chance does as much"],
  ["small", "a loss of less than the floor"],
  ["acknowledged", "somebody has said that it is known"],
  ["past", "began before the nights that count as recent"],
  ["better", "a lasting gain"],
  ["quiet", "no lasting change"],
];

const corners = ({ down, diamond }) => (diamond ? [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]] : down ? [[-1.05, -0.85], [1.05, -0.85], [0, 1.1]] : [[-1.05, 0.85], [1.05, 0.85], [0, -1.1]]);

/** As an element of a custom series. */
export function stateMark(state, x, y, size) {
  const look = stateOf(state);
  return { type: "polygon", shape: { points: corners(look).map(([dx, dy]) => [x + dx * size, y + dy * size]) },
    style: { fill: look.filled ? look.colour : "var(--paper)", stroke: look.colour, lineWidth: 1.6 } };
}

/** A small picture of it, for tables and lists; quiet cases have a dash. */
export function stateIcon(state) {
  const space = "http://www.w3.org/2000/svg";
  const look = stateOf(state);
  const svg = document.createElementNS(space, "svg");
  const shape = document.createElementNS(space, state === "quiet" ? "line" : "polygon");
  const attributes = state === "quiet" ? { x1: 3, x2: 13, y1: 8, y2: 8 } : { points: corners(look).map(([x, y]) => `${8 + 5 * x},${8 + 5 * y}`).join(" ") };
  for (const [name, value] of Object.entries({ ...attributes, fill: look.filled ? look.colour : "var(--paper)", stroke: look.colour, "stroke-width": 1.6 })) {
    shape.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", class: "mark", "aria-hidden": "true" })) svg.setAttribute(name, value);
  svg.append(shape);
  return svg;
}
