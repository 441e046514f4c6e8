#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/model/model_card.hpp"
#include "harness/device/backend.h"

/// The card of this process, and its figures in words.
namespace steelyard::model {

/// The card in STEELYARD_MODEL_CARD, or nothing where that is not set. Throws DataError for a card
/// that cannot be used.
std::optional<ModelCard> card_of_environment();

/// "148 TFLOP/s (press) x 0.961 (published measurement)": a limit, the part of it that is reached,
/// and where both come from.
std::string limit_text(const ModelCard& card, std::string_view limit, std::string_view efficiency);

/// Elements of the ABI's type.
std::size_t width(sy_dtype dtype);

}  // namespace steelyard::model
