#include "harness/app/history_reports.hpp"

#include "results/report/history/history_github.hpp"
#include "results/report/history/history_gitlab.hpp"
#include "results/report/history/history_junit.hpp"
#include "results/report/history/history_markdown.hpp"
#include "results/report/history/history_openmetrics.hpp"
#include "results/report/history/history_text.hpp"

namespace steelyard::app {

CiReports history_reports(const results::History& history, bool all) {
  return {.junit = [&history] { return results::history_junit(history); },
          .gitlab = [&history] { return results::history_gitlab(history); },
          .markdown = [&history, all] { return results::history_markdown(history, all); },
          .openmetrics = [&history] { return results::history_openmetrics(history); },
          .github = [&history] { return results::history_github(history); },
          .headline = results::history_headline(history)};
}

}  // namespace steelyard::app
