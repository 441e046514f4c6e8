// What each case comes to on each chip: a roofline with noise, a line of latency and bandwidth for collectives.
import { baseline, dtypeFactor } from "./chips.mjs";
import { interval } from "./random.mjs";

/** FLOP/s a chip may reach with `case_` at most, after its datasheet, or after `bf16` where it has none. */
function roof(chip, case_) {
  const peak = (chip.peak || chip.bf16) * dtypeFactor[case_.dtype] * 1e12;
  const memory = (chip.memory || 200) * 1e9;
  return Math.min(peak, (case_.flops / case_.bytes) * memory);
}

export function rate(chip, case_, numbers) {
  if (case_.workload === "matmul") {
    const full = 1 - Math.exp(-case_.flops / 4e10);
    return roof(chip, case_) * (chip.reach || 0.9) * (0.35 + 0.65 * full) * numbers.near(0.02);
  }
  const link = (chip.link || chip.busbw) * 1e9;
  const latency = chip.backend === "cpu" ? 30e-6 : 12e-6;
  const wire = (2 * case_.bytes * 15) / 16;
  return (wire / (latency + wire / (0.82 * link))) * numbers.near(0.02);
}

export function referenceRate(case_) {
  if (case_.workload === "matmul") {
    return Math.min(baseline[case_.dtype] * 1e12, (case_.flops / case_.bytes) * baseline.memory * 1e9);
  }
  return baseline.link * 1e9;
}

/** The `figures` of a result, from the rate it reached. */
export function figures(chip, case_, reached, numbers) {
  const seconds = (case_.flops ?? (2 * case_.bytes * 15) / 16) / reached;
  const width = chip.spread * (0.5 + numbers.uniform());
  const out = {
    unit: case_.workload === "matmul" ? (case_.dtype === "int8" ? "OP/s" : "FLOP/s") : "B/s busbw",
    figure: interval(reached, width),
    seconds: interval(seconds, width),
    p5_seconds: seconds / (1 + 2 * width), p95_seconds: seconds * (1 + 4 * width), p99_seconds: seconds * (1 + 7 * width),
    iterations: 60 * chip.runs, left_out: chip.spread > 0.02 && chip.runs === 1 ? 7 : 0, rounds: 5 * chip.runs,
    disturbed_rounds: chip.spread > 0.02 && chip.runs === 1 ? 2 : 0, late_iterations: 0,
  };
  if (case_.workload === "allreduce") out.algbw = interval((reached * 16) / 30, width);
  return out;
}
