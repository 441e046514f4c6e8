#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/model/collective_time.hpp"
#include "harness/core/model/model_card.hpp"
#include "harness/core/model/roofline.hpp"
#include "harness/device/backend.h"

/// What the card of this process says, in the terms of the formulas.
namespace steelyard::model {

/// The card in STEELYARD_MODEL_CARD, or nothing where that is not set. Throws DataError for a card
/// that cannot be used.
std::optional<ModelCard> card_of_environment();

/// The roof over multiplications of that type; nothing if the card has no peak for it.
std::optional<Roof> gemm_roof(const ModelCard& card, Dtype dtype);
/// The roof over what only passes memory; nothing if the card has no memory bandwidth.
std::optional<Roof> memory_roof(const ModelCard& card);
/// Links and network of the card. A level without a bandwidth is left out.
Fabric fabric(const ModelCard& card);

/// "148 TFLOP/s (press) x 0.961 (published measurement)": a limit, the part of it that is reached,
/// and where both come from.
std::string limit_text(const ModelCard& card, std::string_view limit, std::string_view efficiency);

/// Elements of the ABI's type.
std::size_t width(sy_dtype dtype);

}  // namespace steelyard::model
