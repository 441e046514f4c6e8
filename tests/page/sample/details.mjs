// The `details` of the sample: what charts need beyond the ranking.
import { chips, devicesPerNode, dtypeFactor, hostile, nodes } from "./chips.mjs";
import { cases } from "./cases.mjs";
import { randomNumbers } from "./random.mjs";

const source = "https://example.org/datasheet (2025-01)";
const hosts = (chip) => Array.from({ length: nodes }, (_, node) => (chip.label === hostile ? `vm-${node}-${hostile}` : `node${node + 1}`));
const measured = chips.map((chip, index) => ({ chip, index })).filter(({ chip }) => chip.origin === "measured");

function ranksOf(chip) {
  return hosts(chip).flatMap((host, node) =>
    Array.from({ length: devicesPerNode }, (_, device) => ({ rank: node * devicesPerNode + device, host, device: `${chip.backend}:${device}` })));
}

function rooflines(ranking) {
  return chips.flatMap((chip, index) => ["f32", "bf16", "fp8_e4m3", "int8"].map((dtype) => ({
    chip: index, dtype,
    peak: chip.peak ? { value: chip.peak * dtypeFactor[dtype] * 1e12, source, origin: "datasheet" } : null,
    memory: chip.memory ? { value: chip.memory * 1e9, source, origin: "datasheet" } : null,
    points: cases.flatMap((case_, row) => {
      const figures = ranking.cases[row].results[index].figures;
      if (case_.workload !== "matmul" || case_.dtype !== dtype || !figures) return [];
      return [{ case: row, flops_per_byte: case_.flops / case_.bytes, figure: figures.figure }];
    }),
  }))).filter((each) => each.points.length > 0);
}

function busBandwidth(ranking) {
  return [["allreduce", "pipelined"], ["allreduce latency", "latency"]].map(([group, mode]) => ({
    group, series: `allreduce:dtype=bf16,op=sum${mode === "latency" ? ",mode=latency" : ""}`, dtype: "bf16", mode,
    chips: chips.map((chip, index) => ({
      chip: index, ranks: 16, limit: chip.link ? { value: chip.link * 1e9, source } : null,
      points: cases.flatMap((case_, row) => (case_.group === group && ranking.cases[row].results[index].figures
        ? [{ case: row, bytes: case_.bytes, busbw: ranking.cases[row].results[index].figures.figure }] : [])),
    })),
  }));
}

function rankTimes(ranking, numbers) {
  const rows = [3, 7, 16, cases.length - 5];
  return rows.flatMap((row) => measured.flatMap(({ chip, index }) => {
    const figures = ranking.cases[row].results[index].figures;
    if (!figures) return [];
    return [{ case: row, chip: index, run: 0, ranks: ranksOf(chip).map((place) => {
      const slow = index === 0 && place.rank === 11 ? 1.09 : 1;
      const middle = figures.seconds.point * slow * (0.97 + 0.02 * numbers.uniform());
      const width = 0.004 + 0.01 * numbers.uniform();
      return { ...place, n: 60, p5: middle * (1 - width), p25: middle * (1 - width / 3), p50: middle,
        p75: middle * (1 + width / 2), p95: middle * (1 + 2 * width) };
    }) }];
  }));
}

function devices(ranking, numbers) {
  return measured.map(({ chip, index }) => {
    const wanted = cases.map((_, row) => row).filter((row) => ranking.cases[row].results[index].figures).slice(0, 24);
    const rows = ranksOf(chip);
    return { chip: index, run: 0, rows, cases: wanted, relative: rows.map((place) => wanted.map((row) => {
      if (index === 2 && place.rank === 3 && row % 7 === 0) return null;
      const slow = index === 0 && place.rank === 11 ? 1.09 : 1;
      return slow * numbers.near(0.008);
    })) };
  });
}

export function sampleDetails(ranking) {
  const numbers = randomNumbers(11);
  return {
    runs: ranking.chips.flatMap((chip, index) => chip.runs.map((run, number) => ({
      chip: index, run: number, file: run.file, uuid: run.uuid, origin: chips[index].origin, created_utc: run.created_utc, suite: "standard", command: run.command_line,
      nodes: hosts(chips[index]).map((host, node) => ({ host, ranks: Array.from({ length: devicesPerNode }, (_, i) => node * devicesPerNode + i) })) }))),
    environment_differences: [
      { what: "driver", values: [{ chip: 0, run: 0, host: null, value: "570.124.06" }, { chip: 0, run: 1, host: null, value: "570.124.06" },
        { chip: 0, run: 2, host: null, value: "575.51.03" }, { chip: 1, run: 0, host: "node1", value: "24.1.rc3" },
        { chip: 1, run: 0, host: "node2", value: "24.1.0" }] },
      { what: "variable NCCL_ALGO", values: [{ chip: 0, run: 0, host: null, value: "Ring" }, { chip: 1, run: 0, host: null, value: null },
        { chip: 5, run: 0, host: null, ranks: [0, 1], value: hostile }] },
    ],
    rooflines: rooflines(ranking),
    bus_bandwidth: busBandwidth(ranking),
    rank_times: rankTimes(ranking, numbers),
    devices: devices(ranking, numbers),
    reproduce: ranking.cases.flatMap((row, index) => row.results.map((each) => ({ case: index, chip: each.chip, command: each.reproduce }))),
  };
}
