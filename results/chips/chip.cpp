#include "results/chips/chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr std::array<std::string_view, 3> confidence_names{"low", "medium", "high"};
constexpr std::array<std::string_view, 4> source_kind_names{"datasheet", "paper", "press",
                                                            "rumour"};
constexpr int most_chips = 100'000;
constexpr std::array<std::string_view, 8> peak_keys{"fp64", "fp32", "tf32", "bf16",
                                                    "fp16", "fp8",  "int8", "fp4"};

template <typename Enum, std::size_t size>
std::optional<Enum> parse_name(const std::array<std::string_view, size>& names,
                               std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

template <typename Enum, std::size_t size>
Enum read_name(const std::array<std::string_view, size>& names, std::string_view what,
               const YamlNode& node) {
  const std::string text = node.text();
  const auto value = parse_name<Enum>(names, text);
  if (!value) {
    node.fail(unknown_name(what, text, std::vector<std::string>(names.begin(), names.end())));
  }
  return *value;
}

Confidence read_confidence(const YamlNode& node) {
  return read_name<Confidence>(confidence_names, "confidence", node.at("confidence"));
}

SourceKind read_kind(const YamlNode& node) {
  return read_name<SourceKind>(source_kind_names, "kind of source", node.at("kind"));
}

std::string optional_text(const YamlNode& node, std::string_view key) {
  const YamlNode* found = node.find(key);
  return found == nullptr ? "" : found->text();
}

std::vector<std::string> optional_texts(const YamlNode& node, std::string_view key) {
  std::vector<std::string> texts;
  const YamlNode* found = node.find(key);
  if (found == nullptr) return texts;
  for (const YamlNode& item : found->items()) texts.push_back(item.text());
  return texts;
}

Provenance read_provenance(const YamlNode& node) {
  return {node.at("source").text(), read_kind(node), read_confidence(node),
          node.at("verified").boolean(), optional_text(node, "note")};
}

Figure read_figure(const YamlNode& node) {
  node.allow_only({"value", "kind", "confidence", "verified", "note", "source"});
  return {node.at("value").positive(), read_provenance(node)};
}

std::optional<Figure> optional_figure(const YamlNode& node, std::string_view key) {
  const YamlNode* found = node.find(key);
  if (found == nullptr) return std::nullopt;
  return read_figure(*found);
}

/// A word alone, or a map with its source.
Statement read_statement(const YamlNode& node) {
  if (node.kind() != YamlNode::Kind::map) return {node.text(), std::nullopt};
  node.allow_only({"value", "kind", "confidence", "verified", "note", "source"});
  return {node.at("value").text(), read_provenance(node)};
}

Price read_price(const YamlNode& node) {
  node.allow_only({"usd", "usd_per_hour", "low", "high", "currency", "source", "date", "confidence",
                   "kind", "verified", "note"});
  Price price;
  if (const YamlNode* usd = node.find("usd")) price.usd = usd->positive();
  if (const YamlNode* rent = node.find("usd_per_hour")) price.usd_per_hour = rent->positive();
  price.low = node.at("low").positive();
  price.high = node.at("high").positive();
  if (price.high < price.low) node.at("high").fail("the highest price is below the lowest.");
  price.currency = node.at("currency").text();
  price.date = node.at("date").text();
  price.source = node.at("source").text();
  price.confidence = read_confidence(node);
  if (node.find("kind") != nullptr) price.kind = read_kind(node);
  if (node.find("verified") != nullptr) price.verified = node.at("verified").boolean();
  price.note = optional_text(node, "note");
  return price;
}

Conflict read_conflict(const YamlNode& node) {
  node.allow_only({"field", "values", "resolution"});
  Conflict conflict{node.at("field").text(), {}, optional_text(node, "resolution")};
  for (const YamlNode& claim : node.at("values").items()) {
    claim.allow_only({"value", "kind", "confidence", "source"});
    conflict.claims.push_back({claim.at("value").text(), claim.at("source").text(),
                               read_kind(claim), read_confidence(claim)});
  }
  if (conflict.claims.size() < 2) node.fail("a conflict needs at least two values.");
  return conflict;
}

void require_peak_key(const YamlNode& node, const std::string& key) {
  if (std::find(peak_keys.begin(), peak_keys.end(), key) != peak_keys.end()) return;
  node.fail(
      unknown_name("dtype", key, std::vector<std::string>(peak_keys.begin(), peak_keys.end())));
}

std::string read_peak_key(const YamlNode& node) {
  std::string key = node.text();
  require_peak_key(node, key);
  return key;
}

Measurement read_measurement(const YamlNode& node) {
  node.allow_only({"value", "what", "unit", "note", "source", "confidence", "gemm", "allreduce",
                   "memory_gb_s"});
  Measurement measurement;
  measurement.what = node.at("what").text();
  measurement.value = node.at("value").positive();
  measurement.unit = node.at("unit").text();
  measurement.source = node.at("source").text();
  measurement.note = optional_text(node, "note");
  if (node.find("confidence") != nullptr) measurement.confidence = read_confidence(node);
  if (const YamlNode* gemm = node.find("gemm")) {
    gemm->allow_only({"dtype", "tflops", "least"});
    measurement.gemm = {read_peak_key(gemm->at("dtype")), gemm->at("tflops").positive(),
                        gemm->find("least") != nullptr && gemm->at("least").boolean()};
  }
  if (const YamlNode* reduce = node.find("allreduce")) {
    reduce->allow_only({"devices", "busbw_gb_s", "in_switch"});
    measurement.all_reduce = {reduce->at("devices").integer(2, most_chips),
                              reduce->at("busbw_gb_s").positive(),
                              reduce->at("in_switch").boolean()};
  }
  if (const YamlNode* memory = node.find("memory_gb_s")) {
    measurement.memory_gb_s = memory->positive();
  }
  return measurement;
}

void read_peaks(const YamlNode& root, Chip& chip) {
  const YamlNode* peaks = root.find("dense_peak_tflops");
  if (peaks == nullptr) return;
  for (const auto& [key, node] : peaks->entries()) {
    require_peak_key(node, key);
    chip.dense_peak_tflops.emplace(key, read_figure(node));
  }
}

/// Which formats the peaks under tf32 and fp8 are of, where these are not TF32 and OCP's, and
/// whether narrower sums would be faster.
void read_formats(const YamlNode& root, Chip& chip) {
  const YamlNode* formats = root.find("formats");
  if (formats == nullptr) return;
  formats->allow_only({"tf32", "fp8", "accumulation"});
  if (const YamlNode* narrowed = formats->find("tf32")) {
    const auto dtype = parse_dtype(narrowed->text());
    if (!dtype || !is_narrowed_f32(*dtype)) narrowed->fail("it must be tf32, hf32 or xf32.");
    chip.narrowed_f32 = *dtype;
  }
  if (const YamlNode* fp8 = formats->find("fp8")) {
    const std::string text = fp8->text();
    if (text != "ocp" && text != "fnuz") fp8->fail("it must be ocp or fnuz.");
    chip.fp8_fnuz = text == "fnuz";
  }
  if (const YamlNode* accumulation = formats->find("accumulation")) {
    const std::string text = accumulation->text();
    if (text != "full" && text != "any") accumulation->fail("it must be full or any.");
    chip.peaks_of_full_accumulation = text == "full";
  }
}

void read_records(const YamlNode& root, Chip& chip) {
  if (const YamlNode* fields = root.find("unpublished")) {
    for (const auto& [field, node] : fields->entries()) {
      node.allow_only({"kind", "confidence", "verified", "note", "source"});
      chip.unpublished.emplace_back(field, read_provenance(node));
    }
  }
  if (const YamlNode* estimates = root.find("estimates")) {
    for (const auto& [field, node] : estimates->entries()) {
      node.allow_only({"value", "confidence", "note", "source"});
      chip.estimates.push_back({field, node.at("value").positive(), node.at("source").text(),
                                read_confidence(node), optional_text(node, "note")});
    }
  }
  if (const YamlNode* conflicts = root.find("conflicts")) {
    for (const YamlNode& node : conflicts->items()) chip.conflicts.push_back(read_conflict(node));
  }
  if (const YamlNode* measured = root.find("measured")) {
    for (const YamlNode& node : measured->items()) chip.measured.push_back(read_measurement(node));
  }
}

/// Both or neither: a topology is one of so many chips.
void read_topology(const YamlNode& link, Chip& chip) {
  const YamlNode* topology = link.find("topology");
  const YamlNode* joined = link.find("joined");
  if ((topology == nullptr) != (joined == nullptr)) {
    link.fail("give both topology and joined, or neither.");
  }
  if (topology == nullptr) return;
  chip.topology = parse_topology(topology->text());
  if (!chip.topology) topology->fail("expected ring, mesh, switch or reducing-switch.");
  chip.joined = joined->integer(2, most_chips);
}

void read_hardware(const YamlNode& root, Chip& chip) {
  chip.form = read_statement(root.at("form"));
  chip.architecture = read_statement(root.at("arch"));
  chip.chips_per_system = root.at("chips_per_system").integer(1, most_chips);
  read_peaks(root, chip);
  read_formats(root, chip);
  chip.peak_clock_mhz = optional_figure(root, "peak_clock_mhz");
  chip.memory_gib = optional_figure(root, "memory_gib");
  if (const YamlNode* type = root.find("memory_type")) chip.memory_type = read_statement(*type);
  chip.memory_bandwidth_gb_s = optional_figure(root, "memory_bandwidth_gb_s");
  const YamlNode& link = root.at("interconnect");
  link.allow_only({"name", "per_chip_bidirectional_gb_s", "topology", "joined"});
  chip.interconnect = read_statement(link.at("name"));
  chip.interconnect_gb_s = optional_figure(link, "per_chip_bidirectional_gb_s");
  read_topology(link, chip);
  chip.nic_gbit_s = optional_figure(root, "nic_per_chip_gbit_s");
  chip.tdp_watts = optional_figure(root, "tdp_w");
  if (const YamlNode* price = root.find("price")) chip.price = read_price(*price);
}

}  // namespace

