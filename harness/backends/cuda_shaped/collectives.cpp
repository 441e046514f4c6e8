#include "harness/backends/cuda_shaped/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::cuda_shaped {

Collectives::Collectives(const Runtime& runtime)
    : table_(*runtime.vendor().collectives),
      library_(runtime.open_beside(table_.name, table_.files, table_.folders)),
      calls_(CollectiveCalls::of(table_, library_)) {}

const Collectives& Collectives::of(const Runtime& runtime) {
  // A backend has one runtime.
  static const Collectives opened(runtime);
  return opened;
}

std::string Collectives::name() const {
  return fmt::format("{} ({})", calls_->version(), library_.path());
}

sy_unique_id Collectives::unique_id() const {
  constexpr char untouched = 0x5a;
  std::vector<char> room(SY_UNIQUE_ID_BYTES, untouched);
  std::fill_n(room.begin(), table_.unique_id_bytes, '\0');
  check(calls_->unique_id(room.data()), "GetUniqueId", nullptr);
  const auto beyond = room.begin() + static_cast<std::ptrdiff_t>(table_.unique_id_bytes);
  if (std::any_of(beyond, room.end(), [](char c) { return c != untouched; })) {
    throw kit::Failure(
        SY_UNSUPPORTED,
        fmt::format("{} writes ids of more than the {} bytes that this backend knows; it is of "
                    "another version.",
                    name(), table_.unique_id_bytes));
  }
  sy_unique_id id{};
  id.length = table_.unique_id_bytes;
  std::memcpy(id.bytes, room.data(), table_.unique_id_bytes);
  return id;
}

void Collectives::check(int status, const char* function, void* comm) const {
  if (status == 0) return;
  throw kit::Failure(calls_->meaning(status), fmt::format("{}: {} failed: {}.", table_.name,
                                                          function, calls_->words(status, comm)));
}

}  // namespace steelyard::cuda_shaped
