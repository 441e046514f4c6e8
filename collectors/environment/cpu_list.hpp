#pragma once

#include <optional>
#include <string>
#include <vector>

/// Lists of logical CPUs as the kernel writes them: "0-3,8,10-11".
namespace steelyard::collectors {

/// Sorted, without duplicates. Nothing if it is no such list or names a CPU above 1,048,575.
std::optional<std::vector<int>> parse_cpu_list(const std::string& text);

/// `cpus` is sorted, without duplicates.
std::string format_cpu_list(const std::vector<int>& cpus);

/// The CPUs that the calling thread may run on; empty if the kernel does not say.
std::vector<int> allowed_cpus();

}  // namespace steelyard::collectors
