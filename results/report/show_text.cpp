#include "results/report/show_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/report/plain_text.hpp"
#include "results/report/show_sections.hpp"

namespace steelyard::results {
namespace {

/// A word of a command line, quoted for a POSIX shell where it must be.
std::string shell_word(const std::string& text) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:,+=@%").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_harmless)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string show_next(const RunInfo& info, const Audit& audit) {
  const std::string file = shell_word(audit.file);
  const auto failed = std::ranges::count_if(audit.findings, is_fatal);
  std::string out = heading("What next");
  const auto add = [&](const std::string& command, const std::string& why) {
    out += wrapped(plain(command) + ": " + why, 2, 4);
  };
  if (info.state != RunState::complete) {
    add("steelyard run --resume " + file, "goes on with what is missing");
  }
  add("steelyard audit " + file,
      audit.fit() ? "fit to be published"
                  : fmt::format("not fit to be published, {} of {} checks failed", failed,
                                audit.findings.size()));
  if (info.origin != Origin::emulated) {
    add("steelyard rank " + file, "weighs it against an NVIDIA H20; --baseline FILE, another run");
  }
  add("steelyard export " + file, "every sample as CSV or JSON");
  return out;
}

std::string show_text(const AuditedRun& audited, const Audit& audit) {
  const RunRecord& run = audited.run;
  std::string out;
  const auto careful = show_warnings(audited, audit);
  if (!careful.empty()) {
    out = heading("Warnings").substr(1);
    for (const std::string& text : careful) out += wrapped("! " + plain(text), 2, 2);
    out += "\n";
  }
  out += show_head(audited, audit) + show_places(run.info.environment);
  out += show_results(audited) + show_telemetry(run);
  return out + show_cases(audited) + show_next(run.info, audit);
}

}  // namespace steelyard::results
