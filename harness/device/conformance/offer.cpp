#include "harness/device/conformance/offer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/error.hpp"
#include "harness/device/conformance/flaw.hpp"

namespace steelyard::device::conformance {
namespace {

constexpr std::array<std::pair<bool, bool>, 4> all_transpositions{
    {{false, true}, {false, false}, {true, true}, {true, false}}};

bool is_bound_to_a_layout(Dtype dtype) { return size_of(dtype) == 1; }

bool fits_every_unit(const GemmSize& size) {
  return size.m % 16 == 0 && size.n % 16 == 0 && size.k % 16 == 0;
}

sy_gemm_shape shape_of(const GemmTypes& types, const GemmSize& size,
                       std::pair<bool, bool> transposition) {
  return conformance::shape_of(types, size.m, size.n, size.k, size.batch, transposition.first,
                               transposition.second);
}

}  // namespace

bool is_offered(Device& device, const sy_gemm_shape& shape) {
  try {
    const GemmPlan plan(device, shape);
    return true;
  } catch (const Unsupported&) {
    return false;
  }
}

Offer::Offer(Device& device, const GemmTypes& types) : device_(device), types_(types) {
  for (const auto& transposition : all_transpositions) {
    const sy_gemm_shape shape = shape_of(types, {64, 64, 64}, transposition);
    if (is_offered(device, shape)) transpositions_.push_back(transposition);
  }
  const bool all_or_none = transpositions_.empty() || transpositions_.size() == 4;
  if (all_or_none || is_bound_to_a_layout(types.a)) return;
  throw Flaw(fmt::format("{} is offered in {} of 4 transpositions; it must be offered in all.",
                         describe(types), transpositions_.size()));
}

int Offer::for_each(std::span<const GemmSize> sizes,
                    const std::function<void(const sy_gemm_shape&)>& use) const {
  int refused = 0;
  for (const GemmSize& size : sizes) {
    for (const auto& transposition : transpositions_) {
      const sy_gemm_shape shape = shape_of(types_, size, transposition);
      if (is_offered(device_, shape)) {
        use(shape);
      } else if (is_bound_to_a_layout(types_.a) && !fits_every_unit(size)) {
        ++refused;
      } else {
        throw Flaw(fmt::format("{} is refused with SY_UNSUPPORTED, while 64 x 64 x 64 is offered.",
                               describe(shape)));
      }
    }
  }
  return refused;
}

sy_gemm_shape Offer::usual(const GemmSize& size) const {
  return shape_of(types_, size, transpositions_.front());
}

std::vector<Offer> offers_of(Device& device, Dtype dtype) {
  std::vector<Offer> offers;
  if (!device.multiplies(dtype)) return offers;
  for (const GemmTypes& types : combinations(dtype)) {
    Offer offer(device, types);
    if (offer.any()) offers.push_back(std::move(offer));
  }
  if (offers.empty() && !combinations(dtype).empty()) {
    throw Flaw(
        fmt::format("gemm_dtypes names {}, but no multiplication that begins with it can be "
                    "planned.",
                    name(dtype)));
  }
  return offers;
}

std::vector<Offer> all_offers(Device& device) {
  std::vector<Offer> all;
  for (const Dtype dtype : all_dtypes()) {
    for (Offer& offer : offers_of(device, dtype)) all.push_back(std::move(offer));
  }
  return all;
}

}  // namespace steelyard::device::conformance
