// What all charts of nights show: which quantity, and how many nights.
import { duration, quantity, tickQuantity } from "../quantity.js";
import { element } from "../text.js";

const tickPercent = (value) => `${Number((100 * value).toPrecision(6))} %`;

/** Each makes a number of a night's seconds, a text of that number, and the axis' name. */
export const quantities = {
  speed: {
    title: "Speed against the first level", name: () => "speed, first level = 100 %",
    of: (series) => (seconds) => series.row.levels[0].median_seconds / seconds,
    show: () => (value) => `${(100 * value).toFixed(2)} %`, tick: tickPercent,
  },
  rate: {
    title: "Rate", name: (series) => `rate, ${series.unit}`,
    of: (series) => (seconds) => series.row.work / seconds,
    show: (series) => (value) => quantity(value, series.unit), tick: tickQuantity,
  },
  time: {
    title: "Time of an iteration", name: () => "time of an iteration, lower is better",
    of: () => (seconds) => seconds,
    show: () => duration, tick: duration,
  },
};

const spans = [365, 90, 30];

export class View {
  constructor(runs) {
    this.quantity = quantities.speed;
    this.runs = runs;
    this.from = 0;
    this.boxes = [];
  }

  /** The controls, which have all charts drawn anew. */
  controls() {
    const choice = (id, label, options, set) => {
      const select = element("select", { id, onchange: () => {
        set(select.value);
        for (const box of this.boxes) box.redraw();
      } }, options.map(([value, text]) => element("option", { value }, text)));
      return [element("label", { for: id }, label), select];
    };
    const shorter = spans.filter((nights) => nights < this.runs);
    return element("div", { class: "filters view" },
      choice("view-quantity", "Show", Object.entries(quantities).map(([key, { title }]) => [key, title]), (key) => (this.quantity = quantities[key])),
      shorter.length > 0 ? choice("view-nights", "Nights", [["0", `all ${this.runs.toLocaleString("en")}`], ...shorter.map((nights) => [String(nights), `the last ${nights}`])],
        (nights) => (this.from = Number(nights) === 0 ? 0 : this.runs - Number(nights))) : null);
  }
}
