#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/plain_text.hpp"
#include "results/report/show_sections.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t name_columns = 51;
constexpr std::size_t figure_columns = 34;

std::string result_line(const AuditedRun& audited, std::size_t index) {
  const CaseRecord& record = audited.run.cases[index];
  const auto& figures = audited.figures[index];
  std::vector<std::string> parts;
  if (figures) {
    const std::string share = show_fraction(record, *figures, audited.chip);
    if (!share.empty()) parts.push_back(share);
  }
  const auto flags = show_flags(record, figures);
  parts.insert(parts.end(), flags.begin(), flags.end());
  const std::string figure = figures ? show_figure(record, *figures) : "-";
  const std::string notes = fmt::format("{}", fmt::join(parts, ", "));
  const std::string rest = notes.empty() ? figure : padded(figure, figure_columns) + " " + notes;
  const std::string name = plain(record.name);
  if (columns(name) >= name_columns) {
    return wrapped(name, 4) + wrapped(rest, 4 + name_columns, 2);
  }
  return wrapped(padded(name, name_columns) + rest, 4, name_columns);
}

}  // namespace

std::vector<std::string> show_flags(const CaseRecord& record,
                                    const std::optional<CaseFigures>& figures) {
  std::vector<std::string> flags;
  if (record.outcome != Outcome::passed) flags.emplace_back(name(record.outcome));
  if (!figures) return flags;
  if (record.verification.state != VerificationState::verified) flags.emplace_back("not verified");
  if (figures->disturbed_rounds > 0) {
    flags.push_back(
        fmt::format("disturbed in {} of {} rounds", figures->disturbed_rounds, figures->rounds));
  }
  return flags;
}

std::string show_results(const AuditedRun& audited) {
  if (audited.run.cases.empty()) return "";
  std::string out = heading("Results");
  std::string group;
  for (std::size_t i = 0; i < audited.run.cases.size(); ++i) {
    const CaseRecord& record = audited.run.cases[i];
    if (i == 0 || record.group != group) {
      group = record.group;
      out += wrapped(group.empty() ? "no group" : plain(group), 2);
    }
    out += result_line(audited, i);
  }
  return out;
}

}  // namespace steelyard::results
