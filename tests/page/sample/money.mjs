// The `money` of the sample: energy of the chips whose sensors were read, prices of two.
import { chips } from "./chips.mjs";
import { interval } from "./random.mjs";

const referenceWatts = 480;
const referencePrice = 1.9;

function entry(chip, index, speed) {
  const flops = interval(speed * 148e12, chip.spread);
  const out = { chip: index, is_baseline: false, flops, origin: chip.origin, tokens: [], to_baseline: { speed: interval(speed, chip.spread) } };
  if (chip.watts) {
    out.power = { watts: interval(chip.watts * 0.9, 0.015), origin: "measured", source: "counter", cases: 16 };
    out.flops_per_watt = interval(flops.point / out.power.watts.point, 0.02);
    out.joules_per_eflop = interval(1e18 / out.flops_per_watt.point, 0.02);
    out.to_baseline.work_per_watt = interval((speed * referenceWatts) / out.power.watts.point, 0.02);
    out.to_baseline.power_origin = "measured";
  }
  out.to_baseline.breakeven_per_hour = interval(speed * referencePrice, 0.05);
  if (chip.price) {
    out.per_hour = { total: interval(chip.price, 0.04), hardware: interval(chip.price * 0.8, 0.04), energy: interval(chip.price * 0.2, 0.04), rented: false, note: "" };
    out.cost_per_eflop = interval((chip.price / 3600) * (1e18 / flops.point), 0.05);
    out.to_baseline.cost_of_work = interval(chip.price / referencePrice / speed, 0.05);
    out.to_baseline.work_per_money = interval((speed * referencePrice) / chip.price, 0.05);
    out.tokens = [{ model: "Llama-3-8B", per_second: interval(flops.point / 48e9, 0.03), missing: [], origin: "modelled from measured",
      cost_per_1e9: interval(((chip.price / 3600) * 1e9 * 48e9) / flops.point, 0.06) }];
  }
  return out;
}

export function sampleMoney(profiles) {
  return {
    prices: "prices.yaml", currency: "USD", date: "2026-10-01",
    sources: [{ what: "Anvil 200, purchase", value: interval(16000, 0.05), unit: "USD", source: "https://example.org/offer", date: "2026-09-12", note: "" }],
    profiles: profiles.filter(({ profile }) => profile !== "communication").map(({ profile, excluded }) => ({ profile, chips: [
      { chip: null, is_baseline: true, flops: { low: null, point: 148e12, high: null }, origin: "datasheet and published",
        power: { watts: { low: null, point: referenceWatts, high: null }, origin: "datasheet", source: "https://example.org/datasheet", cases: 0 },
        per_hour: { total: interval(referencePrice, 0.05), hardware: interval(referencePrice, 0.05), rented: true, note: "energy is in the rent" }, tokens: [] },
      ...excluded.filter(({ chip }) => chips[chip].origin === "measured").map(({ chip, ratio }) => entry(chips[chip], chip, ratio.point)),
    ] })),
    warnings: ["The baseline's watts are a datasheet's: what a device may draw, not what it draws."],
  };
}
