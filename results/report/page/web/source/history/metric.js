// Which figure the page is about, and its words. One page is of one metric, set before anything is drawn.
import { duration, quantity } from "../quantity.js";

let metric = { name: "time", unit: "s", what: "time of an iteration", worse: "slower", better: "faster" };

export const speakOf = (chosen) => (metric = chosen ?? metric);
export const spokenOf = () => metric;
export const isTime = () => metric.name === "time";
/** A night's figure, or a level, as text. */
export const figureText = (value) => (metric.unit === "s" ? duration(value) : quantity(value, metric.unit));
