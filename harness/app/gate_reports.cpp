#include "harness/app/gate_reports.hpp"

#include "results/report/gate/gate_github.hpp"
#include "results/report/gate/gate_gitlab.hpp"
#include "results/report/gate/gate_junit.hpp"
#include "results/report/gate/gate_markdown.hpp"
#include "results/report/gate/gate_openmetrics.hpp"
#include "results/report/gate/gate_text.hpp"

namespace steelyard::app {

CiReports gate_reports(const results::GateResult& result, bool all) {
  return {.junit = [&result] { return results::gate_junit(result); },
          .gitlab = [&result] { return results::gate_gitlab(result); },
          .markdown = [&result, all] { return results::gate_markdown(result, all); },
          .openmetrics = [&result] { return results::gate_openmetrics(result); },
          .github = [&result] { return results::gate_github(result); },
          .headline = results::gate_headline(result)};
}

}  // namespace steelyard::app
