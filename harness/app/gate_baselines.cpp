#include "harness/app/gate_baselines.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "harness/app/run_files.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/suggestion.hpp"
#include "results/history/baselines.hpp"
#include "results/verdicts/gate/acceptance.hpp"
#include "results/verdicts/gate/alike.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;
using results::Baseline;
using results::SummarisedRun;
using Words = std::vector<std::string>;

std::string user_at_host() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"unknown-host"};
  const passwd* user = ::getpwuid(::geteuid());
  return fmt::format("{}@{}", user == nullptr ? std::to_string(::geteuid()) : user->pw_name,
                     host.data());
}

std::string in_words(const Baseline& baseline) {
  return fmt::format("'{}', accepted by {} at {}: {}", baseline.name, baseline.by, baseline.when,
                     baseline.why);
}

/// Whether the candidate may be held against the entry, by the first of its files. An entry whose
/// files are elsewhere fits nothing.
bool fits(const Baseline& entry, const fs::path& list, std::span<const SummarisedRun> candidate,
          const std::set<results::Unlike>& allow) {
  try {
    const auto files = results::files_of(entry, list);
    const auto first = read_for_comparison(run_files({files.front().string()}));
    const std::array<const SummarisedRun*, 2> pair{&first.front(), &candidate.front()};
    return results::likeness(pair, allow).refused.empty();
  } catch (const DataError&) {
    return false;
  }
}

Words names_of(const std::vector<Baseline>& entries) {
  Words names;
  for (const Baseline& each : entries) names.push_back(each.name);
  return names;
}

std::vector<Baseline> fitting(const std::vector<Baseline>& entries, const fs::path& list,
                              std::span<const SummarisedRun> candidate,
                              const std::set<results::Unlike>& allow) {
  std::vector<Baseline> out;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(out),
               [&](const Baseline& each) { return fits(each, list, candidate, allow); });
  return out;
}

[[noreturn]] void fail_several(const std::vector<Baseline>& found, const fs::path& list) {
  throw UsageError(
      fmt::format("several baselines of '{}' are alike to the candidate: '{}'; choose "
                  "one with --name.",
                  list.string(), fmt::join(names_of(found), "', '")));
}

Baseline chosen(const Arguments& arguments, const fs::path& list,
                std::span<const SummarisedRun> candidate, const std::set<results::Unlike>& allow) {
  const auto entries = results::newest_baselines(results::read_baselines(list));
  if (entries.empty()) {
    throw UsageError(fmt::format("'{}' lists no baseline; make one with --accept.", list.string()));
  }
  if (arguments.count("name") != 0) {
    const auto& name = arguments["name"].as<std::string>();
    const auto named = std::find_if(entries.begin(), entries.end(),
                                    [&](const Baseline& each) { return each.name == name; });
    if (named != entries.end()) return *named;
    throw UsageError(unknown_name("baseline", name, names_of(entries)));
  }
  // One that stands alone is meant, and what is wrong with it is to be told.
  if (entries.size() == 1) return entries.front();
  const auto found = fitting(entries, list, candidate, allow);
  if (found.size() == 1) return found.front();
  if (found.size() > 1) fail_several(found, list);
  throw UsageError(
      fmt::format("no baseline of '{}' has its files here and the candidate's chip, backend, nodes "
                  "and origin: '{}'; see why with --name, or make one with --accept.",
                  list.string(), fmt::join(names_of(entries), "', '")));
}

/// The list says of which run each file is; a file of several runs says nothing.
void check_uuids(const Baseline& entry, std::span<const SummarisedRun> runs) {
  for (const results::BaselineFile& each : entry.files) {
    if (each.uuid.empty()) continue;
    const auto same = std::find_if(runs.begin(), runs.end(), [&](const SummarisedRun& run) {
      return run.run.info.uuid == each.uuid;
    });
    if (same != runs.end()) continue;
    throw DataError(
        fmt::format("The baseline '{}' lists '{}' as the run {}, which it is not; put "
                    "the list in order, or accept the file anew.",
                    entry.name, each.file, each.uuid));
  }
}

/// What --allow names, beside what may differ.
struct Allowed {
  std::set<results::Unlike> unlike;
  std::set<std::string> doubts;
};

Allowed allowed(const Arguments& arguments) {
  const Words valid{"chip", "backend", "nodes", "origin", "few", "failed", "unfinished"};
  Allowed out;
  if (arguments.count("allow") == 0) return out;
  for (const std::string& word : arguments["allow"].as<Words>()) {
    if (std::find(valid.begin(), valid.end(), word) == valid.end()) {
      throw UsageError(unknown_name("--allow", word, valid));
    }
    out.doubts.insert(word);
    if (const auto what = results::parse_unlike(word)) out.unlike.insert(*what);
  }
  return out;
}

void check_acceptable(std::span<const SummarisedRun> runs, const Allowed& allow) {
  Words reasons;
  for (const auto& doubt : results::acceptance_doubts(runs)) {
    if (!doubt.word.empty() && allow.doubts.contains(doubt.word)) continue;
    reasons.push_back(doubt.word.empty()
                          ? doubt.sentence
                          : fmt::format("{} (--allow {})", doubt.sentence, doubt.word));
  }
  std::vector<const SummarisedRun*> all;
  for (const SummarisedRun& run : runs) all.push_back(&run);
  const auto alike = results::likeness(all, allow.unlike);
  reasons.insert(reasons.end(), alike.refused.begin(), alike.refused.end());
  if (reasons.empty()) return;
  throw DataError(
      fmt::format("These runs make no baseline, and nothing was written: {}. Measure "
                  "again, or let pass what is meant with the --allow named.",
                  fmt::join(reasons, "; ")));
}

