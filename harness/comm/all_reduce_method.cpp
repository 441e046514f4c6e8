#include "harness/comm/all_reduce_method.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace steelyard::comm {
namespace {

std::string value(const ToolSettings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

/// The X of all settings named `before`X`after`, in alphabetical order.
std::vector<std::string> between(const ToolSettings& settings, std::string_view before,
                                 std::string_view after) {
  std::vector<std::string> found;
  for (const auto& [name, text] : settings) {
    if (name.size() <= before.size() + after.size()) continue;
    if (!name.starts_with(before) || !name.ends_with(after)) continue;
    found.push_back(name.substr(before.size(), name.size() - before.size() - after.size()));
  }
  return found;
}

std::string tuned_algorithm(const ToolSettings& settings) {
  // A truth value is told as a number or as a word.
  const std::string dynamic = value(settings, "coll_tuned_use_dynamic_rules");
  if (dynamic.empty()) return "tuned";
  if (dynamic == "0" || dynamic == "false") return "tuned (fixed rules)";
  const std::string forced = value(settings, "coll_tuned_allreduce_algorithm");
  if (forced.empty() || forced == "ignore" || forced == "0") return "tuned (dynamic rules)";
  return fmt::format("tuned ({}, as set)", forced);
}

/// Components that offer no blocking all-reduce among the ranks of one group, or only wrap another.
bool never_carries(std::string_view component, int ranks) {
  constexpr std::array others{"inter", "libnbc", "monitoring", "sync"};
  return std::ranges::find(others, component) != others.end() || (component == "self" && ranks > 1);
}

bool takes_any(std::string_view component) {
  return component == "tuned" || component == "basic" || component == "self";
}

std::string collective_component(const ToolSettings& settings, int ranks) {
  struct Component {
    std::string name;
    long priority;
  };
  std::vector<Component> components;
  for (const std::string& name : between(settings, "coll_", "_priority")) {
    const long priority =
        std::strtol(value(settings, "coll_" + name + "_priority").c_str(), nullptr, 10);
    if (priority >= 0 && !never_carries(name, ranks)) components.push_back({name, priority});
  }
  std::ranges::stable_sort(components, std::ranges::greater{}, &Component::priority);
  std::vector<std::string> possible;
  for (const Component& component : components) {
    possible.push_back(component.name == "tuned" ? tuned_algorithm(settings) : component.name);
    if (takes_any(component.name)) break;
  }
  return possible.empty() ? "" : fmt::format("coll {}", fmt::join(possible, " or "));
}

std::string transports(const ToolSettings& settings) {
  std::vector<std::string> names = between(settings, "btl_", "_major_version");
  for (std::string& name : names) {
    const std::string copy = value(settings, "btl_" + name + "_single_copy_mechanism");
    if (!copy.empty()) name += fmt::format(" (single copy: {})", copy);
  }
  return names.empty() ? "" : fmt::format("btl {}", fmt::join(names, ", "));
}

}  // namespace

std::string all_reduce_method(const ToolSettings& settings, int ranks) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  add(collective_component(settings, ranks));
  const std::vector<std::string> messaging = between(settings, "pml_", "_major_version");
  if (!messaging.empty()) add(fmt::format("pml {}", fmt::join(messaging, ", ")));
  // Only ob1 moves messages through the byte transfer layer; others have ways of their own.
  if (std::ranges::find(messaging, "ob1") != messaging.end()) add(transports(settings));
  return fmt::to_string(fmt::join(parts, ", "));
}

}  // namespace steelyard::comm
