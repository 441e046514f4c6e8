// Numbers as the program prints them: four significant digits, SI prefixes (1 GB = 1e9 bytes).

const prefixes = ["", "k", "M", "G", "T", "P"];

function scaleOf(value) {
  let factor = 1;
  for (const prefix of prefixes) {
    if (Math.abs(value) / factor < 999.95 || prefix === "P") return { factor, prefix };
    factor *= 1000;
  }
}

const magnitudeOf = (value) =>
  value === 0 || !Number.isFinite(value) ? 0 : Math.floor(Math.log10(Math.abs(value) * 1.00005));
const decimalsOf = (value) => Math.min(20, Math.max(0, 3 - magnitudeOf(value)));

function fixed(value, decimals) {
  const lost = value > 0 && value < 0.5 * 10 ** -decimals;
  return lost ? value.toExponential(1) : value.toFixed(decimals);
}

/** Whether there is a spread to show: too few iterations give none, and neither does a model. */
const has = ({ low, high }) => low !== null && low !== undefined && low < high;

/** A value and its bounds as three texts, `bounds` "" where there is no interval. */
function parts(interval, show) {
  return { point: show(interval.point), bounds: has(interval) ? `[${show(interval.low)}, ${show(interval.high)}]` : "" };
}

/** "95.12 TFLOP/s" */
export function quantity(value, unit) {
  const { factor, prefix } = scaleOf(value);
  return `${fixed(value / factor, decimalsOf(value / factor))} ${prefix}${unit}`;
}

/** Point and bounds in one scale: the unit goes with the point. */
export function quantityParts(interval, unit) {
  const { factor, prefix } = scaleOf(interval.point);
  const decimals = decimalsOf(interval.point / factor);
  const shown = parts(interval, (value) => fixed(value / factor, decimals));
  return { point: `${shown.point} ${prefix}${unit}`, bounds: shown.bounds };
}

export function ratioParts(interval) {
  const scientific = interval.point !== 0 && (Math.abs(interval.point) < 1e-4 || Math.abs(interval.point) >= 1e6);
  const decimals = decimalsOf(interval.point);
  return parts(interval, (value) => (scientific ? value.toExponential(3) : fixed(value, decimals)));
}

export function percentParts(interval) {
  return parts(interval, (value) => `${(100 * value).toFixed(Math.abs(value) < 0.01 ? 2 : 1)} %`);
}

export function durationParts(interval) {
  const [unit, scale] = [["s", 1], ["ms", 1e-3], ["µs", 1e-6], ["ns", 1e-9]].find(([, size]) =>
    interval.point >= 0.99995 * size) ?? ["ns", 1e-9];
  const decimals = Math.min(3, decimalsOf(interval.point / scale));
  const shown = parts(interval, (value) => (value / scale).toFixed(decimals));
  return { point: `${shown.point} ${unit}`, bounds: shown.bounds };
}

const point = (value) => ({ low: null, point: value, high: null });
export const ratio = (value) => ratioParts(point(value)).point;
export const percent = (value) => percentParts(point(value)).point;
export const duration = (value) => durationParts(point(value)).point;

/** Texts of ticks: as short as the number allows. */
export const tickRatio = (value) => String(Number(value.toPrecision(6)));
export function tickQuantity(value) {
  const { factor, prefix } = scaleOf(value);
  return `${Number((value / factor).toPrecision(6))} ${prefix}`.trim();
}

/** "1.520 [1.490, 1.551]" */
export const joined = ({ point: value, bounds }) => (bounds ? `${value} ${bounds}` : value);

/** A message size, exactly: mostly powers of two, so in KiB and the like where these are round. */
export function binaryBytes(bytes) {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
    const shown = Number((bytes / size).toPrecision(4));
    if (bytes >= size && shown * size === bytes) return `${shown} ${unit}`;
  }
  return `${bytes.toLocaleString("en")} B`;
}
