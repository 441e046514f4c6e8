#pragma once

#include <string>

#include "harness/core/record.hpp"
#include "harness/run/collector.hpp"

/// What is shown while a run goes. Pure; plain ASCII, without line ends.
namespace steelyard::collectors {

/// "0.4 s", "45 s", "2 min 05 s", "3 h 07 min"; "unknown" below 0 or without a number.
std::string duration_text(double seconds);

/// "850 ns", "12.3 us", "1.23 ms", "4.56 s".
std::string time_text(double seconds);

/// The live line, at most `width` characters (all of it if it fits):
///
///     [ 37/180] round 2/3  matmul:dtype=bf16,m=1024,n=1024,k=1024  sample  1.8 % of 1 %  2 min
///     left
///
/// A case name that does not fit is shortened with "..." while 12 characters of it remain; then the
/// end of the line is cut.
std::string progress_line(const run::Progress& progress, int width);

/// For a log: "round 2/3: 60 of 180 visits done, 2 min 05 s left".
std::string round_line(const run::Progress& progress);

/// For a log: "matmul:...: round 2, 120 iterations, median 1.23 ms", of the last visit.
std::string visit_line(const VisitOf& one);

/// For a log: "matmul:...: passed, median 1.23 ms, precision 0.8 %", or the outcome and its reason.
/// The median is that of the slowest rank's time over all visits.
std::string case_line(const CaseRecord& record);

}  // namespace steelyard::collectors
