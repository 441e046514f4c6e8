#include "harness/core/model/model_card.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

using nlohmann::json;

constexpr std::string_view peak_prefix = "peak ";
constexpr std::string_view efficiency_prefix = "gemm efficiency ";
constexpr int most_devices = 100'000;
constexpr std::size_t longest_card = 120'000;  ///< what the kernel takes as one variable

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> units{{
    {memory_figure, "B"},
    {memory_bandwidth_figure, "B/s"},
    {memory_efficiency_figure, "fraction"},
    {link_bandwidth_figure, "B/s"},
    {link_efficiency_figure, "fraction"},
    {link_latency_figure, "s"},
    {nic_bandwidth_figure, "B/s"},
    {nic_efficiency_figure, "fraction"},
    {nic_latency_figure, "s"},
    {launch_figure, "s"},
    {collective_start_figure, "s"},
}};

[[noreturn]] void refuse(const std::string& what) {
  throw DataError(
      fmt::format("The model card in {} cannot be used: {}.", model_card_variable, what));
}

/// Members of an object that are all there and no others.
void require_members(const json& object, const std::string& where,
                     std::initializer_list<const char*> names) {
  if (!object.is_object()) refuse(fmt::format("{} is no object", where));
  for (const char* name : names) {
    if (!object.contains(name)) refuse(fmt::format("{} lacks '{}'", where, name));
  }
  if (object.size() != names.size()) {
    refuse(fmt::format("{} has {} members instead of {}", where, object.size(), names.size()));
  }
}

std::string text_of(const json& object, const std::string& where, const char* name) {
  if (!object.at(name).is_string()) refuse(fmt::format("'{}' of {} is no text", name, where));
  return object.at(name).get<std::string>();
}

int count_of(const json& object, const char* name) {
  const json& value = object.at(name);
  if (!value.is_number_integer() || value < 1 || value > most_devices) {
    refuse(fmt::format("'{}' is no whole number from 1 to {}", name, most_devices));
  }
  return value.get<int>();
}

ModelFigure figure_of(const std::string& name, const json& object) {
  const std::string where = fmt::format("figure '{}'", name);
  const std::string_view unit = unit_of_figure(name);
  if (unit.empty()) refuse(fmt::format("{} is not known", where));
  require_members(object, where, {"value", "unit", "origin", "source"});
  if (!object.at("value").is_number()) refuse(fmt::format("'value' of {} is no number", where));
  ModelFigure figure{object.at("value").get<double>(), text_of(object, where, "unit"),
                     text_of(object, where, "origin"), text_of(object, where, "source")};
  if (figure.unit != unit) {
    refuse(fmt::format("{} is in '{}', not in {}", where, figure.unit, unit));
  }
  if (!std::isfinite(figure.value) || figure.value <= 0) {
    refuse(fmt::format("{} is {}, not above 0", where, figure.value));
  }
  if (unit == "fraction" && figure.value > 1) {
    refuse(fmt::format("{} is {}, above 1", where, figure.value));
  }
  return figure;
}

/// Figures that are of no use without another.
void require_pairs(const ModelCard& card) {
  const auto require = [&](std::string_view one, std::string_view other) {
    if (card.find(one) != nullptr && card.find(other) == nullptr) {
      refuse(fmt::format("figure '{}' is there without '{}'", one, other));
    }
  };
  for (const Dtype dtype : all_dtypes()) require(peak_figure(dtype), gemm_efficiency_figure(dtype));
  require(memory_bandwidth_figure, memory_efficiency_figure);
  require(link_bandwidth_figure, link_efficiency_figure);
  require(link_bandwidth_figure, link_latency_figure);
  require(nic_bandwidth_figure, nic_efficiency_figure);
  require(nic_bandwidth_figure, nic_latency_figure);
}

}  // namespace

const ModelFigure* ModelCard::find(std::string_view figure) const {
  const auto found = figures.find(figure);
  return found == figures.end() ? nullptr : &found->second;
}

double ModelCard::value(std::string_view figure) const {
  const ModelFigure* found = find(figure);
  return found == nullptr ? 0 : found->value;
}

std::string peak_figure(Dtype dtype) { return std::string(peak_prefix) + std::string(name(dtype)); }

std::string gemm_efficiency_figure(Dtype dtype) {
  return std::string(efficiency_prefix) + std::string(name(dtype));
}

std::string_view unit_of_figure(std::string_view figure) {
  for (const auto& [known, unit] : units) {
    if (known == figure) return unit;
  }
  for (const std::string_view prefix : {peak_prefix, efficiency_prefix}) {
    if (!figure.starts_with(prefix)) continue;
    const auto dtype = parse_dtype(figure.substr(prefix.size()));
    if (!dtype) return "";
    if (prefix == efficiency_prefix) return "fraction";
    return is_integer(*dtype) ? "OP/s" : "FLOP/s";
  }
  return "";
}

std::string to_text(const ModelCard& card) {
  json figures = json::object();
  for (const auto& [name, figure] : card.figures) {
    figures[name] = {{"value", figure.value},
                     {"unit", figure.unit},
                     {"origin", figure.origin},
                     {"source", figure.source}};
  }
  const json whole{{"chip", card.chip},
                   {"vendor", card.vendor},
                   {"name", card.name},
                   {"devices", card.devices},
                   {"topology", name(card.topology)},
                   {"joined", card.joined},
                   {"note", card.note},
                   {"figures", figures}};
  return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

ModelCard parse_model_card(std::string_view text) {
  if (text.size() > longest_card) refuse(fmt::format("it has {} bytes", text.size()));
  const json whole = json::parse(text, nullptr, false);
  if (whole.is_discarded()) refuse("it is no JSON");
  require_members(whole, "the card",
                  {"chip", "vendor", "name", "devices", "topology", "joined", "note", "figures"});
  ModelCard card;
  card.chip = text_of(whole, "the card", "chip");
  card.vendor = text_of(whole, "the card", "vendor");
  card.name = text_of(whole, "the card", "name");
  card.note = text_of(whole, "the card", "note");
  card.devices = count_of(whole, "devices");
  card.joined = count_of(whole, "joined");
  const std::string topology = text_of(whole, "the card", "topology");
  const auto parsed = parse_topology(topology);
  if (!parsed) refuse(fmt::format("the topology '{}' is not known", topology));
  card.topology = *parsed;
  if (!whole.at("figures").is_object()) refuse("'figures' is no object");
  for (const auto& [name, object] : whole.at("figures").items()) {
    card.figures.emplace(name, figure_of(name, object));
  }
  require_pairs(card);
  return card;
}

}  // namespace steelyard
