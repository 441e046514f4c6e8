#pragma once

#include <string>
#include <vector>

#include "results/store/run_brief.hpp"

namespace steelyard::results {

/// A run as a pack keeps it: all that is weighed of it, and its samples thinned.
struct PackedRun {
  std::string original;  ///< the file that it was packed from, as it was named
  /// `head` of the digests of that file, by which one that was kept is known again; empty: the file
  /// had no digests.
  std::string head;
  std::string digest;  ///< packed_digest() of the rest
  RunInBrief brief;    ///< read from a summary: without quoted times
  /// Of each case, as thinned_samples() has them; empty in a run that was read without.
  std::vector<std::vector<float>> quantiles;
};

/// The digest that this run should have, over all but `original` and `digest`: SHA-256, in the form
/// that docs/pack.md gives. `quantiles` must be there.
std::string packed_digest(const PackedRun& run);

/// A run in the list of a pack.
struct PackedRunHead {
  std::string original;
  std::string head;
  std::string digest;
  RunInfo info;  ///< as it stands in /runs: without environment and continuations
  int cases = 0;
};

/// Digest over the names and digests of all runs, in their order.
std::string pack_head(const std::vector<PackedRunHead>& runs);

}  // namespace steelyard::results
