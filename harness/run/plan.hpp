#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/run/suite.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// One case that will be visited, or that is known beforehand to be skipped.
struct PlannedCase {
  const Workload* workload = nullptr;
  CaseSpec spec;  ///< canonical
  DataPattern data = DataPattern::normal;
  CaseRecord record;        ///< id, name, group, work model, ...; no samples yet
  MemoryNeed memory;        ///< per rank
  bool open = true;         ///< false: has its outcome, is not visited (again)
  bool kept = false;        ///< stays prepared between visits: keep_what_fits_together()
  bool taken_over = false;  ///< its outcome stands in the file of the run that is resumed
};

/// What all ranks agree on before anything is measured.
struct Plan {
  std::vector<PlannedCase> cases;  ///< in the order of the suite
  int rounds = 0;
  std::uint64_t seed = 0;
};

/// Finds a workload by name; throws UsageError.
using FindWorkload = std::function<const Workload&(std::string_view)>;

/// Makes every case canonical and gives it its identity. A case that names another number of ranks
/// than `context.ranks` is planned as skipped. Throws UsageError for a bad case (naming it) and for
/// the same case twice.
Plan make_plan(const Suite& suite, const FindWorkload& find, const PlanContext& context,
               std::uint64_t seed);

/// Marks as skipped every case that needs more than a rank can have, with both figures.
/// `device_bytes` and `host_bytes` are what is free for each rank. On a CPU both come out of one
/// memory, which `shared_memory` says.
void skip_what_does_not_fit(Plan& plan, std::uint64_t device_bytes, std::uint64_t host_bytes,
                            bool shared_memory);

/// Marks as kept the cases that may stay prepared from visit to visit: the smallest ones, as many
/// as fit into half of the memory and leave room for any one of the others. Memory as above.
void keep_what_fits_together(Plan& plan, std::uint64_t device_bytes, std::uint64_t host_bytes,
                             bool shared_memory);

/// The order of visits in one round (from 1): a permutation of 0 ... count - 1, the same for the
/// same seed and round on every machine.
std::vector<std::size_t> round_order(std::uint64_t seed, int round, std::size_t count);

/// SHA-256 over all that must be equal on every rank: cases, ids, rounds, seed.
std::string fingerprint(const Plan& plan);

}  // namespace steelyard::run
