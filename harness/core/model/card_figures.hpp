#pragma once

#include <optional>

#include "harness/core/model/collective_time.hpp"
#include "harness/core/model/model_card.hpp"
#include "harness/core/model/roofline.hpp"

/// What a model card says, in the terms of the formulas: peaks and bandwidths times efficiencies.
namespace steelyard {

/// The roof over multiplications of that type; nothing if the card has no peak for it.
std::optional<Roof> gemm_roof(const ModelCard& card, Dtype dtype);
/// The roof over what only passes memory; nothing if the card has no memory bandwidth.
std::optional<Roof> memory_roof(const ModelCard& card);
/// Links and network of the card. A level without a bandwidth is left out.
Fabric fabric_of(const ModelCard& card);

}  // namespace steelyard
