#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/suite_of_run.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "results/report/audit_json.hpp"
#include "results/report/audit_text.hpp"
#include "results/store/pack.hpp"
#include "results/verdicts/audit/audit_of_pack.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.named.add_options()("format",
                              po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                              "text, json or markdown");
  options.unnamed.add_options()("file", po::value<std::vector<std::string>>());
  options.positional.add("file", -1);
}

results::AuditedFile audit_file(const std::string& file, const results::Catalogue& catalogue) {
  try {
    if (results::is_pack(file)) {
      return {results::audit_of_pack(file, results::check_pack(file)), ""};
    }
    results::RunFileContent content = results::read_run_file(file);
    auto suite = cases_of_suite(content.run.info);
    return {results::audit(file, std::move(content), std::move(suite), catalogue), ""};
  } catch (const DataError& error) {
    results::AuditedFile unreadable{.audit = {}, .error = error.what()};
    unreadable.audit.file = file;
    return unreadable;
  }
}

std::string as_words(const results::AuditedFile& file, bool markdown) {
  if (!file.error.empty()) {
    return "cannot be audited: " + plain(file.error) + "\n";
  }
  return markdown ? results::audit_markdown(file.audit) : results::audit_text(file.audit);
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json", "markdown"});
  if (arguments.count("file") == 0) {
    throw UsageError("name at least one run file: steelyard audit FILE...");
  }
  const auto catalogue = results::Catalogue::load(chips_folder());
  std::vector<results::AuditedFile> files;
  ExitCode code = ExitCode::fine;
  for (const std::string& file : arguments["file"].as<std::vector<std::string>>()) {
    files.push_back(audit_file(file, catalogue));
    const bool readable = files.back().error.empty();
    if (!readable) code = worse(code, ExitCode::infrastructure);
    if (readable && !files.back().audit.fit()) code = worse(code, ExitCode::wrong_result);
  }
  std::string text;
  if (format == "json") text = results::audit_json(files);
  for (std::size_t i = 0; format != "json" && i < files.size(); ++i) {
    if (i > 0) text += "\n";
    text += as_words(files[i], format == "markdown");
  }
  std::fputs(text.c_str(), stdout);
  return code;
}

}  // namespace

const Command& audit_command() {
  static const Command command{
      "audit",
      "[OPTIONS] FILE...",
      "is a run file fit to be published, and as it was written; of a pack, the latter",
      "Exit code 0: fit, all of them; 1: one is not; 2: usage; 5: one cannot be read.\n"
      "docs/audit.md gives each check with its bound and the reason for it.",
      describe,
      execute};
  return command;
}

}  // namespace steelyard::app
