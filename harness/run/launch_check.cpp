#include "harness/run/launch_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

using Texts = std::vector<std::string>;

[[noreturn]] void refuse(const std::string& sentence) {
  throw Ended(ExitCode::infrastructure, sentence);
}

/// What each rank sent, [rank][field]. Refuses ranks that do not send the same fields.
std::vector<Texts> all_gather(comm::Communicator& comm, const Texts& mine) {
  std::vector<Texts> ranks = comm::all_gather(comm, std::span(mine));
  for (std::size_t rank = 1; rank < ranks.size(); ++rank) {
    if (ranks[rank].size() == ranks[0].size()) continue;
    refuse(fmt::format(
        "ranks 0 and {} run different programs; install the same build on every node", rank));
  }
  return ranks;
}

Texts field_of(const std::vector<Texts>& ranks, std::size_t field) {
  Texts texts;
  for (const Texts& fields : ranks) texts.push_back(fields[field]);
  return texts;
}

/// Refuses ranks whose `keys` are equal and whose `values` are not.
void check_same_for(const std::string& what, const Texts& hosts, const Texts& keys,
                    const Texts& values, const std::string& remedy) {
  std::map<std::string, std::size_t> first_of_key;
  for (std::size_t rank = 0; rank < keys.size(); ++rank) {
    const std::size_t first = first_of_key.emplace(keys[rank], rank).first->second;
    if (values[rank] == values[first]) continue;
    refuse(fmt::format("ranks differ in their {}{}{}: rank {} ({}) has {}, rank {} ({}) has {}; {}",
                       what, keys[rank].empty() ? "" : " ", keys[rank], first, hosts[first],
                       values[first], rank, hosts[rank], values[rank], remedy));
  }
}

void check_one_rank_per_device(const Texts& hosts, const Texts& devices) {
  std::map<std::string, std::size_t> owners;
  for (std::size_t rank = 0; rank < devices.size(); ++rank) {
    if (devices[rank].empty()) continue;
    const auto [owner, fresh] = owners.emplace(devices[rank], rank);
    if (fresh) continue;
    refuse(
        fmt::format("ranks {} ({}) and {} ({}) would both drive the device {}; start one rank "
                    "per device",
                    owner->second, hosts[owner->second], rank, hosts[rank], devices[rank]));
  }
}

void check_nobody_fell_back(const Texts& hosts, const Texts& backends, const Texts& accelerators,
                            const Texts& fallbacks) {
  const auto with = std::ranges::find(accelerators, "1") - accelerators.begin();
  if (static_cast<std::size_t>(with) == accelerators.size()) return;
  const auto one = static_cast<std::size_t>(with);
  for (std::size_t rank = 0; rank < fallbacks.size(); ++rank) {
    if (fallbacks[rank].empty()) continue;
    refuse(
        fmt::format("rank {} ({}) drives an accelerator ({}), but rank {} ({}) found none: {} "
                    "Mend that node, or name the backend of each rank with --backend",
                    one, hosts[one], backends[one], rank, hosts[rank], fallbacks[rank]));
  }
}

}  // namespace

void check_same(comm::Communicator& comm, const std::string& host,
                std::span<const SharedFact> facts) {
  Texts mine;
  for (const SharedFact& fact : facts) mine.push_back(fact.value);
  mine.push_back(host);
  const std::vector<Texts> ranks = all_gather(comm, mine);
  const Texts hosts = field_of(ranks, facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    check_same_for(facts[i].what, hosts, Texts(ranks.size()), field_of(ranks, i), facts[i].remedy);
  }
}

void check_expected_ranks(comm::Communicator& comm, int expected) {
  // The same on all ranks, unless their command lines differ; then any refusal is right.
  const int most = static_cast<int>(comm::max_over_ranks(comm, expected));
  const int least = -static_cast<int>(comm::max_over_ranks(comm, -expected));
  for (const int wanted : {most, least}) {
    if (wanted == 0 || wanted == comm.size()) continue;
    throw Ended(
        ExitCode::usage,
        fmt::format("--expect-ranks {0}, but {1} started; start {0}, with `mpirun -n {0}` "
                    "or `srun -n {0}`, or correct the option",
                    wanted,
                    comm.size() == 1 ? "1 rank was" : fmt::format("{} ranks were", comm.size())));
  }
}

void check_launch(comm::Communicator& comm, const LaunchFacts& mine) {
  enum Field { host, device, kind, software, backend, digest, accelerator, fallback, plan };
  const std::vector<Texts> ranks = all_gather(
      comm, {mine.host, mine.device, mine.kind, mine.software, mine.backend, mine.backend_digest,
             mine.accelerator ? "1" : "0", mine.fallback, mine.plan});
  const auto all = [&](Field field) { return field_of(ranks, field); };
  const Texts hosts = all(host);
  check_nobody_fell_back(hosts, all(backend), all(accelerator), all(fallback));
  check_same_for("file of the backend", hosts, all(backend), all(digest),
                 "install the same on every node");
  check_same_for("software for", hosts, all(kind), all(software), "install the same on every node");
  check_one_rank_per_device(hosts, all(device));
  const Texts plans = all(plan);
  check_same_for("plan", hosts, Texts(plans.size()), plans,
                 "give every rank the same suite, options and seed");
}

LocalRank local_rank(comm::Communicator& comm, const std::string& host) {
  LocalRank local{.index = 0, .count = 0};
  const std::vector<std::string> hosts = comm::all_gather(comm, host);
  for (int rank = 0; rank < comm.size(); ++rank) {
    if (hosts[static_cast<std::size_t>(rank)] != host) continue;
    if (rank == comm.rank()) local.index = local.count;
    ++local.count;
  }
  return local;
}

}  // namespace steelyard::run
