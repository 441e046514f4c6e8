#include "harness/core/cpu_list.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>
#include <string_view>

namespace steelyard {
namespace {

constexpr int highest_cpu = (1 << 20) - 1;

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

std::optional<int> cpu_number(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || value < 0 || value > highest_cpu) {
    return std::nullopt;
  }
  return value;
}

std::optional<CpuRange> parse_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = cpu_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : cpu_number(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return CpuRange{*first, *last};
}

}  // namespace

std::optional<std::vector<CpuRange>> parse_cpu_ranges(const std::string& text) {
  std::vector<CpuRange> ranges;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    more = comma != std::string_view::npos;
    const auto range = parse_range(rest.substr(0, comma));
    if (!range) return std::nullopt;
    ranges.push_back(*range);
    if (more) rest.remove_prefix(comma + 1);
  }
  return ranges;
}

int count_cpus(std::vector<CpuRange> ranges) {
  std::ranges::sort(ranges, {}, &CpuRange::first);
  int count = 0;
  int next = 0;  // the lowest CPU that is not counted yet
  for (const CpuRange& range : ranges) {
    count += std::max(0, range.last - std::max(range.first, next) + 1);
    next = std::max(next, range.last + 1);
  }
  return count;
}

std::optional<std::vector<int>> parse_cpu_list(const std::string& text) {
  const auto ranges = parse_cpu_ranges(text);
  if (!ranges) return std::nullopt;
  std::set<int> cpus;
  for (const CpuRange& range : *ranges) {
    for (int cpu = range.first; cpu <= range.last; ++cpu) cpus.insert(cpu);
  }
  return std::vector<int>(cpus.begin(), cpus.end());
}

std::string format_cpu_list(const std::vector<int>& cpus) {
  std::string text;
  for (std::size_t first = 0, last = 0; first < cpus.size(); first = ++last) {
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    text += text.empty() ? "" : ",";
    text += first == last ? fmt::format("{}", cpus[first])
                          : fmt::format("{}-{}", cpus[first], cpus[last]);
  }
  return text;
}

std::vector<int> allowed_cpus() {
  // The kernel refuses a set smaller than its own; no machine has more CPUs than the last one
  // tried.
  for (int capacity = 1024; capacity <= (1 << 20); capacity *= 4) {
    const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(capacity));
    const std::size_t bytes = CPU_ALLOC_SIZE(capacity);
    if (set == nullptr || sched_getaffinity(0, bytes, set.get()) != 0) continue;
    std::vector<int> cpus;
    for (int cpu = 0; cpu < capacity; ++cpu) {
      if (CPU_ISSET_S(cpu, bytes, set.get())) cpus.push_back(cpu);
    }
    return cpus;
  }
  return {};
}

}  // namespace steelyard
