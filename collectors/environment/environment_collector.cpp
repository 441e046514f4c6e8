#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "collectors/environment/gather_texts.hpp"
#include "collectors/environment/merge.hpp"
#include "collectors/environment/node_facts.hpp"
#include "collectors/environment/rank_report.hpp"
#include "collectors/environment/topology.hpp"
#include "collectors/table.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/log.hpp"

/// Where a run took place: ranks, nodes, software, variables, and what to be warned of, after what
/// the launch has warned of already. Rank 0 has
/// the record; its warnings also go to the log at once.
namespace steelyard::collectors {
run::CollectorPlugin environment_collector();

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown-host";
  return name.data();
}

/// Of this node, with the clock that times iterations on the host.
Facts facts_of_this_node() {
  Facts facts = node_facts("/");
  facts["clock"] = "CLOCK_MONOTONIC";
  facts["clock_step_ns"] = std::to_string(monotonic_step_nanoseconds());
  return facts;
}

/// What the first rank of a host says of it; empty on its other ranks.
std::string node_on_wire(comm::Communicator& comm, const std::string& host) {
  const std::vector<std::string> hosts = comm::all_gather(comm, host);
  const auto first = std::ranges::find(hosts, host) - hosts.begin();
  if (first != comm.rank()) return "";
  return to_wire(
      NodeInfo{.host = host, .facts = facts_of_this_node(), .topology_xml = topology_xml()});
}

/// One process tells of all modelled devices (comm::MirroredCommunicator): each rank gets its own
/// number, and host memory and CPUs are nobody's.
void name_mirror(RankInfo& info, int rank) {
  info.rank = rank;
  info.device = fmt::format("{}:{}", info.backend, rank);
  info.cpu_binding.clear();
}

class EnvironmentCollector : public run::Collector {
 public:
  void annotate(RunInfo& info, comm::Communicator& comm, const device::Device& device) override {
    const std::string host = host_name();
    const RankReport mine =
        report_of_this_rank(comm.rank(), host, info.tool_version, comm.description(), device);
    const auto rank_texts = gather_texts(comm, to_wire(mine));
    const auto node_texts = gather_texts(comm, node_on_wire(comm, host));
    if (comm.rank() != 0) return;

    const bool modelled = device.properties().modelled != 0;
    std::vector<RankReport> ranks;
    for (const std::string& text : rank_texts) {
      ranks.push_back(rank_from_wire(text));
      if (modelled) name_mirror(ranks.back().info, static_cast<int>(ranks.size()) - 1);
    }
    std::vector<NodeInfo> nodes;
    for (const std::string& text : node_texts) {
      if (!text.empty() && (nodes.empty() || !modelled)) nodes.push_back(node_from_wire(text));
    }
    const Environment of_launch = std::move(info.environment);
    info.environment = merge(ranks, std::move(nodes));
    info.environment.software.insert(of_launch.software.begin(), of_launch.software.end());
    // What could disturb this host disturbs no model.
    if (modelled) info.environment.warnings.clear();
    info.environment.warnings.insert(info.environment.warnings.begin(), of_launch.warnings.begin(),
                                     of_launch.warnings.end());
    for (const std::string& warning : info.environment.warnings) log_warning(warning);
  }
};

}  // namespace

run::CollectorPlugin environment_collector() {
  return {"environment", "records nodes, ranks, binding, versions and settings",
          [](const run::CollectorOptions&) -> std::unique_ptr<run::Collector> {
            return std::make_unique<EnvironmentCollector>();
          }};
}

}  // namespace steelyard::collectors
