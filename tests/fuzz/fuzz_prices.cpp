// Any text as a price file; then what an hour of each of its chips costs.
#include <cmath>

#include "harness/core/error.hpp"
#include "results/money/hourly_cost.hpp"
#include "results/money/prices.hpp"
#include "tests/fuzz/input.hpp"

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results;

const Catalogue& shipped() {
  static const Catalogue catalogue = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  return catalogue;
}

bool is_in_order(const Interval& interval) {
  return interval.low > 0 && interval.low <= interval.point && interval.point <= interval.high &&
         std::isfinite(interval.high);
}

void cost_all(const std::filesystem::path& file) {
  const PriceFile prices = load_prices(file, shipped());
  require(prices.currency.size() == 3, "a currency has three letters");
  for (const ChipPrice& price : prices.chips) {
    require(price.per_hour.has_value() != price.purchase.has_value(), "rent or purchase");
    require(find_price(prices, price.chip_id, price.label) == &price, "a price is found");
    const HourlyCost cost =
        hourly_cost(price, prices.energy, DevicePower{{300, 400, 500}, Origin::measured, "", 1});
    require(is_in_order(cost.total), "a cost is an interval above 0");
  }
}

}  // namespace
}  // namespace steelyard::fuzz

/// What is loaded once shall not count as time of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***);
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  steelyard::fuzz::shipped();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const fuzz::InputFile file({data, size});
  try {
    fuzz::cost_all(file.path());
  } catch (const DataError& error) {
    fuzz::require_printable(error.what());
  }
  return 0;
}