std::string_view name(Confidence confidence) {
  return confidence_names[static_cast<std::size_t>(confidence)];
}

std::optional<Confidence> parse_confidence(std::string_view text) {
  return parse_name<Confidence>(confidence_names, text);
}

std::string_view name(SourceKind kind) { return source_kind_names[static_cast<std::size_t>(kind)]; }

std::optional<SourceKind> parse_source_kind(std::string_view text) {
  return parse_name<SourceKind>(source_kind_names, text);
}

Chip parse_chip(const YamlNode& root) {
  root.allow_only({"id",
                   "vendor",
                   "name",
                   "aliases",
                   "status",
                   "status_note",
                   "year",
                   "form",
                   "arch",
                   "chips_per_system",
                   "dense_peak_tflops",
                   "formats",
                   "peak_clock_mhz",
                   "memory_gib",
                   "memory_type",
                   "memory_bandwidth_gb_s",
                   "interconnect",
                   "nic_per_chip_gbit_s",
                   "tdp_w",
                   "price",
                   "runtime_family",
                   "torch_device",
                   "torch_device_note",
                   "torch_plugin",
                   "runtime_compat",
                   "related_ids",
                   "unpublished",
                   "estimates",
                   "conflicts",
                   "measured",
                   "notes"});
  Chip chip;
  chip.id = root.at("id").text();
  chip.vendor = root.at("vendor").text();
  chip.name = root.at("name").text();
  chip.aliases = optional_texts(root, "aliases");
  chip.status = read_statement(root.at("status"));
  chip.status_note = optional_text(root, "status_note");
  chip.year = read_statement(root.at("year"));
  read_hardware(root, chip);
  chip.runtime_family = read_statement(root.at("runtime_family"));
  chip.torch_device = root.at("torch_device").text();
  chip.torch_device_note = optional_text(root, "torch_device_note");
  chip.torch_plugin = optional_text(root, "torch_plugin");
  chip.runtime_compatibility = optional_texts(root, "runtime_compat");
  chip.related_ids = optional_texts(root, "related_ids");
  read_records(root, chip);
  chip.notes = optional_text(root, "notes");
  return chip;
}

