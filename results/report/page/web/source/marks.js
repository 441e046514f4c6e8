// How a chip looks in charts: a colour of Okabe and Ito's set, which colour-blind eyes tell apart, a shape and a
// dash for black and white, hollow where its numbers are not measured.

/** Corners of each shape, within -1..1; a circle has none. */
const shapes = [
  [],
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.1], [1.05, 0.85], [-1.05, 0.85]],
  [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  [[0, 1.1], [1.05, -0.85], [-1.05, -0.85]],
  [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4],
    [-1.1, -0.4], [-0.4, -0.4]],
  [[-0.6, -1.05], [0.6, -1.05], [1.2, 0], [0.6, 1.05], [-0.6, 1.05], [-1.2, 0]],
  [[-1.1, 0], [0.9, -1.05], [0.9, 1.05]],
];
const dashes = ["solid", [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 3], [2, 4], [9, 2, 2, 2, 2, 2]];

const slot = (chip) => chip.index % shapes.length;

export const colourOf = (chip) => `var(--chip-${slot(chip) + 1})`;
export const dashOf = (chip) => dashes[slot(chip)];
const fillOf = (chip) => (chip.measured ? colourOf(chip) : "var(--paper)");

/** Style of a mark, for ECharts' items and custom shapes alike. */
export const markStyle = (chip) => ({ fill: fillOf(chip), stroke: colourOf(chip), lineWidth: 1.75 });

/** A mark as an element of a custom series. */
export function mark(chip, x, y, size) {
  const corners = shapes[slot(chip)];
  const style = markStyle(chip);
  if (corners.length === 0) return { type: "circle", shape: { cx: x, cy: y, r: size }, style };
  return { type: "polygon", shape: { points: corners.map(([dx, dy]) => [x + dx * size, y + dy * size]) }, style };
}

/** A small picture of the mark, for keys and tables. */
export function markIcon(chip) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const corners = shapes[slot(chip)];
  const shape = document.createElementNS(space, corners.length ? "polygon" : "circle");
  const attributes = corners.length ? { points: corners.map(([x, y]) => `${8 + 5 * x},${8 + 5 * y}`).join(" ") } : { cx: 8, cy: 8, r: 5 };
  for (const [name, value] of Object.entries({ ...attributes, fill: fillOf(chip), stroke: colourOf(chip), "stroke-width": 1.75 })) {
    shape.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", class: "mark", "aria-hidden": "true" })) svg.setAttribute(name, value);
  svg.append(shape);
  return svg;
}

/** Hatchings for bars, so that they differ without colour: none, then lines and dots of several directions. */
const hatches = [
  null,
  { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
  { symbol: "circle", dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0], symbolSize: 0.7 },
  { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
  { dashArrayX: [1, 0], dashArrayY: [3, 3], rotation: 0 },
  { dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: Math.PI / 2 },
  { symbol: "rect", dashArrayX: [4, 4], dashArrayY: [4, 4], symbolSize: 0.8 },
  { dashArrayX: [1, 0], dashArrayY: [1, 6], rotation: Math.PI / 4 },
];

export function hatch(chip) {
  const kind = hatches[slot(chip)];
  return kind ? { symbol: "rect", color: "var(--hatch)", ...kind } : undefined;
}
