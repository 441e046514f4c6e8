#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/core/record.hpp"

/// What the reader of a format makes of one text. Each result that the text holds is either read
/// or left out with a reason: results == read + the sum over left_out.
namespace steelyard::results::import {

/// What the user says where an output does not.
struct Hints {
  int ranks = 0;  ///< 0: not said
};

/// Results that were not read, by reason.
struct LeftOut {
  std::string reason;
  std::size_t results = 0;
  std::size_t first_line = 0;  ///< of the text; 0 where it has no lines to speak of
};

struct Reading {
  std::string tool;     ///< "nccl-tests"
  std::string version;  ///< as the tool prints it, or ""
  std::size_t read = 0;
  std::vector<LeftOut> left_out;
  /// Without ids; each with one visit, or none where the tool says that it failed.
  std::vector<CaseRecord> cases;
  std::vector<RankInfo> ranks;  ///< what the output says of them, may be empty
  std::map<std::string, std::string> software;
  std::vector<std::string> warnings;
  std::size_t times = 0;  ///< numbers in `cases`, held to most_times

  void leave_out(std::string_view reason, std::size_t line);
  /// Counts a result as read. Throws DataError beyond most_cases and most_times.
  void add(CaseRecord record);
};

/// More than any tool prints in one go; what a hostile text can make the program hold.
inline constexpr std::size_t most_cases = 10'000;
inline constexpr std::size_t most_times = std::size_t{1} << 23;
inline constexpr int most_ranks = 65'536;

/// What is common to every imported case.
struct CaseDraft {
  CaseSpec spec;
  std::string group;
  std::string method;  ///< the tool and what its number is: part of the case id (data_pattern)
  std::string timing;
  std::string path;
  int ranks = 1;
  WorkModel work;
  int warmup_iterations = 0;
  Verification verification;
};

/// A case whose samples are `seconds`, one for each iteration: the time of every rank, since the
/// tool gives one for all. Failed where the verification did. Throws DataError for a time that is
/// not between 1e-12 and 1e12 seconds.
CaseRecord make_case(const CaseDraft& draft, const std::vector<double>& seconds);
/// The same with a time for each rank: [iteration][rank], flat.
CaseRecord make_case_by_rank(const CaseDraft& draft, std::vector<double> seconds);

/// `text` as a value in the name of a case: other characters than [A-Za-z0-9_.-] become dots, and
/// what is longer than 200 is cut. "" becomes "none".
std::string name_value(std::string_view text);

}  // namespace steelyard::results::import
