#include "results/chips/chip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string head = R"(id: acme-one
vendor: Acme
name: One 80GB
status: shipping
year: 2024
form: PCIe
arch: first
chips_per_system: 1
interconnect: {name: AcmeLink}
runtime_family: acme
torch_device: acme
)";

const std::string full = R"(id: acme-one
vendor: Acme
name: One 80GB
aliases: [One, A1]
status: {value: shipping, kind: press, confidence: high, verified: true, source: a launch}
status_note: China only
year: 2024
form: PCIe
arch: first
chips_per_system: 1
dense_peak_tflops:
  bf16: {value: 148, kind: datasheet, confidence: high, verified: true, note: dense, source: sheet}
  fp8: {value: 296, kind: rumour, confidence: low, verified: false, source: a blog}
memory_gib: {value: 80, kind: paper, confidence: medium, verified: true, source: paper}
memory_type: HBM3
memory_bandwidth_gb_s: {value: 4000, kind: press, confidence: high, verified: true, source: news}
interconnect:
  name: AcmeLink
  per_chip_bidirectional_gb_s: {value: 900, kind: press, confidence: high, verified: true, source: n}
nic_per_chip_gbit_s: {value: 200, kind: press, confidence: high, verified: true, source: n}
tdp_w: {value: 400, kind: press, confidence: high, verified: true, source: n}
price: {usd: 11000, usd_per_hour: 2, low: 10000, high: 12000, currency: USD, date: 2025-05,
        confidence: medium, kind: rumour, verified: true, note: guess, source: bank}
runtime_family: acme
torch_device: acme
torch_device_note: says cuda
torch_plugin: torch_acme
runtime_compat: ['cuda: by name']
related_ids: [acme-two]
unpublished:
  tdp_w: {kind: datasheet, confidence: high, verified: true, source: nobody says}
estimates:
  int8: {value: 300, confidence: low, note: twice, source: arithmetic}
conflicts:
- field: tdp_w
  values:
  - {value: 400, kind: press, confidence: high, source: n}
  - {value: 550, kind: press, confidence: low, source: o}
  resolution: 400 kept
measured:
- {value: 142.25, what: bf16 matmul, unit: TFLOPS, note: best, source: a user}
notes: a note
)";

Chip chip_from(const std::string& text) { return parse_chip(parse_yaml(text, "c.yaml")); }

