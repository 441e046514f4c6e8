// Where the texts beside marks go: those that matter most first, to the right of their mark, else to its left, else nowhere.

/** Pixels that a text takes, about, in the size of the marks. */
export const fontSize = 11;
export const widthOf = (text) => 6 * text.length + 4;

const gap = 9;

/**
 * @param {{x: number, said: string, weight: number}[]} marks  in one row; the least weight goes first
 * @returns {({x: number, align: "left"|"right"}|null)[]}  of each mark; null where there is no room
 */
export function labelPlaces(marks, left, right) {
  const taken = marks.map(({ x }) => [x - 6, x + 6]);
  const free = (begin, end, own) => begin >= left && end <= right && taken.every(([from, to], i) => i === own || end <= from || begin >= to);
  const places = marks.map(() => null);
  const order = marks.map((_, i) => i).sort((a, b) => marks[a].weight - marks[b].weight || b - a);
  for (const i of order) {
    const { x, said } = marks[i];
    const wide = widthOf(said) + gap;
    if (free(x, x + wide, i)) places[i] = { x: x + gap, align: "left" };
    else if (free(x - wide, x, i)) places[i] = { x: x - gap, align: "right" };
    else continue;
    taken.push(places[i].align === "left" ? [x, x + wide] : [x - wide, x]);
  }
  return places;
}
