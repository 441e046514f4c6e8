#include "results/model/card_of_chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr double tera = 1e12;
constexpr double giga = 1e9;
constexpr double gib = 1024.0 * 1024 * 1024;
constexpr int common_server = 8;

/// Delays, the same for every chip: nobody publishes them chip by chip.
constexpr const char* nccl_source =
    "NCCL's tuning model, ring with LL protocol (github.com/NVIDIA/nccl src/graph/tuning.cc at "
    "01afd20a)";
constexpr const char* launch_source =
    "bf16 on the H20: 1024^3 takes 22.6 us, of which the rate of 10240^3 explains 15.1 us "
    "(github.com/zzc0721/torch-performance-test-data/issues/77)";

/// The types that a chip multiplies under one key of the catalogue.
std::vector<Dtype> dtypes_of(const Chip& chip, std::string_view key) {
  if (key == "fp64") return {Dtype::f64};
  if (key == "fp32") return {Dtype::f32};
  if (key == "tf32") return {chip.narrowed_f32};
  if (key == "bf16") return {Dtype::bf16};
  if (key == "fp16") return {Dtype::fp16};
  if (key == "fp8" && chip.fp8_fnuz) return {Dtype::fp8_e4m3_fnuz, Dtype::fp8_e5m2_fnuz};
  if (key == "fp8") return {Dtype::fp8_e4m3, Dtype::fp8_e5m2};
  if (key == "int8") return {Dtype::int8};
  return {};
}

std::vector<std::string> user_names() {
  std::vector<std::string> names{"fp64",      "fp32", "fp8", "memory",
                                 "bandwidth", "link", "nic", "efficiency"};
  for (const Dtype dtype : all_dtypes()) {
    if (peak_key(dtype)) names.emplace_back(name(dtype));
  }
  return names;
}

/// A card in the making.
class CardMaker {
 public:
  CardMaker(const Catalogue& catalogue, const Chip& chip, const CardOptions& options)
      : catalogue_(catalogue), chip_(chip), options_(options) {}

  ModelCard make() {
    card_.chip = chip_.id;
    card_.vendor = chip_.vendor;
    card_.name = chip_.name;
    card_.devices = options_.devices > 0 ? options_.devices : default_devices(chip_);
    if (chip_.chips_per_system > 1) {
      card_.note = fmt::format(
          "peaks, memory and bandwidth are those of the system, divided by its {} chips",
          chip_.chips_per_system);
    }
    add_peaks();
    add_memory();
    add_links();
    add(launch_figure, 7.5e-6, "published measurement of the H20", launch_source);
    add(collective_start_figure, 3.6e-6, "NCCL's constant", nccl_source);
    return std::move(card_);
  }

 private:
  void add(std::string_view figure, double value, std::string origin, std::string source) {
    card_.figures.insert_or_assign(std::string(figure),
                                   ModelFigure{value, std::string(unit_of_figure(figure)),
                                               std::move(origin), std::move(source)});
  }
  void add(std::string_view figure, const Efficiency& efficiency) {
    add(figure, efficiency.value, efficiency.origin, efficiency.source);
  }

  /// The user's figure of that name; the last one counts.
  std::optional<double> given(std::string_view name) const {
    const auto& figures = options_.figures;
    const auto found = std::find_if(figures.rbegin(), figures.rend(),
                                    [&](const UserFigure& each) { return each.name == name; });
    return found == figures.rend() ? std::nullopt : std::optional(found->value);
  }

  /// The user's, else the catalogue's, in the unit of the card.
  void add_either(std::string_view figure, std::string_view name,
                  const std::optional<Figure>& published, double scale, int shared_by) {
    if (const auto value = given(name)) {
      add(figure, *value * scale, "user", fmt::format("--figure {}={:g}", name, *value));
    } else if (published) {
      add(figure, published->value * scale / shared_by,
          std::string(steelyard::results::name(published->from.kind)), published->from.source);
    }
  }