std::string complaint_of(const std::string& text) {
  try {
    chip_from(text);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

/// `full` with the first occurrence of `from` replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string text = full;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Chip, ReadsWhoItIs) {
  const Chip chip = chip_from(full);
  EXPECT_EQ(chip.id, "acme-one");
  EXPECT_EQ(chip.vendor, "Acme");
  EXPECT_EQ(chip.name, "One 80GB");
  EXPECT_THAT(chip.aliases, ElementsAre("One", "A1"));
  EXPECT_EQ(chip.status.value, "shipping");
  EXPECT_EQ(chip.status.from->source, "a launch");
  EXPECT_EQ(chip.status_note, "China only");
  EXPECT_EQ(chip.year.value, "2024");
  EXPECT_FALSE(chip.year.from);
  EXPECT_EQ(chip.form.value, "PCIe");
  EXPECT_EQ(chip.architecture.value, "first");
  EXPECT_EQ(chip.runtime_family.value, "acme");
  EXPECT_EQ(chip.torch_device, "acme");
  EXPECT_EQ(chip.torch_device_note, "says cuda");
  EXPECT_EQ(chip.torch_plugin, "torch_acme");
  EXPECT_THAT(chip.runtime_compatibility, ElementsAre("cuda: by name"));
  EXPECT_THAT(chip.related_ids, ElementsAre("acme-two"));
  EXPECT_EQ(chip.notes, "a note");
}

TEST(Chip, ReadsFiguresWithTheirSource) {
  const Chip chip = chip_from(full);
  const Figure& bf16 = chip.dense_peak_tflops.at("bf16");
  EXPECT_EQ(bf16.value, 148);
  EXPECT_EQ(bf16.from.source, "sheet");
  EXPECT_EQ(bf16.from.kind, SourceKind::datasheet);
  EXPECT_EQ(bf16.from.confidence, Confidence::high);
  EXPECT_TRUE(bf16.from.verified);
  EXPECT_EQ(bf16.from.note, "dense");
  const Figure& fp8 = chip.dense_peak_tflops.at("fp8");
  EXPECT_EQ(fp8.from.kind, SourceKind::rumour);
  EXPECT_EQ(fp8.from.confidence, Confidence::low);
  EXPECT_FALSE(fp8.from.verified);
  EXPECT_EQ(chip.memory_gib->value, 80);
  EXPECT_EQ(chip.memory_gib->from.kind, SourceKind::paper);
  EXPECT_EQ(chip.memory_gib->from.confidence, Confidence::medium);
  EXPECT_EQ(chip.memory_type->value, "HBM3");
  EXPECT_EQ(chip.memory_bandwidth_gb_s->value, 4000);
  EXPECT_EQ(chip.interconnect.value, "AcmeLink");
  EXPECT_EQ(chip.interconnect_gb_s->value, 900);
  EXPECT_EQ(chip.nic_gbit_s->value, 200);
  EXPECT_EQ(chip.tdp_watts->value, 400);
}

TEST(Chip, ReadsThePrice) {
  const Price price = *chip_from(full).price;
  EXPECT_EQ(price.usd, 11000);
  EXPECT_EQ(price.usd_per_hour, 2);
  EXPECT_EQ(price.low, 10000);
  EXPECT_EQ(price.high, 12000);
  EXPECT_EQ(price.currency, "USD");
  EXPECT_EQ(price.date, "2025-05");
  EXPECT_EQ(price.source, "bank");
  EXPECT_EQ(price.confidence, Confidence::medium);
  EXPECT_EQ(price.kind, SourceKind::rumour);
  EXPECT_EQ(price.verified, true);
  EXPECT_EQ(price.note, "guess");
  EXPECT_THAT(complaint_of(with("high: 12000", "high: 9999")), HasSubstr("below the lowest"));
  EXPECT_EQ(complaint_of(with("high: 12000", "high: 10000")), "");
}

TEST(Chip, ReadsWhatIsDoubtful) {
  const Chip chip = chip_from(full);
  ASSERT_EQ(chip.unpublished.size(), 1U);
  EXPECT_EQ(chip.unpublished[0].first, "tdp_w");
  EXPECT_EQ(chip.unpublished[0].second.source, "nobody says");
  ASSERT_EQ(chip.estimates.size(), 1U);
  EXPECT_EQ(chip.estimates[0].field, "int8");
  EXPECT_EQ(chip.estimates[0].value, 300);
  EXPECT_EQ(chip.estimates[0].source, "arithmetic");
  EXPECT_EQ(chip.estimates[0].note, "twice");
  ASSERT_EQ(chip.conflicts.size(), 1U);
  EXPECT_EQ(chip.conflicts[0].field, "tdp_w");
  EXPECT_EQ(chip.conflicts[0].resolution, "400 kept");
  ASSERT_EQ(chip.conflicts[0].claims.size(), 2U);
  EXPECT_EQ(chip.conflicts[0].claims[1].value, "550");
  EXPECT_EQ(chip.conflicts[0].claims[1].source, "o");
  EXPECT_EQ(chip.conflicts[0].claims[1].confidence, Confidence::low);
  ASSERT_EQ(chip.measured.size(), 1U);
  EXPECT_EQ(chip.measured[0].what, "bf16 matmul");
  EXPECT_EQ(chip.measured[0].value, 142.25);
  EXPECT_EQ(chip.measured[0].unit, "TFLOPS");
  EXPECT_EQ(chip.measured[0].source, "a user");
  EXPECT_EQ(chip.measured[0].note, "best");
}

TEST(Chip, NeedsNoFigures) {
  const Chip chip = chip_from(head);
  EXPECT_TRUE(chip.dense_peak_tflops.empty());
  EXPECT_FALSE(chip.memory_gib);
  EXPECT_FALSE(chip.memory_type);
  EXPECT_FALSE(chip.interconnect_gb_s);
  EXPECT_FALSE(chip.price);
  EXPECT_EQ(chip.notes, "");
}

TEST(Chip, RefusesAMissingKey) {
  for (const char* line :
       {"id: acme-one\n", "vendor: Acme\n", "name: One 80GB\n", "status: shipping\n",
        "year: 2024\n", "form: PCIe\n", "arch: first\n", "chips_per_system: 1\n",
        "interconnect: {name: AcmeLink}\n", "runtime_family: acme\n", "torch_device: acme\n"}) {
    std::string text = head;
    text.erase(text.find(line), std::string(line).size());
    EXPECT_THAT(complaint_of(text), HasSubstr("is missing")) << line;
  }
}

TEST(Chip, RefusesAFigureWithoutSourceKindConfidenceOrValue) {
  const std::string figure =
      "{value: 80, kind: paper, confidence: medium, verified: true, source: paper}";
  for (const char* part : {"value: 80, ", "kind: paper, ", "confidence: medium, ",
                           "verified: true, ", ", source: paper"}) {
    std::string less = figure;
    less.erase(less.find(part), std::string(part).size());
    EXPECT_THAT(complaint_of(with(figure, less)), HasSubstr("is missing")) << part;
  }
}

TEST(Chip, RefusesUnknownWords) {
  EXPECT_THAT(complaint_of(with("kind: paper", "kind: papre")), HasSubstr("'paper'"));
  EXPECT_THAT(complaint_of(with("confidence: medium, verified", "confidence: mid, verified")),
              HasSubstr("confidence"));
  EXPECT_THAT(complaint_of(with("  bf16: {", "  bf61: {")), HasSubstr("'bf16'"));
  EXPECT_THAT(complaint_of(with("tdp_w: {value", "tpd_w: {value")), HasSubstr("'tdp_w'"));
  EXPECT_THAT(complaint_of(with("unit: TFLOPS", "units: TFLOPS")), HasSubstr("'unit'"));
  EXPECT_THAT(complaint_of(with("note: twice", "noot: twice")), HasSubstr("'note'"));
  EXPECT_THAT(complaint_of(with("  name: AcmeLink\n", "  nam: AcmeLink\n")), HasSubstr("'name'"));
  EXPECT_THAT(complaint_of(with("resolution:", "resolved:")), HasSubstr("'resolution'"));
  EXPECT_THAT(complaint_of(with("currency:", "curency:")), HasSubstr("'currency'"));
  EXPECT_THAT(complaint_of(with("note: dense", "remark: dense")), HasSubstr("unknown key"));
  EXPECT_THAT(complaint_of(with("source: a launch", "source: a, launch: b")),
              HasSubstr("unknown key"));
  EXPECT_THAT(complaint_of(with("source: nobody says", "value: 3, source: s")),
              HasSubstr("unknown key"));
  EXPECT_THAT(complaint_of(with("source: o}", "source: o, by: me}")), HasSubstr("unknown key"));
}

TEST(Chip, RefusesValuesThatAreNoFigure) {
  EXPECT_THAT(complaint_of(with("value: 148", "value: 0")), HasSubstr("above 0"));
  EXPECT_THAT(complaint_of(with("chips_per_system: 1", "chips_per_system: 0")),
              HasSubstr("from 1 to"));
  EXPECT_THAT(complaint_of(with("  - {value: 550, kind: press, confidence: low, source: o}\n", "")),
              HasSubstr("at least two"));
}

TEST(Chip, NamesConfidencesAndKinds) {
  EXPECT_EQ(name(Confidence::low), "low");
  EXPECT_EQ(name(Confidence::medium), "medium");
  EXPECT_EQ(name(Confidence::high), "high");
  EXPECT_EQ(parse_confidence("medium"), Confidence::medium);
  EXPECT_EQ(parse_confidence("Medium"), std::nullopt);
  EXPECT_EQ(name(SourceKind::datasheet), "datasheet");
  EXPECT_EQ(name(SourceKind::paper), "paper");
  EXPECT_EQ(name(SourceKind::press), "press");
  EXPECT_EQ(name(SourceKind::rumour), "rumour");
  EXPECT_EQ(parse_source_kind("rumour"), SourceKind::rumour);
  EXPECT_EQ(parse_source_kind(""), std::nullopt);
  EXPECT_LT(Confidence::low, Confidence::medium);
  EXPECT_LT(Confidence::medium, Confidence::high);
}

TEST(Chip, ReadsHowLinksJoinChips) {
  EXPECT_FALSE(chip_from(full).topology);
  EXPECT_EQ(chip_from(full).joined, 1);
  const Chip chip =
      chip_from(with("  name: AcmeLink\n", "  name: L\n  topology: mesh\n  joined: 8\n"));
  EXPECT_EQ(chip.topology, Topology::mesh);
  EXPECT_EQ(chip.joined, 8);
  EXPECT_THAT(complaint_of(with("  name: AcmeLink\n", "  name: L\n  topology: mesh\n")),
              HasSubstr("give both topology and joined, or neither"));
  EXPECT_THAT(complaint_of(with("  name: AcmeLink\n", "  name: L\n  joined: 8\n")),
              HasSubstr("give both topology and joined, or neither"));
  EXPECT_THAT(
      complaint_of(with("  name: AcmeLink\n", "  name: L\n  topology: star\n  joined: 8\n")),
      HasSubstr("expected ring, mesh, switch or reducing-switch"));
  EXPECT_THAT(
      complaint_of(with("  name: AcmeLink\n", "  name: L\n  topology: mesh\n  joined: 1\n")),
      HasSubstr("from 2"));
}

TEST(Chip, ReadsWhatAModelCanUseOfMeasurements) {
  const auto measured = [](const std::string& more) {
    return with("unit: TFLOPS, ", "unit: TFLOPS, " + more + ", ");
  };
  const Measurement words = chip_from(full).measured[0];
  EXPECT_FALSE(words.gemm);
  EXPECT_FALSE(words.all_reduce);
  EXPECT_FALSE(words.memory_gb_s);
  EXPECT_EQ(words.confidence, Confidence::low);
  const Measurement gemm =
      chip_from(measured("confidence: high, gemm: {dtype: bf16, tflops: 142.25}")).measured[0];
  ASSERT_TRUE(gemm.gemm);
  EXPECT_EQ(gemm.gemm->dtype, "bf16");
  EXPECT_EQ(gemm.gemm->tflops, 142.25);
  EXPECT_FALSE(gemm.gemm->least);
  EXPECT_EQ(gemm.confidence, Confidence::high);
  EXPECT_TRUE(
      chip_from(measured("gemm: {dtype: fp8, tflops: 1, least: true}")).measured[0].gemm->least);
  const Measurement reduce =
      chip_from(measured("allreduce: {devices: 8, busbw_gb_s: 480, in_switch: true}")).measured[0];
  ASSERT_TRUE(reduce.all_reduce);
  EXPECT_EQ(reduce.all_reduce->devices, 8);
  EXPECT_EQ(reduce.all_reduce->busbw_gb_s, 480);
  EXPECT_TRUE(reduce.all_reduce->in_switch);
  EXPECT_EQ(chip_from(measured("memory_gb_s: 3400")).measured[0].memory_gb_s, 3400);
  EXPECT_THAT(complaint_of(measured("gemm: {dtype: bf17, tflops: 1}")), HasSubstr("'bf16'"));
  EXPECT_THAT(complaint_of(measured("gemm: {dtype: bf16, tflops: 0}")), HasSubstr("c.yaml"));
  EXPECT_THAT(complaint_of(measured("gemm: {dtype: bf16}")), HasSubstr("tflops"));
  EXPECT_THAT(complaint_of(measured("gemm: {dtype: bf16, tflops: 1, n: 2}")), HasSubstr("'n'"));
  EXPECT_THAT(complaint_of(measured("allreduce: {devices: 1, busbw_gb_s: 1, in_switch: true}")),
              HasSubstr("c.yaml"));
  EXPECT_THAT(complaint_of(measured("allreduce: {devices: 8, busbw_gb_s: 1}")),
              HasSubstr("in_switch"));
}

TEST(PeakKey, IsThatOfTheUnitThatMultiplies) {
  EXPECT_EQ(peak_key(Dtype::f64), "fp64");
  EXPECT_EQ(peak_key(Dtype::f32), "fp32");
  EXPECT_EQ(peak_key(Dtype::tf32), "tf32");
  EXPECT_EQ(peak_key(Dtype::bf16), "bf16");
  EXPECT_EQ(peak_key(Dtype::fp16), "fp16");
  EXPECT_EQ(peak_key(Dtype::fp8_e4m3), "fp8");
  EXPECT_EQ(peak_key(Dtype::fp8_e5m2), "fp8");
  EXPECT_EQ(peak_key(Dtype::hf32), "tf32");
  EXPECT_EQ(peak_key(Dtype::xf32), "tf32");
  EXPECT_EQ(peak_key(Dtype::fp8_e4m3_fnuz), "fp8");
  EXPECT_EQ(peak_key(Dtype::int8), "int8");
  EXPECT_EQ(peak_key(Dtype::uint8), "int8");
  EXPECT_EQ(peak_key(Dtype::int32), std::nullopt);
}

TEST(DensePeak, IsThatOfTheDtypeOrUnknown) {
  Chip chip = chip_from(full);
  EXPECT_EQ(dense_peak(chip, Dtype::bf16)->value, 148);
  EXPECT_EQ(dense_peak(chip, Dtype::fp8_e5m2)->value, 296);
  EXPECT_EQ(dense_peak(chip, Dtype::fp16), nullptr);
  EXPECT_EQ(dense_peak(chip, Dtype::int32), nullptr);
}

TEST(DensePeak, IsNotThatOfAnotherFormatOfTheSameWidth) {
  Chip chip = chip_from(full);
  chip.dense_peak_tflops["tf32"] = {74, {}};
  EXPECT_EQ(dense_peak(chip, Dtype::tf32)->value, 74);
  EXPECT_EQ(dense_peak(chip, Dtype::hf32), nullptr);
  EXPECT_EQ(dense_peak(chip, Dtype::xf32), nullptr);
  EXPECT_EQ(dense_peak(chip, Dtype::fp8_e4m3_fnuz), nullptr);
  const std::string key = "memory_gib:";
  std::string text = full;
  text.replace(text.find(key), 0, "formats: {tf32: xf32, fp8: fnuz}\n");
  chip = chip_from(text);
  chip.dense_peak_tflops["tf32"] = {653, {}};
  EXPECT_EQ(dense_peak(chip, Dtype::xf32)->value, 653);
  EXPECT_EQ(dense_peak(chip, Dtype::tf32), nullptr);
  EXPECT_EQ(dense_peak(chip, Dtype::fp8_e5m2_fnuz)->value, 296);
  EXPECT_EQ(dense_peak(chip, Dtype::fp8_e4m3), nullptr);
}

TEST(Chip, RefusesFormatsThatItDoesNotKnow) {
  EXPECT_THAT(complaint_of(with("memory_type: HBM3", "formats: {tf32: f32}")),
              HasSubstr("tf32, hf32 or xf32"));
  EXPECT_THAT(complaint_of(with("memory_type: HBM3", "formats: {fp8: e4m3}")),
              HasSubstr("ocp or fnuz"));
  EXPECT_THAT(complaint_of(with("memory_type: HBM3", "formats: {fp4: ocp}")), HasSubstr("fp4"));
}

TEST(DensePeak, OfASystemIsNobodysPeak) {
  Chip chip = chip_from(full);
  EXPECT_EQ(memory_bandwidth(chip)->value, 4000);
  chip.chips_per_system = 2;
  EXPECT_EQ(dense_peak(chip, Dtype::bf16), nullptr);
  EXPECT_EQ(memory_bandwidth(chip), nullptr);
}

TEST(MemoryBandwidth, MayBeUnknown) { EXPECT_EQ(memory_bandwidth(chip_from(head)), nullptr); }

TEST(OneWayLink, IsHalfOfBothDirections) {
  EXPECT_EQ(one_way_link_bytes_per_second(chip_from(full)), 450e9);
  EXPECT_EQ(one_way_link_bytes_per_second(chip_from(head)), std::nullopt);
}

TEST(Chip, SaysWhetherNarrowerSumsAreFaster) {
  EXPECT_FALSE(chip_from(full).peaks_of_full_accumulation);
  EXPECT_FALSE(chip_from(full + "formats: {accumulation: any}\n").peaks_of_full_accumulation);
  EXPECT_TRUE(chip_from(full + "formats: {accumulation: full}\n").peaks_of_full_accumulation);
  EXPECT_THAT(complaint_of(full + "formats: {accumulation: half}\n"), HasSubstr("full or any"));
}

}  // namespace
}  // namespace steelyard::results
