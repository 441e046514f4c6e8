#include <nlohmann/json.hpp>

#include "results/report/chips_text.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

void put(Json& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

void put_provenance(Json& out, const Provenance& from) {
  out["kind"] = name(from.kind);
  out["confidence"] = name(from.confidence);
  out["verified"] = from.verified;
  put(out, "note", from.note);
  out["source"] = from.source;
}

Json to_json(const Figure& figure) {
  Json out{{"value", figure.value}};
  put_provenance(out, figure.from);
  return out;
}

Json to_json(const Statement& statement) {
  if (!statement.from) return statement.value;
  Json out{{"value", statement.value}};
  put_provenance(out, *statement.from);
  return out;
}

void put(Json& out, const char* key, const std::optional<Figure>& figure) {
  if (figure) out[key] = to_json(*figure);
}

Json to_json(const Price& price) {
  Json out = Json::object();
  if (price.usd) out["usd"] = *price.usd;
  if (price.usd_per_hour) out["usd_per_hour"] = *price.usd_per_hour;
  out["low"] = price.low;
  out["high"] = price.high;
  out["currency"] = price.currency;
  out["date"] = price.date;
  out["source"] = price.source;
  out["confidence"] = name(price.confidence);
  if (price.kind) out["kind"] = name(*price.kind);
  if (price.verified) out["verified"] = *price.verified;
  put(out, "note", price.note);
  return out;
}

Json to_json(const Conflict& conflict) {
  Json out{{"field", conflict.field}, {"values", Json::array()}};
  for (const Conflict::Claim& claim : conflict.claims) {
    out["values"].push_back({{"value", claim.value},
                             {"kind", name(claim.kind)},
                             {"confidence", name(claim.confidence)},
                             {"source", claim.source}});
  }
  put(out, "resolution", conflict.resolution);
  return out;
}

Json to_json(const Estimate& estimate) {
  Json out{{"value", estimate.value}, {"confidence", name(estimate.confidence)}};
  put(out, "note", estimate.note);
  out["source"] = estimate.source;
  return out;
}

Json to_json(const Measurement& measurement) {
  Json out{{"what", measurement.what}, {"value", measurement.value}, {"unit", measurement.unit}};
  put(out, "note", measurement.note);
  out["source"] = measurement.source;
  if (const auto& gemm = measurement.gemm) {
    out["gemm"] = {{"dtype", gemm->dtype}, {"tflops", gemm->tflops}, {"least", gemm->least}};
  }
  if (const auto& reduce = measurement.all_reduce) {
    out["allreduce"] = {{"devices", reduce->devices},
                        {"busbw_gb_s", reduce->busbw_gb_s},
                        {"in_switch", reduce->in_switch}};
  }
  if (measurement.memory_gb_s) out["memory_gb_s"] = *measurement.memory_gb_s;
  return out;
}

void put_hardware(Json& out, const Chip& chip) {
  for (const auto& [dtype, figure] : chip.dense_peak_tflops) {
    out["dense_peak_tflops"][dtype] = to_json(figure);
  }
  if (chip.narrowed_f32 != Dtype::tf32) out["formats"]["tf32"] = name(chip.narrowed_f32);
  if (chip.fp8_fnuz) out["formats"]["fp8"] = "fnuz";
  put(out, "memory_gib", chip.memory_gib);
  if (chip.memory_type) out["memory_type"] = to_json(*chip.memory_type);
  put(out, "memory_bandwidth_gb_s", chip.memory_bandwidth_gb_s);
  out["interconnect"] = {{"name", to_json(chip.interconnect)}};
  put(out["interconnect"], "per_chip_bidirectional_gb_s", chip.interconnect_gb_s);
  if (chip.topology) {
    out["interconnect"]["topology"] = name(*chip.topology);
    out["interconnect"]["joined"] = chip.joined;
  }
  put(out, "nic_per_chip_gbit_s", chip.nic_gbit_s);
  put(out, "peak_clock_mhz", chip.peak_clock_mhz);
  put(out, "tdp_w", chip.tdp_watts);
  if (chip.price) out["price"] = to_json(*chip.price);
}

void put_records(Json& out, const Chip& chip) {
  for (const auto& [field, from] : chip.unpublished) {
    put_provenance(out["unpublished"][field], from);
  }
  for (const Estimate& each : chip.estimates) out["estimates"][each.field] = to_json(each);
  for (const Conflict& each : chip.conflicts) out["conflicts"].push_back(to_json(each));
  for (const Measurement& each : chip.measured) out["measured"].push_back(to_json(each));
}

Json to_json(const Chip& chip) {
  Json out{{"id", chip.id},
           {"vendor", chip.vendor},
           {"name", chip.name},
           {"aliases", chip.aliases},
           {"status", to_json(chip.status)}};
  put(out, "status_note", chip.status_note);
  out["year"] = to_json(chip.year);
  out["form"] = to_json(chip.form);
  out["arch"] = to_json(chip.architecture);
  out["chips_per_system"] = chip.chips_per_system;
  put_hardware(out, chip);
  out["runtime_family"] = to_json(chip.runtime_family);
  out["torch_device"] = chip.torch_device;
  put(out, "torch_device_note", chip.torch_device_note);
  put(out, "torch_plugin", chip.torch_plugin);
  if (!chip.runtime_compatibility.empty()) out["runtime_compat"] = chip.runtime_compatibility;
  if (!chip.related_ids.empty()) out["related_ids"] = chip.related_ids;
  put_records(out, chip);
  put(out, "notes", chip.notes);
  return out;
}

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string chips_json(const Catalogue& catalogue) {
  Json out = Json::array();
  for (const Chip& chip : catalogue.chips()) out.push_back(to_json(chip));
  return dumped(out);
}

std::string chip_json(const Chip& chip) { return dumped(to_json(chip)); }

}  // namespace steelyard::results
