#include "results/store/pack_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <thread>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/digest_check.hpp"
#include "results/store/pack_message.hpp"
#include "results/store/reading_limits.hpp"
#include "results/store/run_answer.hpp"
#include "results/store/run_content.hpp"
#include "results/store/thinned_samples.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

void check_digests_of(const fs::path& file, const RunFileContent& content, PackedRun& run) {
  const DigestCheck check = check_digests(content);
  if (check.state == DigestCheck::State::altered) {
    throw DataError(
        fmt::format("'{}' is not packed, since it is not as it was written: {} altered; "
                    "leave it out, or look at it with `steelyard audit`",
                    file.string(), fmt::join(check.altered, ", ")));
  }
  run.head = check.head;
}

/// In this process.
PackedRun packed(const fs::path& file) {
  PackedRun run;
  run.original = file.string();
  run.brief = read_brief(file, Depth::numbers);
  if (run.brief.run.info.state != RunState::complete) return run;
  if (run.brief.run.info.uuid.empty() || run.brief.run.info.uuid.size() > 256) {
    throw DataError(fmt::format("'{}' is not packed, since it has no usable id", file.string()));
  }
  for (auto& times : run.brief.times) {
    if (times) *times = CaseTimes{static_cast<CaseSummary&>(*times), {}, {}, {}};
  }
  const RunFileContent content = read_content(file);
  check_digests_of(file, content, run);
  for (const CaseRecord& record : content.run.cases) {
    run.quantiles.push_back(thinned_samples(record));
  }
  run.digest = packed_digest(run);
  return run;
}

}  // namespace

std::vector<PackableOrComplaint> read_runs_to_pack(std::span<const fs::path> files) {
  std::vector<PackableOrComplaint> runs(files.size());
  const auto work = [&](std::size_t i, const Tell& tell) {
    return tell_what_is_read(files[i], hdf5::run_file, tell, [&] {
      const PackedRun run = packed(files[i]);
      std::string message(1, all_is_well);
      const Tell append = [&](std::string_view piece) { message.append(piece); };
      MessageWriter out(append);
      tell_packed(out, run);
      out.finish();
      tell(message);
    });
  };
  const auto take = [&](std::size_t i, const ProcessEnd& end) {
    try {
      MessageReader in(message_from(end, files[i], hdf5::run_file, limits_for(files[i])));
      PackedRun run;
      take_packed(in, run);
      in.expect_end();
      runs[i] = std::move(run);
    } catch (const DataError& error) {
      runs[i] = error.what();
    }
  };
  run_separately({.count = files.size(),
                  .limits = [&](std::size_t i) { return limits_for(files[i]); },
                  .work = work,
                  .take = take},
                 std::thread::hardware_concurrency());
  return runs;
}

}  // namespace steelyard::results
