// Logarithmic axes with readable ticks over any span. ECharts' own has powers of ten alone, so values are put on a plain
// axis as their logarithm.
import { axis } from "./chart.js";

/** Round numbers within low..high: powers of ten, 1-2-5 or even steps, so that there are about `wanted` of them. */
export function logTicks(low, high, wanted = 6) {
  const decades = Math.log10(high / low);
  if (decades < 0.6) {
    const rough = (high - low) / wanted;
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = size * [1, 2, 5, 10].find((each) => each * size >= rough * 0.999);
    const first = Math.ceil(low / step - 1e-9);
    const count = Math.floor(high / step + 1e-9) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  }
  const within = decades * 3 <= wanted * 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / wanted));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    if (within.length === 1 && ((power % stride) + stride) % stride !== 0) continue;
    for (const digit of within) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * 0.9999 && tick <= high * 1.0001);
}

/** The span of all positive `values` with some room at both ends. */
export function logSpan(values, room = 0.06) {
  const logs = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
  if (logs.length === 0) return { low: 0.1, high: 10 };
  const [least, most] = [logs.reduce((a, b) => Math.min(a, b)), logs.reduce((a, b) => Math.max(a, b))];
  const margin = Math.max(0.02, (most - least) * room);
  return { low: 10 ** (least - margin), high: 10 ** (most + margin) };
}

/** ECharts' axis for values given as `place(value)`, with ticks written by `show`. */
export function logAxis({ low, high }, { ticks, show, ...options }) {
  const at = ticks.map(place);
  const { axisLabel, ...rest } = options;
  return axis({
    type: "value", min: place(low), max: place(high), ...rest,
    axisTick: { customValues: at, lineStyle: { color: "var(--rule-2)" } },
    axisLabel: { customValues: at, hideOverlap: true, formatter: (value) => show(Number((10 ** value).toPrecision(9))), ...axisLabel },
  });
}

/** Where a positive value lies on such an axis. */
export const place = (value) => Math.log10(value);
