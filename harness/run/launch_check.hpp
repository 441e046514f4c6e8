#pragma once

#include <span>
#include <string>

#include "harness/comm/communicator.hpp"

/// Refuses rather than measures the wrong thing. Every function here is collective and throws Ended
/// on every rank, with a sentence that names rank, host, both values and the remedy.
namespace steelyard::run {

/// Something that every rank of a run must have alike.
struct SharedFact {
  std::string what;  ///< "build of the program"
  std::string value;
  std::string remedy;  ///< "install the same build on every node"
};

/// Refuses ranks that differ in a fact; the first that differs is told. One exchange. The facts
/// must be listed in the same order on all ranks.
void check_same(comm::Communicator& comm, const std::string& host,
                std::span<const SharedFact> facts);

/// Refuses a world of another size than the one that a person expects (0: any). Ends with
/// ExitCode::usage.
void check_expected_ranks(comm::Communicator& comm, int expected);

/// What a rank says of its device before anything is measured.
struct LaunchFacts {
  std::string host;
  std::string device;  ///< whose ranks may not be two: an accelerator's uuid, with the host's name
                       ///< if it is not unique; "" for the host's processor or if not known
  std::string kind;    ///< backend and product: ranks of one kind must have equal software
  std::string software;        ///< versions of the backend and its libraries
  std::string backend;         ///< name
  std::string backend_digest;  ///< of its file: equal for equal names
  bool accelerator = false;
  std::string fallback;  ///< why `auto` took the host's processor; "" if it did not
  std::string plan;      ///< see fingerprint()
};

/// Refuses ranks that differ in their plan, ranks with the same backend that differ in its file,
/// ranks with the same kind of device that differ in its software, two ranks on one accelerator,
/// and a rank that fell back to its processor while others have an accelerator. Different kinds in
/// one run are fine: mixed clusters are measured too. One exchange.
void check_launch(comm::Communicator& comm, const LaunchFacts& mine);

/// This rank's number among the ranks of its host, and how many they are. Collective.
struct LocalRank {
  int index = 0;
  int count = 1;
};
LocalRank local_rank(comm::Communicator& comm, const std::string& host);

}  // namespace steelyard::run
