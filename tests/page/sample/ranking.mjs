// The `ranking` of the sample, as docs/rank-json.md describes it.
import { chips, devicesPerNode, dtypeFactor, hostile, nodes } from "./chips.mjs";
import { cases } from "./cases.mjs";
import { sampleMoney } from "./money.mjs";
import { figures, rate, referenceRate } from "./figures.mjs";
import { interval, randomNumbers } from "./random.mjs";

const source = "https://example.org/datasheet (2025-01)";

function chipRow(chip, index) {
  const isHostile = chip.label === hostile;
  const runs = Array.from({ length: chip.runs }, (_, run) => ({
    file: isHostile ? `${hostile}.h5` : `${chip.backend}-${index}-${run + 1}.h5`,
    uuid: `00000000-0000-4000-8000-0000000000${index}${run}`,
    created_utc: `2026-11-${10 + run}T08:0${index}:00Z`, tool_version: "0.1.0", suite_name: "standard",
    command_line: "steelyard run --suite standard", state: "complete", wall_seconds: 1800 + 60 * run,
    warnings: run === 0 ? warnings(chip, isHostile) : [], outcomes: { passed: cases.length - chip.lacks.length * 4 },
    disturbed_cases: chip.spread > 0.02 && chip.runs === 1 ? 12 : 0,
  }));
  return {
    label: chip.label, chip_id: chip.id,
    note: chip.id ? "" : "not in the catalogue, so there is no datasheet peak to compare with",
    backend: chip.backend, ranks: devicesPerNode * nodes, nodes, origin: chip.origin, run_label: isHostile ? hostile : "",
    is_baseline: false, runs, pooling_notes: [],
  };
}

function warnings(chip, isHostile) {
  if (isHostile) return [hostile, "load at start: 13.2 on 2 cores of vm; other work may share this machine"];
  if (chip.spread > 0.02 && chip.runs === 1) return ["power limit of 16 devices is 280 W, below the default of 350 W"];
  return [];
}

function fraction(of, value, limit) {
  return { of, limit, value, source, confidence: "high" };
}

function result(chip, index, case_, numbers) {
  const out = {
    chip: index, origin: chip.origin, outcome: "passed", reason: "", verification: "verified", ranks: 16,
    algorithm: case_.workload === "matmul" ? "cublasLt: 128x256 tiles, split-k 1" : "ring, 16 channels",
    path: case_.workload === "matmul" ? "" : "native", data_pattern: "normal",
    runs: chip.runs, standing: "counted", standing_reason: "",
    reference: { value: referenceRate(case_), origin: case_.flops > 1e11 ? "published" : "datasheet", confidence: "high",
      source, note: "dense peak", devices: case_.workload === "matmul" ? 1 : 16, other_scale: false },
    reproduce: `mpirun -n 16 steelyard run --backend ${chip.backend} --case '${case_.name}' --output again.h5`,
  };
  if (chip.lacks.includes(case_.dtype) && case_.workload === "matmul") {
    return { ...out, outcome: "skipped", reason: `no ${case_.dtype} on this device`, standing: "no figure",
      standing_reason: "skipped", verification: "not verified" };
  }
  let reached = rate(chip, case_, numbers);
  if (chip.label === "Dolerite 9" && case_.bytes === 1024 * 4 ** 9) reached = 262e9;
  out.figures = figures(chip, case_, reached, numbers);
  out.ratio = interval(reached / out.reference.value, out.figures.figure.high / reached - 1);
  const width = out.figures.figure.high / reached - 1;
  if (chip.runs > 1) out.between_runs = 0.004;
  if (case_.workload === "matmul") {
    const peak = chip.peak * dtypeFactor[case_.dtype] * 1e12;
    if (peak) {
      out.fraction = fraction("peak", interval(reached / peak, width), peak);
      if (chip.watts) out.fraction_at_clock = fraction("clock", interval(reached / (peak * 0.94), width), peak * 0.94);
      out.fraction_of_best = fraction("best", interval(reached / (peak * 0.88), width), peak * 0.88);
      out.fraction_of_h20 = fraction("h20", interval(reached / out.reference.value, width), out.reference.value);
    } else {
      out.fraction = fraction("probe", interval(0.93 * numbers.near(0.01), width), reached / 0.93);
    }
  } else if (chip.link) {
    out.fraction = fraction("link", interval(reached / (chip.link * 1e9), width), chip.link * 1e9);
  }
  if (chip.watts && case_.workload === "matmul") {
    const watts = chip.watts * (0.7 + 0.3 * Math.min(1, case_.flops / 1e12)) * numbers.near(0.01);
    out.energy = { joules_per_iteration: interval(watts * out.figures.seconds.point, 0.02), watts: interval(watts, 0.015),
      source: index === 0 ? "counter" : "power", rounds: 5 * chip.runs };
  }
  if (out.fraction?.of === "link" && out.fraction.value.low > 1) {
    Object.assign(out, { standing: "implausible", standing_reason: "above what the chip's links carry",
      outcome: "implausible",
      excess: { sentence: "262.0 GB/s is 109.2 % of the 240.0 GB/s that its links carry one way", certain: true } });
  }
  return out;
}

const logMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** Scores over the cases that all of `wanted` count, best first, with shared ranks where intervals overlap. */
function scores(rows, only) {
  const counted = rows.filter((row) => only.every((chip) => row.results[chip].standing === "counted"));
  if (counted.length === 0) return { scores: [], counted };
  const list = only.map((chip) => {
    const ratios = counted.map((row) => row.results[chip].ratio);
    const half = chips[chip].spread * 1.2;
    return { chip, ratio: interval(logMean(ratios.map((ratio) => ratio.point)), half) };
  });
  list.sort((a, b) => b.ratio.point - a.ratio.point);
  for (const score of list) score.rank = 1 + list.filter((other) => other.ratio.low > score.ratio.high).length;
  return { scores: list, counted };
}

function group(name, rows) {
  const mine = rows.filter((row) => row.group === name);
  const { scores: list, counted } = scores(mine, chips.map((_, index) => index));
  return { group: name, scores: list, counted: counted.map((row) => row.name), left_out: mine.length - counted.length,
    reason: list.length ? "" : "no case counts" };
}

const profileTexts = {
  compute: "Square matrix multiplications by format. No communication; one device is what counts.",
  communication: "Allreduce by size of message: large ones show bandwidth, small ones latency.",
  "training-dense": "Training of dense transformers: products of three models, and gradients.",
  "training-moe": "Training of mixtures of experts: large products, and experts' tokens between devices.",
};

function profile(name, rows, pick, policy) {
  const mine = rows.filter(pick);
  const everyone = chips.map((_, index) => index);
  const { scores: list, counted } = scores(mine, everyone);
  const missing = mine.flatMap((row) => row.results.filter((each) => each.standing === "no figure")
    .map((each) => ({ chip: each.chip, case: row.name, reason: each.reason,
      stand_in: row.name.includes("fp8") ? row.name.replace("fp8_e4m3", "bf16") : "" })));
  const wider = missing.length ? list.map((score) => ({ ...score,
    ratio: interval(score.ratio.point * (missing.some((each) => each.chip === score.chip) ? 0.97 : 1),
      chips[score.chip].spread * 1.2) })).sort((a, b) => b.ratio.point - a.ratio.point) : [];
  for (const score of wider) score.rank = 1 + wider.filter((other) => other.ratio.low > score.ratio.high).length;
  return { profile: name, description: profileTexts[name], policy,
    parts: [{ name: "large", weight: 0.6, counted: counted.map((row) => row.name), left_out: mine.length - counted.length,
      reason: "" }, { name: "other", weight: 0.4, counted: counted.map((row) => row.name), left_out: 0, reason: "" }],
    covered_weight: 0.85, wider_weight: 1, excluded: list, wider, missing, reason: list.length ? "" : "no case counts" };
}

export function sampleRanking() {
  const numbers = randomNumbers(7);
  const rows = cases.map((case_) => ({ id: case_.id, name: case_.name, group: case_.group,
    results: chips.map((chip, index) => result(chip, index, case_, numbers)) }));
  for (const row of rows) {
    if (row.results.every((each) => each.standing === "counted")) continue;
    for (const each of row.results) {
      if (each.standing === "counted") Object.assign(each, { standing: "not common",
        standing_reason: "not every chip has a ratio for it, so it stays out of the score" });
    }
  }
  const profiles = [
    profile("compute", rows, (row) => row.group === "square matmul", "wider"),
    profile("communication", rows, (row) => row.name.startsWith("allreduce"), "exclude"),
    profile("training-dense", rows, (row) => row.group !== "allreduce latency", "wider"),
    profile("training-moe", rows, (row) => row.name.includes("8192") || row.group === "allreduce", "wider"),
  ];
  return {
    format: "steelyard-ranking", version: 2, confidence: 0.95, margin: 0.05,
    baseline: { title: "NVIDIA H20, published figures and datasheet bounds", chip: "NVIDIA H20 SXM 96GB", file: "",
      measured: false, origin: "reference" },
    unlike: [{ what: "backend", values: chips.map((chip, index) => ({ value: chip.backend, chips: [index] })) }],
    chips: chips.map(chipRow),
    groups: [...new Set(rows.map((row) => row.group))].map((name) => group(name, rows)),
    profiles, money: sampleMoney(profiles),
    cases: rows,
    not_comparable: [],
  };
}
