#include "harness/backends/model/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace steelyard::model {
namespace {

/// 148e12, "FLOP/s" -> "148 TFLOP/s".
std::string quantity(double value, std::string_view unit) {
  constexpr std::array prefixes{"", "k", "M", "G", "T", "P"};
  std::size_t thousands = 0;
  for (; value >= 1000 && thousands + 1 < prefixes.size(); ++thousands) value /= 1000;
  return fmt::format("{:.4g} {}{}", value, prefixes[thousands], unit);
}

}  // namespace

std::optional<ModelCard> card_of_environment() {
  const char* text = std::getenv(model_card_variable);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return parse_model_card(text);
}

std::string limit_text(const ModelCard& card, std::string_view limit, std::string_view efficiency) {
  const ModelFigure* whole = card.find(limit);
  const ModelFigure* part = card.find(efficiency);
  if (whole == nullptr || part == nullptr) return fmt::format("{} unknown", limit);
  return fmt::format("{} ({}) x {:.3g} ({})", quantity(whole->value, whole->unit), whole->origin,
                     part->value, part->origin);
}

/// The ABI's numbers are those of the core.
std::size_t width(sy_dtype dtype) { return size_of(static_cast<Dtype>(dtype)); }

}  // namespace steelyard::model
