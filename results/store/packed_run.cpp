#include "results/store/packed_run.hpp"

#include "results/store/canonical_bytes.hpp"
#include "results/store/run_digests.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_row.hpp"

namespace steelyard::results {

std::string packed_digest(const PackedRun& run) {
  const RunDigests of_info = digests_of({run.brief.run.info, {}, {}});
  CanonicalBytes bytes("packed run", hdf5::longest_text);
  bytes.add_text(of_info.run);
  bytes.add_text(of_info.environment);
  bytes.add_text(run.head);
  bytes.add_count(run.brief.run.cases.size());
  for (std::size_t i = 0; i < run.brief.run.cases.size(); ++i) {
    const auto& times = run.brief.times[i];
    const schema::SummaryRow row = to_row({run.brief.run.cases[i], times});
    schema::describe_summary(bytes, row);
    const auto& medians = row.summary.rank_medians_seconds;
    bytes.add_count(medians.size());
    bytes.add_numbers(std::span(medians));
    bytes.add_count(run.quantiles[i].size());
    bytes.add_numbers(std::span(run.quantiles[i]));
  }
  return bytes.digest();
}

std::string pack_head(const std::vector<PackedRunHead>& runs) {
  CanonicalBytes bytes("pack", hdf5::longest_text);
  bytes.add_count(runs.size());
  for (const PackedRunHead& run : runs) {
    bytes.add_text(run.original);
    bytes.add_text(run.digest);
  }
  return bytes.digest();
}

}  // namespace steelyard::results
