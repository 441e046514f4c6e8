#pragma once

#include <string>

#include "harness/comm/communicator.hpp"

namespace steelyard::run {

/// What every rank says of itself before anything is measured.
struct LaunchFacts {
  std::string host;
  std::string device;   ///< uuid or PCI address of an accelerator; "" for the host's processor
  std::string program;  ///< version of this program and of its method
  std::string backend;  ///< name, version and libraries
  std::string plan;     ///< see fingerprint()
};

/// Refuses rather than measures the wrong thing: throws Ended on every rank if ranks
/// differ in program, backend, libraries or plan, or if two ranks drive one accelerator.
/// Collective.
void check_launch(comm::Communicator& comm, const LaunchFacts& mine);

/// This rank's number among the ranks of its host, and how many they are. Collective.
struct LocalRank {
  int index = 0;
  int count = 1;
};
LocalRank local_rank(comm::Communicator& comm, const std::string& host);

}  // namespace steelyard::run
