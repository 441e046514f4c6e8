#include "tests/unit/store/packed_runs.hpp"

#include <utility>

#include "results/store/run_file.hpp"
#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results::testing {

RunRecord run_of(const std::string& uuid) {
  RunRecord run = small_run();
  run.info.uuid = uuid;
  return run;
}

RunRecord resumed_run(const std::string& uuid) {
  RunRecord run = run_of(uuid);
  Environment other = run.info.environment;
  other.ranks[1].driver = "another driver";
  other.nodes[0].facts["smt"] = "off";
  for (NodeInfo& node : other.nodes) node.topology_xml.clear();
  for (int start = 1; start < 3; ++start) {
    run.info.continuations.push_back({"2026-11-2" + std::to_string(start) + "T04:06:12Z",
                                      100.0 * start, "steelyard run --resume", "0.1.1", 60, other});
  }
  return run;
}

std::vector<std::filesystem::path> write_runs(const std::filesystem::path& folder,
                                              const std::vector<RunRecord>& runs) {
  std::vector<std::filesystem::path> files;
  for (const RunRecord& run : runs) {
    files.push_back(folder / (run.info.uuid + ".h5"));
    RunRecord so_far = run;
    so_far.info.continuations.clear();
    write_run(files.back(), so_far);
    for (const Continuation& each : run.info.continuations) {
      so_far.info.continuations.push_back(each);
      RunWriter::go_on(files.back(), so_far, 0)->finish_run(so_far);
    }
  }
  return files;
}

void write_pack(const std::filesystem::path& pack, const std::filesystem::path& folder) {
  const auto files = write_runs(folder, {run_of("first"), resumed_run("second")});
  extend_pack(pack, files);
}

std::vector<PackedRun> read_all(const std::filesystem::path& pack, PackParts parts) {
  std::vector<PackedRun> runs;
  read_pack(pack, parts, [&](PackedRun run) { runs.push_back(std::move(run)); });
  return runs;
}

}  // namespace steelyard::results::testing
