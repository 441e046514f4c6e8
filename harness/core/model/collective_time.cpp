#include "harness/core/model/collective_time.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

/// n ranks of one level that exchange S bytes. All formulas of one level are written in these.
struct Terms {
  double n;      ///< ranks, 2 at least
  double steps;  ///< of a tree: log2 n, rounded up
  double alpha;
  double whole;  ///< S / B
  double share;  ///< S / B (n-1)/n: what leaves a rank when everything goes out once
};

/// On a mesh only the links to ranks that take part carry anything.
double usable_bandwidth(const Level& level, int ranks) {
  if (level.topology != Topology::mesh || level.joined < 2) return level.bytes_per_second;
  return level.bytes_per_second * (ranks - 1) / (level.joined - 1);
}

Terms terms(const Level& level, int ranks, double bytes) {
  const double n = ranks;
  const double whole = bytes / usable_bandwidth(level, ranks);
  return {n, std::ceil(std::log2(n)), level.latency_seconds, whole, whole * (n - 1) / n};
}

double all_reduce(const Level& level, int ranks, double bytes) {
  if (ranks < 2) return 0;
  const Terms t = terms(level, ranks, bytes);
  const double ring = 2 * (t.n - 1) * t.alpha + 2 * t.share;
  const double doubling = t.steps * (t.alpha + t.whole);
  const double rabenseifner = 2 * t.steps * t.alpha + 2 * t.share;
  switch (level.topology) {
    case Topology::ring:
      return ring;
    case Topology::mesh: {
      const double two_steps = 2 * t.alpha + 2 * t.share;
      const double one_step = t.alpha + (t.n - 1) * t.whole;
      return std::min(two_steps, one_step);
    }
    case Topology::switched:
      return std::min(doubling, rabenseifner);
    case Topology::reducing_switch: {
      const double in_switch = 2 * t.alpha + t.whole * (t.n + 1) / t.n;
      return std::min(doubling, in_switch);
    }
  }
  return ring;
}

/// All-gather, and reduce-scatter, which is the same way back.
double gather(const Level& level, int ranks, double bytes) {
  if (ranks < 2) return 0;
  const Terms t = terms(level, ranks, bytes);
  switch (level.topology) {
    case Topology::ring:
      return (t.n - 1) * t.alpha + t.share;
    case Topology::switched:
      return t.steps * t.alpha + t.share;
    case Topology::mesh:
    case Topology::reducing_switch:
      break;
  }
  return t.alpha + t.share;
}

double broadcast(const Level& level, int ranks, double bytes) {
  if (ranks < 2) return 0;
  const Terms t = terms(level, ranks, bytes);
  const double chain = (t.n - 1) * t.alpha + t.whole;
  switch (level.topology) {
    case Topology::ring:
      return chain;
    case Topology::mesh:
      // Scatter, then all-gather: each link carries one piece of S / n in each step.
      return 2 * (t.alpha + t.share);
    case Topology::switched:
      return std::min(chain, t.steps * (t.alpha + t.whole));
    case Topology::reducing_switch:
      break;
  }
  return t.alpha + t.whole;
}

double all_to_all(const Level& level, int ranks, double bytes) {
  if (ranks < 2) return 0;
  const Terms t = terms(level, ranks, bytes);
  switch (level.topology) {
    case Topology::ring:
      // A message travels n / 4 hops on average, either way round.
      return (t.n - 1) * t.alpha + t.share * std::max(1.0, t.n / 4);
    case Topology::mesh:
      return t.alpha + t.share;
    case Topology::switched:
    case Topology::reducing_switch:
      break;
  }
  return (t.n - 1) * t.alpha + t.share;
}

/// The ranks of one node, and how many nodes they fill.
struct Split {
  int in_node = 1;
  int nodes = 1;
  Level network;
};

Split split(const Fabric& fabric, int ranks) {
  STEELYARD_ASSERT(reaches(fabric, ranks));
  Split split;
  split.in_node = std::min(ranks, fabric.node.joined);
  split.nodes = (ranks + split.in_node - 1) / split.in_node;
  if (fabric.network) split.network = *fabric.network;
  split.network.topology = Topology::switched;
  return split;
}

/// Two levels work on different pieces of a message at once (NCCL pipelines them): the slower one
/// holds up the other, which only adds its steps. `at_rest`: of a message without bytes.
double overlapped(double node, double node_at_rest, double network, double network_at_rest) {
  return std::max(node + network_at_rest, network + node_at_rest);
}

}  // namespace

bool reaches(const Fabric& fabric, int ranks) {
  return ranks >= 1 && (ranks <= fabric.node.joined || fabric.network.has_value());
}

double all_reduce_seconds(const Fabric& fabric, int ranks, double bytes) {
  const Split s = split(fabric, ranks);
  if (s.nodes == 1) return fabric.start_seconds + all_reduce(fabric.node, ranks, bytes);
  // Reduce-scatter in the node, all-reduce of each rank's share over its part of the network,
  // all-gather in the node.
  return fabric.start_seconds + overlapped(2 * gather(fabric.node, s.in_node, bytes),
                                           2 * gather(fabric.node, s.in_node, 0),
                                           all_reduce(s.network, s.nodes, bytes / s.in_node),
                                           all_reduce(s.network, s.nodes, 0));
}

double reduce_scatter_seconds(const Fabric& fabric, int ranks, double bytes) {
  const Split s = split(fabric, ranks);
  return fabric.start_seconds +
         overlapped(gather(fabric.node, s.in_node, bytes), gather(fabric.node, s.in_node, 0),
                    gather(s.network, s.nodes, bytes / s.in_node), gather(s.network, s.nodes, 0));
}

double all_gather_seconds(const Fabric& fabric, int ranks, double bytes) {
  return reduce_scatter_seconds(fabric, ranks, bytes);
}

double broadcast_seconds(const Fabric& fabric, int ranks, double bytes) {
  const Split s = split(fabric, ranks);
  return fabric.start_seconds +
         overlapped(broadcast(fabric.node, s.in_node, bytes), broadcast(fabric.node, s.in_node, 0),
                    broadcast(s.network, s.nodes, bytes), broadcast(s.network, s.nodes, 0));
}

double all_to_all_seconds(const Fabric& fabric, int ranks, double bytes) {
  const Split s = split(fabric, ranks);
  return fabric.start_seconds + overlapped(all_to_all(fabric.node, s.in_node, bytes / s.nodes),
                                           all_to_all(fabric.node, s.in_node, 0),
                                           all_to_all(s.network, s.nodes, bytes),
                                           all_to_all(s.network, s.nodes, 0));
}

double message_seconds(const Fabric& fabric, int ranks, double bytes) {
  const Split s = split(fabric, ranks);
  if (ranks < 2) return fabric.start_seconds;
  const bool far = s.nodes > 1;
  const Level& level = far ? s.network : fabric.node;
  const double bandwidth = far ? level.bytes_per_second : usable_bandwidth(level, 2);
  return fabric.start_seconds + level.latency_seconds + bytes / bandwidth;
}

double all_reduce_busbw(const Fabric& fabric, int ranks, double bytes) {
  const double n = ranks;
  return 2 * (n - 1) / n * bytes / all_reduce_seconds(fabric, ranks, bytes);
}

}  // namespace steelyard
