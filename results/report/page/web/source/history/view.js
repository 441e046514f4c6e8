// What all charts of nights show: which quantity, and how many nights.
import { duration, quantity, tickQuantity } from "../quantity.js";
import { element } from "../text.js";
import { figureText, isTime, spokenOf } from "./metric.js";

const tickPercent = (value) => `${Number((100 * value).toPrecision(6))} %`;

/** Each makes a number of a night's figure, a text of that number, and the axis' name. */
export const quantities = {
  speed: {
    title: () => (isTime() ? "Speed against the first level" : "Against the first level"),
    name: () => (isTime() ? "speed, first level = 100 %" : `${spokenOf().name}, first level = 100 %, higher is better`),
    of: (series) => (seconds) => series.row.levels[0].figure / seconds,
    show: () => (value) => `${(100 * value).toFixed(2)} %`, tick: tickPercent,
  },
  rate: {
    title: () => "Rate", name: (series) => `rate, ${series.unit}`,
    of: (series) => (seconds) => series.row.work / seconds,
    show: (series) => (value) => quantity(value, series.unit), tick: tickQuantity,
  },
  time: {
    title: () => `${spokenOf().what[0].toUpperCase()}${spokenOf().what.slice(1)}`, name: () => `${spokenOf().what}, lower is better`,
    of: () => (seconds) => seconds,
    show: () => figureText, tick: (value) => (spokenOf().unit === "s" ? duration(value) : tickQuantity(value)),
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
      choice("view-quantity", "Show", Object.entries(quantities).filter(([key]) => key !== "rate" || isTime()).map(([key, { title }]) => [key, title()]), (key) => (this.quantity = quantities[key])),
      shorter.length > 0 ? choice("view-nights", "Nights", [["0", `all ${this.runs.toLocaleString("en")}`], ...shorter.map((nights) => [String(nights), `the last ${nights}`])],
        (nights) => (this.from = Number(nights) === 0 ? 0 : this.runs - Number(nights))) : null);
  }
}
