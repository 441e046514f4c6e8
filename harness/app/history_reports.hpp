#pragma once

#include "harness/app/ci_reports.hpp"
#include "results/verdicts/history/history.hpp"

namespace steelyard::app {

/// A history in the forms of CI systems; with `all`, Markdown lists every case. `history` must live
/// as long.
CiReports history_reports(const results::History& history, bool all);

}  // namespace steelyard::app
