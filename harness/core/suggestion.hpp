#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steelyard {

/// The entry of `valid` nearest to `wrong` by edit distance (case ignored), or "" if `valid` is
/// empty. Ties go to the earlier entry.
std::string nearest(std::string_view wrong, std::span<const std::string> valid);

/// One sentence for a wrong name: `unknown dtype 'bf61'; did you mean 'bf16'? Valid: f64, f32.`
/// The list is left out when it has more than 12 entries.
std::string unknown_name(std::string_view kind, std::string_view wrong,
                         std::span<const std::string> valid);

}  // namespace steelyard
