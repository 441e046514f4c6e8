/** Numbers that look like measurements and are the same every time (SplitMix64). */
export function randomNumbers(seed) {
  let state = BigInt(seed);
  const uniform = () => {
    state = (state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return Number((mixed ^ (mixed >> 31n)) >> 11n) / 2 ** 53;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  /** A value near 1 that is off by `spread` or so. */
  const near = (spread) => Math.exp(spread * normal());
  return { uniform, normal, near };
}

/** `point` with an interval of about the relative half-width `width` around it. */
export const interval = (point, width) => ({ low: point / (1 + width), point, high: point * (1 + width) });
