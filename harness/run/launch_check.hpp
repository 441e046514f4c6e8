#pragma once

#include <string>

#include "harness/comm/communicator.hpp"

namespace steelyard::run {

/// What every rank says of itself before anything is measured.
struct LaunchFacts {
  std::string host;
  std::string device;    ///< uuid or PCI address of an accelerator; "" for the host's processor
  std::string program;   ///< version of this program and of its method
  std::string kind;      ///< backend and product: ranks of one kind must have equal software
  std::string software;  ///< versions of the backend and its libraries
  std::string plan;      ///< see fingerprint()
};

/// Refuses rather than measures the wrong thing: throws Ended on every rank if ranks differ in
/// program or plan, if two ranks with the same kind of device differ in its software, or if two
/// ranks drive one accelerator. Different kinds in one run are fine: mixed clusters are measured
/// too. Collective.
void check_launch(comm::Communicator& comm, const LaunchFacts& mine);

/// This rank's number among the ranks of its host, and how many they are. Collective.
struct LocalRank {
  int index = 0;
  int count = 1;
};
LocalRank local_rank(comm::Communicator& comm, const std::string& host);

}  // namespace steelyard::run
