// The document of a history's page, as docs/gate.md describes it: 120 nights of a machine that does not exist, with all that can happen.
import { createHash } from "node:crypto";
import { hostile } from "./chips.mjs";
import { randomNumbers } from "./random.mjs";

const sha = (text) => createHash("sha256").update(text).digest("hex");
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** Nights of the plots, which are stretched for a longer history. */
const usualNights = 120;
const driver = "driver: 570.86 before, 575.51 from here on";
const carrier = { words: "node2 (ranks 8-15)", known: true, ranks: [] };

/**
 * What happens to each case. `steps`: night, ratio of the rate, state, and more of the change; `odd`: outliers by night, as factors of the
 * time; `without`: nights without a figure.
 */
const plots = [
  { dtype: "bf16", n: 8192, steps: [[108, 0.939, "alarm", { beside: [driver], carried_by: carrier }]] },
  { dtype: "bf16", n: 4096, steps: [[108, 0.951, "alarm", { beside: [driver], carried_by: carrier }]], odd: [[40, 1.16], [77, 1.03]] },
  { dtype: "fp8_e4m3", n: 8192, steps: [[30, 1.031, "better"], [70, 0.982, "past", { beside: ["kernel of node1: 6.1.0-30 before, 6.1.0-31 from here on"] }], [108, 0.925, "alarm", { beside: [driver], carried_by: carrier }]] },
  { bytes: 268435456, steps: [[113, 0.97, "alarm", { carried_by: { words: "rank 3 (node1, cuda:3)", known: true, ranks: [] } }]] },
  { dtype: "int8", n: 4096, steps: [[111, 0.986, "not alone", { carried_by: { words: "not known: ranks differ by less than they vary", known: false, ranks: [] } }]] },
  { dtype: "f32", n: 8192, steps: [[92, 0.9965, "small"]], spread: 0.001 },
  { dtype: "f32", n: 4096, steps: [[96, 0.93, "acknowledged", { acknowledgement: "ann@example.org: power limit lowered to 350 W on purpose", beside: ["power limit: 400 W before, 350 W from here on"] }]] },
  { dtype: "fp8_e4m3", n: 4096, steps: [[96, 0.945, "acknowledged", { acknowledgement: `${hostile}: known` }]] },
  { bytes: 1048576, steps: [[70, 1.08, "better", { beside: ["kernel of node1: 6.1.0-30 before, 6.1.0-31 from here on"] }]], odd: [[15, 1.4], [16, 0.9], [100, 1.2]] },
  { bytes: 65536, steps: [[45, 0.96, "past"]], without: [20, 21, 22, 60] },
  { dtype: "bf16", n: 2048, odd: [[119, 1.2]] },
  { dtype: "bf16", n: 1024, spread: 0.02, correlation: 0.41 },
  { dtype: "f32", n: 2048, without: [118, 119] },
  { bytes: 8388608 },
  { name: hostile, group: hostile },
];

const nameOf = ({ name, dtype, n, bytes }) => name ?? (n ? `matmul:dtype=${dtype},m=${n},n=${n},k=${n},trans=nt` : `allreduce:dtype=bf16,bytes=${bytes},op=sum,ranks=16`);
const secondsOf = ({ n, bytes, dtype }) => (n ? (2 * n ** 3) / { f32: 34e12, bf16: 260e12, fp8_e4m3: 480e12, int8: 470e12 }[dtype] : 3e-5 + (bytes ?? 1e6) / 280e9);

const setupChanges = {
  70: ["kernel of node1: 6.1.0-30 before, 6.1.0-31 from here on", "kernel of node2: 6.1.0-30 before, 6.1.0-31 from here on"],
  96: ["power limit: 400 W before, 350 W from here on"],
  108: [driver],
  115: [`variable node1/${hostile}: a before, b from here on`],
};

const at = (night, nights) => Math.round((night * nights) / usualNights);

function runsOf(nights) {
  const setups = new Map(Object.entries(setupChanges).map(([night, what]) => [at(Number(night), nights), what]));
  return Array.from({ length: nights }, (_, i) => ({
    file: i === 50 ? `nights/${hostile}.h5` : `nights/night-${String(i + 1).padStart(3, "0")}.h5`,
    uuid: sha(`run ${i}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
    created_utc: new Date(Date.UTC(2026, 6, 1 + i, 2, 0, 0)).toISOString().replace(".000", ""),
    label: i === 50 ? hostile : "", changes: setups.get(i) ?? [],
  }));
}

function caseOf(plot, nights, numbers) {
  const name = nameOf(plot);
  const { without = [], spread = 0.004 } = plot;
  const steps = (plot.steps ?? []).map(([night, ...rest]) => [at(night, nights), ...rest]);
  const odd = (plot.odd ?? []).map(([night, factor]) => [Math.min(nights - 1, at(night, nights)), factor]);
  const there = Array.from({ length: nights }, (_, i) => i).filter((night) => !without.includes(night));
  const factorOf = new Map(odd);
  const seconds = there.map((night) => {
    const speed = steps.reduce((product, [begin, ratio]) => (night >= begin ? product * ratio : product), 1);
    return Number(((secondsOf(plot) / speed) * numbers.near(spread) * (factorOf.get(night) ?? 1)).toPrecision(6));
  });
  const stretches = [];
  there.forEach((night, i) => (i > 0 && there[i - 1] === night - 1 ? ++stretches.at(-1)[1] : stretches.push([night, 1])));
  const begins = [0, ...steps.map(([night]) => there.indexOf(night))];
  return {
    id: sha(name).slice(0, 16), name, group: plot.group ?? (plot.n ? "square matmul" : "allreduce"),
    unit: plot.n ? "FLOP/s" : "B/s busbw", work: plot.n ? 2 * plot.n ** 3 : (plot.bytes ?? 1e6) * 1.875,
    spread, correlation: plot.correlation ?? 0.03, without_figure: without.length,
    points: { runs: stretches, figure: seconds, outliers: odd.map(([night]) => there.indexOf(night)).sort((a, b) => a - b) },
    levels: begins.map((point, i) => {
      const end = begins[i + 1] ?? seconds.length;
      return { point, points: end - point, figure: median(seconds.slice(point, end)) };
    }),
    changes: steps.map(([night, ratio, state, more]) => ({ point: there.indexOf(night), ratio, deviate: (ratio < 1 ? -1 : 1) * 8.4, p_value: 1e-7, state, beside: [], acknowledgement: "", ...more })),
  };
}

/** With `nights` and `cases` other than the usual ones: quiet cases for as long. */
export function sampleHistory({ nights = usualNights, quiet = 0 } = {}) {
  const numbers = randomNumbers(11);
  const more = Array.from({ length: quiet }, (_, i) => ({ bytes: 4096 * (i + 1), odd: [[nights >> 1, 1.3]] }));
  const cases = [...plots, ...more].map((plot) => caseOf(plot, nights, numbers));
  const changes = cases.flatMap((each) => each.changes);
  return {
    format: "steelyard-history", version: 1, machine: "Anvil 200 (cuda), 16 ranks on 2 nodes", alarms: changes.filter(({ state }) => state === "alarm").length,
    restless: ["variable node1/SLURM_JOB_ID"], runs: runsOf(nights), cases,
  };
}
