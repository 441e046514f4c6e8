#pragma once

#include <optional>

#include "harness/core/model/topology.hpp"

/// How long collectives take by the model of Hockney (1994): a message of S bytes takes
/// alpha + S / B. Pure functions; docs/model.md lists every formula.
///
/// Of the algorithms that a topology allows the fastest counts, as libraries choose by size:
///   ring                 Patarasuk & Yuan 2009; NCCL's ring
///   recursive doubling, Rabenseifner's, binomial tree, pairwise exchange
///                        Thakur, Rabenseifner & Gropp 2005
///   direct exchange      over a full mesh, every piece to its owner in one step
///   in-switch reduction  NCCL's NVLS: each chip sends its share once and receives the sum once
/// S is what nccl-tests calls size: the whole buffer, of which each of n ranks holds or gets 1/n in
/// all-gather and reduce-scatter.
namespace steelyard {

/// Chips that reach each other, all alike.
struct Level {
  Topology topology = Topology::ring;
  int joined = 1;               ///< how many there are; 1: no links
  double bytes_per_second = 0;  ///< of one chip, one way, over all of its links
  double latency_seconds = 0;   ///< alpha, of one step
};

/// Links among the chips of a node, and a network between nodes to which each chip has its share.
struct Fabric {
  double start_seconds = 0;  ///< of any collective, before its first step
  Level node;
  std::optional<Level> network;  ///< `joined` and `topology` are not used: any node reaches any
};

/// Whether so many ranks reach each other: within one node, or over the network.
bool reaches(const Fabric& fabric, int ranks);

/// Seconds of one operation over `ranks` ranks, which the fabric must reach; ranks fill one node
/// after the other. One rank alone takes start_seconds.
double all_reduce_seconds(const Fabric& fabric, int ranks, double bytes);
double reduce_scatter_seconds(const Fabric& fabric, int ranks, double bytes);
double all_gather_seconds(const Fabric& fabric, int ranks, double bytes);
double broadcast_seconds(const Fabric& fabric, int ranks, double bytes);
double all_to_all_seconds(const Fabric& fabric, int ranks, double bytes);
/// One message to one other rank, which may be on another node if there are several.
double message_seconds(const Fabric& fabric, int ranks, double bytes);

/// 2(n-1)/n S / t: nccl-tests' bus bandwidth of an all-reduce.
double all_reduce_busbw(const Fabric& fabric, int ranks, double bytes);

}  // namespace steelyard