std::optional<std::string_view> peak_key(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return "fp64";
    case Dtype::f32:
      return "fp32";
    case Dtype::tf32:
    case Dtype::hf32:
    case Dtype::xf32:
      return "tf32";
    case Dtype::bf16:
      return "bf16";
    case Dtype::fp16:
      return "fp16";
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      return "fp8";
    case Dtype::int8:
    case Dtype::uint8:
      return "int8";
    case Dtype::int32:
      return std::nullopt;
  }
  return std::nullopt;
}

const Figure* dense_peak(const Chip& chip, Dtype dtype) {
  const auto key = peak_key(dtype);
  if (!key || chip.chips_per_system > 1) return nullptr;
  if (is_narrowed_f32(dtype) && dtype != chip.narrowed_f32) return nullptr;
  const bool fnuz = dtype == Dtype::fp8_e4m3_fnuz || dtype == Dtype::fp8_e5m2_fnuz;
  if (is_fp8(dtype) && fnuz != chip.fp8_fnuz) return nullptr;
  const auto found = chip.dense_peak_tflops.find(*key);
  return found == chip.dense_peak_tflops.end() ? nullptr : &found->second;
}

const Figure* memory_bandwidth(const Chip& chip) {
  if (!chip.memory_bandwidth_gb_s || chip.chips_per_system > 1) return nullptr;
  return &*chip.memory_bandwidth_gb_s;
}

std::optional<double> one_way_link_bytes_per_second(const Chip& chip) {
  if (!chip.interconnect_gb_s) return std::nullopt;
  return chip.interconnect_gb_s->value * 1e9 / 2;
}

}  // namespace steelyard::results
