#pragma once

#include <optional>
#include <string>
#include <vector>

/// Lists of logical CPUs as the kernel writes them: "0-3,8,10-11".
namespace steelyard {

/// CPUs from `first` up to and with `last`.
struct CpuRange {
  int first = 0;
  int last = 0;
  bool operator==(const CpuRange&) const = default;
};

/// As written. Nothing if it is no such list or names a CPU above 1,048,575. Takes no longer than
/// the text is long, so that it may come from anybody.
std::optional<std::vector<CpuRange>> parse_cpu_ranges(const std::string& text);

/// How many CPUs the ranges hold, each counted once.
int count_cpus(std::vector<CpuRange> ranges);

/// Sorted, without duplicates. Nothing if it is no such list or names a CPU above 1,048,575.
std::optional<std::vector<int>> parse_cpu_list(const std::string& text);

/// `cpus` is sorted, without duplicates.
std::string format_cpu_list(const std::vector<int>& cpus);

/// The CPUs that the calling thread may run on; empty if the kernel does not say.
std::vector<int> allowed_cpus();

}  // namespace steelyard