  void add_peaks() {
    for (const auto& [key, peak] : chip_.dense_peak_tflops) {
      for (const Dtype dtype : dtypes_of(chip_, key)) {
        add(peak_figure(dtype), peak.value * tera / chip_.chips_per_system,
            std::string(name(peak.from.kind)), peak.from.source);
      }
    }
    for (const UserFigure& each : options_.figures) {
      const auto named = parse_dtype(each.name);
      const auto dtypes = named ? std::vector{*named} : dtypes_of(chip_, each.name);
      for (const Dtype dtype : dtypes) {
        add(peak_figure(dtype), each.value * tera, "user",
            fmt::format("--figure {}={:g}", each.name, each.value));
      }
    }
    for (const Dtype dtype : all_dtypes()) {
      if (card_.find(peak_figure(dtype)) != nullptr) add_gemm_efficiency(dtype);
    }
    const bool any = std::any_of(all_dtypes().begin(), all_dtypes().end(), [&](Dtype dtype) {
      return card_.find(peak_figure(dtype)) != nullptr;
    });
    if (!any) {
      throw UsageError(fmt::format(
          "{} publishes no dense peak of any type, so it cannot be modelled; give it with --figure "
          "bf16=TFLOPS, or another type",
          chip_.id));
    }
  }

  void add_gemm_efficiency(Dtype dtype) {
    const std::string figure = gemm_efficiency_figure(dtype);
    if (const auto value = given("efficiency")) {
      add(figure, *value, "user", fmt::format("--figure efficiency={:g}", *value));
    } else {
      add(figure, gemm_efficiency(catalogue_, chip_, *peak_key(dtype), options_.evidence));
    }
  }

  void add_memory() {
    const int chips = chip_.chips_per_system;
    add_either(memory_figure, "memory", chip_.memory_gib, gib, chips);
    add_either(memory_bandwidth_figure, "bandwidth", chip_.memory_bandwidth_gb_s, giga, chips);
    if (card_.find(memory_bandwidth_figure) != nullptr) {
      add(memory_efficiency_figure, memory_efficiency(catalogue_, chip_));
    }
  }

  /// Where the catalogue does not say how links join chips, they are taken for a ring over all of
  /// the run: what any connected set can do.
  void add_links() {
    card_.topology = chip_.topology.value_or(Topology::ring);
    card_.joined = chip_.topology ? chip_.joined : card_.devices;
    add_either(link_bandwidth_figure, "link", chip_.interconnect_gb_s, giga / 2, 1);
    if (card_.find(link_bandwidth_figure) != nullptr) {
      add(link_efficiency_figure,
          link_efficiency(catalogue_, chip_, card_.topology, options_.evidence));
      add(link_latency_figure, 0.47e-6, "NCCL's constant for NVLink", nccl_source);
    }
    add_either(nic_bandwidth_figure, "nic", chip_.nic_gbit_s, giga / 8, 1);
    if (card_.find(nic_bandwidth_figure) != nullptr) {
      add(nic_efficiency_figure, network_efficiency(catalogue_));
      add(nic_latency_figure, 2.7e-6, "NCCL's constant for networks", nccl_source);
    }
  }

  const Catalogue& catalogue_;
  const Chip& chip_;
  const CardOptions& options_;
  ModelCard card_;
};

}  // namespace

UserFigure parse_user_figure(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw UsageError(fmt::format("--figure {} is not NAME=VALUE, as bf16=120", text));
  }
  UserFigure figure{text.substr(0, equals), 0};
  const auto names = user_names();
  if (std::find(names.begin(), names.end(), figure.name) == names.end()) {
    throw UsageError(unknown_name("--figure", figure.name, names));
  }
  const std::string number = text.substr(equals + 1);
  char* end = nullptr;
  figure.value = std::strtod(number.c_str(), &end);
  const bool fraction = figure.name == "efficiency";
  if (number.empty() || *end != '\0' || !std::isfinite(figure.value) || figure.value <= 0 ||
      (fraction && figure.value > 1)) {
    throw UsageError(
        fmt::format("--figure {} has no number above 0{}", text, fraction ? " and at most 1" : ""));
  }
  return figure;
}

int default_devices(const Chip& chip) {
  return chip.chips_per_system > 1 ? chip.chips_per_system : common_server;
}

bool has_peak(const Chip& chip) {
  return std::any_of(chip.dense_peak_tflops.begin(), chip.dense_peak_tflops.end(),
                     [&](const auto& peak) { return !dtypes_of(chip, peak.first).empty(); });
}

ModelCard card_of_chip(const Catalogue& catalogue, const Chip& chip, const CardOptions& options) {
  return CardMaker(catalogue, chip, options).make();
}

}  // namespace steelyard::results
