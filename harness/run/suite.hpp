#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/run/data_pattern.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// A list of cases as written, sweeps expanded, in order. docs/suites.md holds the grammar:
///
///     name: quick
///     description: ...
///     precision: 0.05            # optional, each a default that the command line overrides
///     rounds: 3
///     budget: 100
///     max_samples: 500           # per visit
///     max_seconds: 1.5           # sampling per visit
///     groups:
///       - name: square
///         source: where the shapes come from
///         workload: matmul
///         data: normal                                # what the timed buffers hold
///         with: {dtype: [f32, bf16], trans: nt}      # lists are swept, the last varies fastest
///         cases:                                      # each adds its own; lists are swept too
///           - {m: 1024, n: 1024, k: 1024}
///           - {mnk: [256, 512]}                       # m = n = k
///           - {bytes: {from: 8, to: 1073741824, factor: 2}}
struct SuiteCase {
  CaseSpec spec;  ///< as written, not yet canonical
  std::string group;
  std::string source;
  DataPattern data = DataPattern::normal;
};

struct Suite {
  std::string name;
  std::string description;
  std::string text;  ///< the whole file
  std::string sha256;
  double precision = 0.01;
  int rounds = 3;
  double budget_seconds = 0;
  std::size_t max_samples = 10000;  ///< per visit
  double max_seconds = 5;           ///< of sampling, per visit
  std::vector<SuiteCase> cases;
  std::vector<std::string> only;  ///< canonical names of the cases to run; empty: all (not in YAML)
};

/// Parses a suite. Throws DataError with line and column for malformed YAML, an unknown key (naming
/// the nearest), a key twice, a value out of range, anchors, aliases and tags, control characters,
/// more than 10,000 cases, 64 parameters of a case, or a text above 1 MiB. Workload names are not
/// looked up here. `origin` is the name of the text in messages.
Suite parse_suite(const std::string& text, const std::string& origin);

/// Names of the suites shipped (files `NAME.yaml` in the folders), sorted.
std::vector<std::string> suite_names(std::span<const std::filesystem::path> folders);

/// `name_or_path` with a slash or ending in .yaml is a file, else a shipped suite. Throws
/// UsageError naming the nearest, or if the file cannot be read; and what parse_suite() throws.
Suite load_suite(const std::string& name_or_path, std::span<const std::filesystem::path> folders);

}  // namespace steelyard::run
