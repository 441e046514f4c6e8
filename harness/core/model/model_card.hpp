#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/core/dtype.hpp"
#include "harness/core/model/topology.hpp"

/// What is known of a chip that is to be modelled: every figure with its unit and where it comes
/// from. Made from the catalogue, read by the backend `model`, which gets it as text in the
/// environment variable STEELYARD_MODEL_CARD.
namespace steelyard {

inline constexpr const char* model_card_variable = "STEELYARD_MODEL_CARD";

struct ModelFigure {
  double value = 0;  ///< above 0
  std::string unit;  ///< see unit_of_figure()
  /// "datasheet", "press", "paper", "published measurement", "median of NVIDIA", "user", ...
  std::string origin;
  std::string source;  ///< of the value, in words
};

struct ModelCard {
  std::string chip;  ///< id in the catalogue
  std::string vendor;
  std::string name;
  int devices = 1;  ///< that the run is to have
  Topology topology = Topology::ring;
  int joined = 1;    ///< chips that the links join; 1: none
  std::string note;  ///< what a reader should know of the whole card, or ""
  /// By name, see unit_of_figure(). What is absent is unknown.
  std::map<std::string, ModelFigure, std::less<>> figures;

  /// Null if it is unknown.
  const ModelFigure* find(std::string_view figure) const;
  /// Its value, or 0.
  double value(std::string_view figure) const;
};

/// "peak bf16": operations per second of dense multiplication.
std::string peak_figure(Dtype dtype);
/// "gemm efficiency bf16": the fraction of that peak that a large multiplication reaches.
std::string gemm_efficiency_figure(Dtype dtype);

/// The names of the other figures.
inline constexpr std::string_view memory_figure = "memory";
inline constexpr std::string_view memory_bandwidth_figure = "memory bandwidth";
inline constexpr std::string_view memory_efficiency_figure = "memory efficiency";
inline constexpr std::string_view link_bandwidth_figure = "link bandwidth";  ///< one way, one chip
inline constexpr std::string_view link_efficiency_figure = "link efficiency";
inline constexpr std::string_view link_latency_figure = "link latency";
inline constexpr std::string_view nic_bandwidth_figure = "nic bandwidth";  ///< one way, one chip
inline constexpr std::string_view nic_efficiency_figure = "nic efficiency";
inline constexpr std::string_view nic_latency_figure = "nic latency";
inline constexpr std::string_view launch_figure = "launch";  ///< before a kernel
inline constexpr std::string_view collective_start_figure = "collective start";

/// "FLOP/s", "OP/s", "B", "B/s", "s" or "fraction"; "" if there is no figure of that name.
std::string_view unit_of_figure(std::string_view figure);

/// JSON in one line.
std::string to_text(const ModelCard& card);

/// Throws DataError that says what is wrong: no JSON, a member that is missing, unknown or of the
/// wrong kind, a unit that is not that of its figure, a number that is not above 0 or a fraction
/// above 1, an efficiency that a peak lacks.
ModelCard parse_model_card(std::string_view text);

}  // namespace steelyard
