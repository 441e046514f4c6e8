#include "harness/run/launch_check.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

void same_everywhere(comm::Communicator& comm, const char* what, const std::string& mine,
                     const std::vector<std::string>& hosts, const char* remedy) {
  const std::vector<std::string> all = comm::all_gather(comm, mine);
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    if (all[rank] == all[0]) continue;
    throw Ended(ExitCode::infrastructure,
                fmt::format("ranks differ in their {}: rank 0 ({}) has {}, rank {} ({}) has {}; {}",
                            what, hosts[0], all[0], rank, hosts[rank], all[rank], remedy));
  }
}

}  // namespace

void check_launch(comm::Communicator& comm, const LaunchFacts& mine) {
  const std::vector<std::string> hosts = comm::all_gather(comm, mine.host);
  same_everywhere(comm, "program", mine.program, hosts, "install the same build on every node");
  same_everywhere(comm, "plan", mine.plan, hosts,
                  "give every rank the same suite, options and seed");

  const std::vector<std::string> kinds = comm::all_gather(comm, mine.kind);
  const std::vector<std::string> software = comm::all_gather(comm, mine.software);
  std::map<std::string, std::size_t> first_of_kind;
  for (std::size_t rank = 0; rank < kinds.size(); ++rank) {
    const std::size_t first = first_of_kind.emplace(kinds[rank], rank).first->second;
    if (software[rank] == software[first]) continue;
    throw Ended(ExitCode::infrastructure,
                fmt::format("ranks {} ({}) and {} ({}) drive the same kind of device ({}) with "
                            "different software: {} and {}; install the same on every node",
                            first, hosts[first], rank, hosts[rank], kinds[rank], software[first],
                            software[rank]));
  }

  std::map<std::string, std::size_t> owners;
  const std::vector<std::string> devices = comm::all_gather(comm, mine.device);
  for (std::size_t rank = 0; rank < devices.size(); ++rank) {
    if (devices[rank].empty()) continue;
    const auto [owner, fresh] = owners.emplace(hosts[rank] + " " + devices[rank], rank);
    if (fresh) continue;
    throw Ended(
        ExitCode::infrastructure,
        fmt::format("ranks {} and {} would both drive device {} of {}; start one rank per device",
                    owner->second, rank, devices[rank], hosts[rank]));
  }
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
