#include <algorithm>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "results/profiles/profile.hpp"

namespace steelyard::results {
namespace {

/// `*` stands for any text, `?` for any one character. Goes back to the last `*` where it fails, so
/// it takes pattern x text steps at most.
bool fits(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::optional<std::size_t> star;  // in the pattern
  std::size_t resumed = 0;          // where the text goes on after what the star stands for
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star) {
      p = *star + 1;
      t = ++resumed;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool in_range(const CaseMatch& match, double bytes) {
  if (!match.minimum_bytes && !match.maximum_bytes) return true;
  if (!(bytes > 0)) return false;
  return (!match.minimum_bytes || bytes >= *match.minimum_bytes) &&
         (!match.maximum_bytes || bytes <= *match.maximum_bytes);
}

bool has_dtype(const CaseMatch& match, const CaseSpec& spec) {
  if (match.dtypes.empty()) return true;
  const auto text = spec.find("dtype");
  const auto dtype = text ? parse_dtype(*text) : std::nullopt;
  return dtype && std::ranges::find(match.dtypes, *dtype) != match.dtypes.end();
}

}  // namespace

bool matches(const CaseMatch& match, const CaseRecord& record) {
  if (match.workload != record.workload) return false;
  if (match.group && !fits(*match.group, record.group)) return false;
  if (!in_range(match, record.work.message_bytes)) return false;
  try {
    const CaseSpec spec = parse_case(record.name);
    if (match.mode && *match.mode != spec.find("mode").value_or("pipelined")) return false;
    return has_dtype(match, spec);
  } catch (const UsageError&) {
    return false;
  }
}

std::optional<std::size_t> part_of(const Profile& profile, const CaseRecord& record) {
  const auto found = std::ranges::find_if(
      profile.parts, [&](const ProfilePartSpec& part) { return matches(part.match, record); });
  if (found == profile.parts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - profile.parts.begin());
}

}  // namespace steelyard::results