/// That of --name, of the entry that is replaced, or a new one.
std::string name_for(const Arguments& arguments, const fs::path& list,
                     const std::vector<Baseline>& entries, std::span<const SummarisedRun> runs) {
  if (arguments.count("name") != 0) return arguments["name"].as<std::string>();
  const auto found = fitting(entries, list, runs, {});
  if (found.size() == 1) return found.front().name;
  if (found.size() > 1) fail_several(found, list);
  const RunInfo& info = runs.front().run.info;
  const auto& ranks = info.environment.ranks;
  const std::string chip = !info.chip.empty() || ranks.empty() ? info.chip : ranks[0].product;
  const std::string name = fmt::format("{} on {}", info.suite_name, chip);
  const Words taken = names_of(entries);
  if (std::find(taken.begin(), taken.end(), name) == taken.end()) return name;
  throw UsageError(
      fmt::format("'{}' is a baseline of something else already, or its files are not "
                  "here; say with --name which one this is.",
                  name));
}

/// Options that say something in one of the two uses of a list alone.
void refuse_beside(const Arguments& arguments, const char* main, const Words& others) {
  for (const std::string& other : others) {
    if (arguments.count(other) == 0) continue;
    throw UsageError(fmt::format("--{} and --{} exclude each other; leave one out.", main, other));
  }
}

}  // namespace

void describe_baselines(Options& options) {
  auto add = options.named.add_options();
  add("baselines", po::value<std::string>()->value_name("FILE"),
      "YAML file that lists baselines; the one alike to the candidate is taken for --baseline");
  add("name", po::value<std::string>()->value_name("NAME"), "of the baseline in the list");
  add("accept", po::value<std::string>()->value_name("FILE"),
      "make the candidate the new baseline: append it to this list, and judge nothing");
  add("by", po::value<std::string>()->value_name("WHO"), "who accepts; else USER@HOST");
  add("why", po::value<std::string>()->value_name("TEXT"), "why, with --accept");
}

void check_baselines(const Arguments& arguments) {
  if (arguments.count("accept") != 0) {
    refuse_beside(arguments, "accept", {"baseline", "baselines", "noise", "rerun"});
    for (const char* option : {"candidate", "why"}) {
      if (arguments.count(option) != 0) continue;
      throw UsageError(fmt::format("--accept wants --{} too.", option));
    }
    return;
  }
  if (arguments.count("baselines") != 0) refuse_beside(arguments, "baselines", {"baseline"});
  for (const char* option : {"by", "why"}) {
    if (arguments.count(option) == 0) continue;
    throw UsageError(fmt::format("--{} goes with --accept.", option));
  }
  if (arguments.count("name") != 0 && arguments.count("baselines") == 0) {
    throw UsageError("--name goes with --baselines or --accept.");
  }
}

HeldAgainst held_against(const Arguments& arguments, std::span<const SummarisedRun> candidate,
                         const std::set<results::Unlike>& allow) {
  if (arguments.count("baselines") == 0) {
    if (arguments.count("baseline") == 0) return {};
    return {read_for_comparison(run_files(arguments["baseline"].as<Words>())), ""};
  }
  if (candidate.empty()) return {};
  const fs::path list = arguments["baselines"].as<std::string>();
  const Baseline entry = chosen(arguments, list, candidate, allow);
  Words files;
  for (const fs::path& file : results::files_of(entry, list)) files.push_back(file.string());
  HeldAgainst out{read_for_comparison(run_files(files)), in_words(entry)};
  check_uuids(entry, out.runs);
  return out;
}

ExitCode accept_baseline(const Arguments& arguments) {
  const fs::path list = arguments["accept"].as<std::string>();
  const auto allow = allowed(arguments);
  const auto files = run_files(arguments["candidate"].as<Words>());
  const auto runs = read_for_comparison(files);
  check_acceptable(runs, allow);
  std::vector<Baseline> entries;
  if (fs::exists(list)) entries = results::newest_baselines(results::read_baselines(list));
  Baseline entry;
  entry.name = name_for(arguments, list, entries, runs);
  for (const fs::path& file : files) {
    // A file of several runs is known by its digest alone.
    const auto its = std::find_if(runs.begin(), runs.end(), [&](const SummarisedRun& run) {
      return run.name == file.string();
    });
    entry.files.push_back(
        results::baseline_file(file, its == runs.end() ? "" : its->run.info.uuid, list));
  }
  entry.by = arguments.count("by") != 0 ? arguments["by"].as<std::string>() : user_at_host();
  entry.when = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  entry.why = arguments["why"].as<std::string>();
  results::append_baseline(list, entry);
  std::string said = fmt::format("Baseline {} ({} run{}).", in_words(entry), runs.size(),
                                 runs.size() == 1 ? "" : "s");
  for (const Baseline& before : entries) {
    if (before.name == entry.name) said += " It takes the place of " + in_words(before) + ".";
  }
  std::printf("%s\n", plain(said).c_str());
  return ExitCode::fine;
}

}  // namespace steelyard::app
