import { createHash } from "node:crypto";

const dtypes = ["f32", "bf16", "fp8_e4m3", "int8"];
const bytesOf = { f32: 4, bf16: 2, fp8_e4m3: 1, int8: 1 };
const sizes = [1024, 2048, 4096, 8192];
const layers = [[6144, 4096], [4096, 4096], [28672, 4096], [4096, 14336]];

const idOf = (name) => createHash("sha256").update(name).digest("hex").slice(0, 16);

function matmul(group, dtype, m, n, k) {
  const name = `matmul:dtype=${dtype},m=${m},n=${n},k=${k},trans=nt`;
  const flops = 2 * m * n * k;
  const bytes = bytesOf[dtype] * (m * k + k * n + m * n);
  return { id: idOf(name), name, group, workload: "matmul", dtype, flops, bytes };
}

function allreduce(group, bytes, mode) {
  const name = `allreduce:dtype=bf16,bytes=${bytes},op=sum,ranks=16${mode === "latency" ? ",mode=latency" : ""}`;
  return { id: idOf(name), name, group, workload: "allreduce", dtype: "bf16", bytes, mode };
}

export const cases = [
  ...dtypes.flatMap((dtype) => sizes.map((n) => matmul("square matmul", dtype, n, n, n))),
  ...layers.map(([n, k]) => matmul("Llama-3-8B, 4096 tokens", "bf16", 4096, n, k)),
  ...Array.from({ length: 10 }, (_, i) => allreduce("allreduce", 1024 * 4 ** i, "pipelined")),
  ...[8, 1024, 65536, 1048576].map((bytes) => allreduce("allreduce latency", bytes, "latency")),
];
