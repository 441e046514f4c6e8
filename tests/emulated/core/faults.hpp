#pragma once

#include <string_view>

namespace steelyard::emulated {

/// Whether this fault is planted: STEELYARD_EMULATED_FAULT holds names separated by commas. Known
/// to the core: `transposition`, `event_unit`, `leak`; libraries have others of their own, such as
/// `async_error` and `unique_id_size`.
bool fault(std::string_view name);

}  // namespace steelyard::emulated
