#include "harness/run/plan.hpp"

#include <fmt/format.h>

#include <map>
#include <numeric>
#include <random>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

PlannedCase plan_case(const SuiteCase& entry, const FindWorkload& find,
                      const PlanContext& context) {
  PlannedCase planned;
  planned.workload = &find(entry.spec.workload);
  const Workload& workload = *planned.workload;
  planned.spec = canonical(workload, entry.spec, context.ranks);
  workload.check(planned.spec);
  planned.data = entry.data;
  planned.memory = workload.memory(planned.spec, context);

  CaseRecord& record = planned.record;
  record.name = to_string(planned.spec);
  record.workload = planned.spec.workload;
  record.group = entry.group;
  record.method_version = workload.method_version();
  record.data_pattern = name(entry.data);
  record.id = case_id(record.name, record.method_version, record.data_pattern);
  record.timing = name(workload.timing(planned.spec));
  record.work = workload.work(planned.spec);
  record.ranks = context.ranks;
  record.outcome = Outcome::not_reached;
  record.reason = "the run ended before this case was measured";
  return planned;
}

void skip_other_rank_counts(PlannedCase& planned, int ranks) {
  const auto wanted = planned.spec.find("ranks");
  if (!wanted || planned.spec.integer("ranks") == ranks) return;
  planned.open = false;
  planned.record.outcome = Outcome::skipped;
  planned.record.reason =
      fmt::format("needs {} ranks, this run has {}; start it with that many", *wanted, ranks);
}

}  // namespace

Plan make_plan(const Suite& suite, const FindWorkload& find, const PlanContext& context,
               std::uint64_t seed) {
  Plan plan;
  plan.rounds = suite.rounds;
  plan.seed = seed;
  std::map<std::string, std::string> seen;
  for (const SuiteCase& entry : suite.cases) {
    PlannedCase planned;
    try {
      planned = plan_case(entry, find, context);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("suite {}, group {}, case {}: {}", suite.name, entry.group,
                                   to_string(entry.spec), error.what()));
    }
    const auto [first, fresh] = seen.emplace(planned.record.id, entry.group);
    if (!fresh) {
      throw UsageError(fmt::format("suite {} holds {} twice, in group {} and in group {}",
                                   suite.name, planned.record.name, first->second, entry.group));
    }
    skip_other_rank_counts(planned, context.ranks);
    plan.cases.push_back(std::move(planned));
  }
  return plan;
}

void skip_what_does_not_fit(Plan& plan, std::uint64_t device_bytes, std::uint64_t host_bytes,
                            bool shared_memory) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  for (PlannedCase& planned : plan.cases) {
    if (!planned.open) continue;
    const MemoryNeed& need = planned.memory;
    const auto skip = [&](const char* where, std::uint64_t needed, std::uint64_t free) {
      planned.open = false;
      planned.record.outcome = Outcome::skipped;
      planned.record.reason =
          fmt::format("does not fit: needs {:.2f} GiB of {} memory per rank, {:.2f} GiB are free",
                      static_cast<double>(needed) / gib, where, static_cast<double>(free) / gib);
    };
    if (shared_memory) {
      const std::uint64_t both = need.device_bytes + need.host_bytes;
      if (both > device_bytes) skip("host", both, device_bytes);
    } else if (need.device_bytes > device_bytes) {
      skip("device", need.device_bytes, device_bytes);
    } else if (need.host_bytes > host_bytes) {
      skip("host", need.host_bytes, host_bytes);
    }
  }
}

void keep_what_fits_together(Plan& plan, std::uint64_t device_bytes, std::uint64_t host_bytes,
                             bool shared_memory) {
  const auto bytes = [&](const PlannedCase& planned) {
    const MemoryNeed& need = planned.memory;
    return std::pair{need.device_bytes + (shared_memory ? need.host_bytes : 0),
                     shared_memory ? 0 : need.host_bytes};
  };
  std::vector<PlannedCase*> by_size;
  for (PlannedCase& planned : plan.cases) {
    if (planned.open) by_size.push_back(&planned);
  }
  std::stable_sort(by_size.begin(), by_size.end(), [&](const auto* left, const auto* right) {
    return bytes(*left) < bytes(*right);
  });
  // What is not kept is prepared beside all that is: the largest of them must find room.
  std::uint64_t device_left = device_bytes / 2;
  std::uint64_t host_left = host_bytes / 2;
  if (!by_size.empty()) {
    const auto [largest_device, largest_host] = bytes(*by_size.back());
    device_left = std::min(device_left, device_bytes - std::min(device_bytes, largest_device));
    std::uint64_t most_host = largest_host;
    for (const PlannedCase* each : by_size) most_host = std::max(most_host, bytes(*each).second);
    host_left = std::min(host_left, host_bytes - std::min(host_bytes, most_host));
  }
  for (PlannedCase* planned : by_size) {
    const auto [device, host] = bytes(*planned);
    if (device > device_left || host > host_left) return;
    device_left -= device;
    host_left -= host;
    planned->kept = true;
  }
}

std::vector<std::size_t> round_order(std::uint64_t seed, int round, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::seed_seq mixed{seed & 0xffffffffu, seed >> 32, static_cast<std::uint64_t>(round)};
  std::mt19937_64 generator(mixed);
  // Fisher-Yates by hand: what std::shuffle draws differs between standard libraries.
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[generator() % i]);
  return order;
}

std::string fingerprint(const Plan& plan) {
  std::string text = fmt::format("rounds {}\nseed {}\n", plan.rounds, plan.seed);
  for (const PlannedCase& planned : plan.cases) {
    text += fmt::format("{} {} {}\n", planned.record.id, planned.record.name, planned.record.group);
  }
  return sha256(text);
}

}  // namespace steelyard::run
