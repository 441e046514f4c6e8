// A chart has no room for ten thousand marks. What is drawn instead says how much it stands for, and outliers are never thinned.

/** Pixels that a mark of its own needs. */
const pixelsOfMark = 2;

/**
 * Nights from `first` to before `end` that stand for themselves, or stretches of equally many of them with their least, middle and
 * greatest value. Outliers are left out: they are drawn one by one.
 * @returns {{each: number, bins: {from: number, to: number, low: number, middle: number, high: number}[]}}  `each`: nights of a bin
 */
export function thinned(first, end, valueAt, isOutlier, pixels) {
  const each = Math.max(1, Math.ceil(((end - first) * pixelsOfMark) / Math.max(1, pixels)));
  const bins = [];
  for (let from = first; from < end; from += each) {
    const values = [];
    const to = Math.min(end, from + each);
    for (let at = from; at < to; ++at) if (!isOutlier(at)) values.push(valueAt(at));
    if (values.length === 0) continue;
    values.sort((a, b) => a - b);
    bins.push({ from, to: to - 1, low: values[0], middle: (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2, high: values.at(-1) });
  }
  return { each, bins };
}
