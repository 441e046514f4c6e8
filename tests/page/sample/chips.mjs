// Chips that do not exist, so that no made-up number is taken for one of a product.

export const hostile =
  `<script>window.ran = 1</script>"'><img src=x onerror="window.ran=2"> {a|b} {value} \u001b[31mred\u001b[0m \u202efdp.exe \u05d0\u05d1`;

/**
 * What the sample says of each chip: `peak` in TFLOP/s of bf16, `memory` and `link` in GB/s, `reach` how much of
 * it a large multiplication gets, `watts` of a busy device, `runs` how many files are pooled.
 */
export const chips = [
  { label: "Anvil 200", id: "anvil-200", origin: "measured", backend: "cuda", peak: 312, memory: 2000, link: 300,
    reach: 0.84, watts: 395, runs: 3, spread: 0.03, price: 1.62, lacks: [] },
  { label: "Basalt B1", id: "basalt-b1", origin: "measured", backend: "ascend", peak: 320, memory: 1600, link: 196,
    reach: 0.78, watts: 330, runs: 2, spread: 0.03, price: 1.2, lacks: ["fp8_e4m3"] },
  { label: "Cinder X, 64 GB", id: "", origin: "measured", backend: "torch", peak: 0, memory: 0, link: 0,
    reach: 0, watts: 0, runs: 1, spread: 0.03, price: 0, lacks: ["fp8_e4m3", "int8"], bf16: 128, busbw: 96 },
  { label: "Dolerite 9", id: "dolerite-9", origin: "imported", backend: "import", peak: 280, memory: 1800, link: 240,
    reach: 0.8, watts: 0, runs: 1, spread: 0.01, price: 0, lacks: ["f32", "int8"] },
  { label: "Ember Ultra (modelled)", id: "ember-ultra", origin: "modelled", backend: "model", peak: 989, memory: 3350,
    link: 450, reach: 0.77, watts: 0, runs: 1, spread: 0, price: 0, lacks: [] },
  { label: hostile, id: "", origin: "measured", backend: "cpu", peak: 0, memory: 0, link: 0,
    reach: 0, watts: 0, runs: 1, spread: 0.05, price: 0, lacks: ["fp8_e4m3"], bf16: 90, busbw: 60 },
];

/** Devices per node, and nodes, of every run of the sample. */
export const devicesPerNode = 8;
export const nodes = 2;

export const baseline = { f32: 44, bf16: 148, fp8_e4m3: 296, int8: 296, memory: 4000, link: 450 };
/** How much faster or slower than bf16. */
export const dtypeFactor = { f32: 0.25, bf16: 1, fp8_e4m3: 2, int8: 2 };
