// Any text as the output of another tool: recognised, and as each of the formats.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "results/import/import_files.hpp"
#include "results/report/import_text.hpp"
#include "tests/fuzz/input.hpp"

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results::import;

void check_case(const CaseRecord& record, std::set<std::string>& ids) {
  require(ids.insert(record.id).second, "no case twice");
  require(to_string(parse_case(record.name)) == record.name, "a name is canonical");
  require(record.ranks >= 1 && record.ranks <= most_ranks, "ranks that can be");
  require(record.method_version == 0, "an import has no method version");
  slowest_rank_times(record);
}

void import_as(std::string_view text, const std::string& format, int ranks) {
  ImportOptions options;
  options.format = format;
  options.hints.ranks = ranks;
  results::import::Imported imported;
  imported.sources.push_back(read_source(text, "input", options));
  const Reading& reading = imported.sources.front().reading;
  require(reading.read >= reading.cases.size(), "each case was read from something");
  require(reading.times <= most_times && reading.cases.size() <= most_cases, "limits hold");
  imported.run = combine(imported.sources, options);
  require(!imported.run.cases.empty(), "a run has cases");
  std::set<std::string> ids;
  for (const CaseRecord& record : imported.run.cases) check_case(record, ids);
  require_printable(results::import_text(imported, "output"));
}

}  // namespace
}  // namespace steelyard::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> wanted{"auto"};
  for (const auto& format : results::import::formats()) wanted.emplace_back(format.name);
  for (const std::string& format : wanted) {
    for (const int ranks : {0, 2}) {
      try {
        fuzz::import_as(text, format, ranks);
      } catch (const DataError& error) {
        fuzz::require_printable(error.what());
      } catch (const UsageError& error) {
        fuzz::require_printable(error.what());
      }
    }
  }
  return 0;
}
