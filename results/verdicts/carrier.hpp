#pragma once

#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "results/verdicts/rank_places.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Which node or device carries a change of a case between runs: all ranks, or some. docs/gate.md
/// has the method.
namespace steelyard::results {

/// One rank, by its number in the first run after the change.
struct RankShift {
  int rank = 0;
  std::string host;
  std::string device;
  double ratio = 1;      ///< rate after / rate before of its own median; below 1 is slower
  bool shifted = false;  ///< it carries the change
};

struct Carrier {
  /// "all 8 ranks", "node2 (ranks 4-7)", "rank 3 (node1, cuda:3, ...)", or "not known: " and why.
  /// "": nothing is known of ranks.
  std::string words;
  bool known = false;  ///< `words` say who
  std::vector<RankShift> ranks;
};

/// "carried by rank 3 (...)", "carrier not known: ..."; "" if nothing is known of ranks.
std::string sentence(const Carrier& carrier);

/// Of a change of another figure than the time: ranks have no such figure of their own.
Carrier carrier_beyond_times();

/// One case in one run.
struct CaseInRun {
  const RankPlaces* places = nullptr;        ///< of the ranks of the run
  std::vector<double> rank_medians_seconds;  ///< of its first ranks; empty: not known
};

/// Where the ranks of a run are, as many as its cases have medians for.
RankPlaces places_of(const SummarisedRun& run);

struct CarrierQuestion {
  std::vector<CaseInRun> before;  ///< in order of time
  std::vector<CaseInRun> after;
  std::vector<CaseInRun> others;  ///< of an unchanged machine: they tell of the noise alone
  double ratio = 1;               ///< of the case: rate after / rate before
  bool in_order = false;          ///< the runs follow each other in time, as nights do
  bool collective = false;        ///< see is_collective()
};

/// Who carries the change. Ranks are the same in two runs if host and device are; runs whose ranks
/// are elsewhere are left out.
Carrier carrier_of(const CarrierQuestion& question);

/// A case with a change, among others that changed with the same run.
struct CarriedChange {
  std::string name;
  double ratio = 1;
  bool collective = false;
  Carrier* carrier = nullptr;
};

/// Ranks of a collective wait for the slowest, so that their times tell nothing. Each that changed
/// is pointed to the other cases that changed the same way, if any of them knows its carrier.
void point_collectives(std::vector<CarriedChange>& changes);

/// Whether all ranks wait for each other in every iteration of the case.
bool is_collective(const CaseRecord& record);

}  // namespace steelyard::results
