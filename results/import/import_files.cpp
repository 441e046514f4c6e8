#include "results/import/import_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "harness/core/clock.hpp"
#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"

namespace steelyard::results::import {
namespace {

constexpr std::size_t longest_file = std::size_t{1} << 26;

/// Closes a descriptor, whatever happens.
struct Closer {
  int descriptor;
  ~Closer() { ::close(descriptor); }
};

std::string read_file(const std::filesystem::path& file) {
  // Without O_NONBLOCK a named pipe would wait for somebody to write to it.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) throw DataError(fmt::format("cannot be read: {}.", std::strerror(errno)));
  const Closer closer{descriptor};
  struct stat about {};
  if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
    throw DataError("is not a regular file.");
  }
  std::string text;
  std::string piece(1U << 16U, '\0');
  for (;;) {
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw DataError(fmt::format("cannot be read: {}.", std::strerror(errno)));
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > longest_file) {
      throw DataError(fmt::format("is longer than {} MiB.", longest_file >> 20U));
    }
  }
}

/// The message of an error in one file, with its name in front.
template <class Action>
auto in_file(const std::string& name, Action action) {
  try {
    return action();
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", plain(name), error.what()));
  }
}

VerificationState weaker(VerificationState a, VerificationState b) {
  const auto rank = [](VerificationState state) {
    return state == VerificationState::failed         ? 2
           : state == VerificationState::not_verified ? 1
                                                      : 0;
  };
  return rank(a) >= rank(b) ? a : b;
}

/// Another time of a case that is there: a round of its own.
void add_round(CaseRecord& record, CaseRecord more) {
  if (weaker(record.verification.state, more.verification.state) != record.verification.state) {
    record.verification = more.verification;
  }
  if (worse(record.outcome, more.outcome) != record.outcome) {
    record.outcome = more.outcome;
    record.reason = more.reason;
  }
  for (Visit& visit : more.visits) {
    visit.round = static_cast<int>(record.visits.size());
    record.visits.push_back(std::move(visit));
  }
}

bool same_work(const WorkModel& a, const WorkModel& b) {
  return a.flops == b.flops && a.bytes_moved == b.bytes_moved &&
         a.message_bytes == b.message_bytes && a.busbw_factor == b.busbw_factor;
}

void add_cases(RunRecord& run, std::map<std::string, std::size_t>& places, Source& source) {
  for (CaseRecord& record : source.reading.cases) {
    record.id = case_id(record.name, record.method_version, record.data_pattern);
    const auto [found, is_new] = places.try_emplace(record.id, run.cases.size());
    if (is_new) {
      run.cases.push_back(std::move(record));
      if (run.cases.size() > most_cases) {
        throw DataError(
            fmt::format("the files hold more than {} cases; import them apart.", most_cases));
      }
      continue;
    }
    CaseRecord& there = run.cases[found->second];
    if (there.ranks != record.ranks ||
        (!same_work(there.work, record.work) && there.work.message_bytes > 0)) {
      source.reading.warnings.push_back(
          fmt::format("{}: other work than in the round before; left out", there.name));
      continue;
    }
    if (!same_work(there.work, record.work)) {
      // Rates of google/benchmark are rounded: what an iteration does is that of the first file.
      record.work = there.work;
    }
    add_round(there, std::move(record));
  }
  source.reading.cases.clear();
}

/// What the devices call themselves; nothing where the tool does not say.
std::set<std::string> products(const Reading& reading) {
  std::set<std::string> out;
  for (const RankInfo& rank : reading.ranks) {
    if (!rank.product.empty()) out.insert(rank.product);
  }
  return out;
}

void add_environment(Environment& environment, const Source& source, const Source& first) {
  const Reading& reading = source.reading;
  if (products(reading) != products(first.reading)) {
    throw DataError(
        fmt::format("{}: it is of other devices than {}; import it into a file of its own.",
                    plain(source.file), plain(first.file)));
  }
  if (reading.ranks.size() > environment.ranks.size()) environment.ranks = reading.ranks;
  environment.software.insert(reading.software.begin(), reading.software.end());
  if (!reading.version.empty()) environment.software.emplace(reading.tool, reading.version);
  for (const std::string& warning : reading.warnings) {
    environment.warnings.push_back(fmt::format("{}: {}", plain(source.file), plain(warning)));
  }
}

/// Groups in the order of their first cases, each with its cases in their order.
void gather_groups(std::vector<CaseRecord>& cases) {
  std::map<std::string, std::size_t> order;
  for (const CaseRecord& record : cases) order.emplace(record.group, order.size());
  std::stable_sort(cases.begin(), cases.end(), [&](const CaseRecord& a, const CaseRecord& b) {
    return order.at(a.group) < order.at(b.group);
  });
}

/// What stands in the place of a suite: which texts it was.
std::string description(const std::vector<Source>& sources) {
  std::string text = "# Imported from these files.\n";
  for (const Source& source : sources) {
    text += fmt::format("- file: {}\n  sha256: {}\n  format: {}\n", plain(source.file),
                        source.sha256, source.format->name);
  }
  return text;
}

}  // namespace

Source read_source(std::string_view text, const std::string& name, const ImportOptions& options) {
  return in_file(name, [&] {
    if (text.find('\0') != std::string_view::npos) {
      throw DataError("holds bytes that no text has; only text and JSON can be imported.");
    }
    Source source{name, sha256(text), nullptr, {}};
    source.format = options.format == "auto" ? &recognise(text) : &find_format(options.format);
    source.reading = source.format->read(text, options.hints);
    if (source.reading.read == 0) {
      std::string why;
      for (const LeftOut& each : source.reading.left_out) {
        why += fmt::format(" {} left out: {}.", each.results, each.reason);
      }
      throw DataError(fmt::format("no result of {} is in it that can be read.{}",
                                  source.format->name, plain(why)));
    }
    return source;
  });
}

RunRecord combine(std::vector<Source>& sources, const ImportOptions& options) {
  RunRecord run;
  std::map<std::string, std::size_t> places;
  std::set<std::string> tools;
  for (Source& source : sources) {
    in_file(source.file, [&] { add_cases(run, places, source); });
    add_environment(run.info.environment, source, sources.front());
    tools.insert(source.reading.tool);
  }
  gather_groups(run.cases);
  RunInfo& info = run.info;
  info.uuid = random_uuid();
  info.created_utc = utc_now();
  info.tool_version = options.tool_version;
  info.command_line = options.command_line;
  info.label = options.label;
  info.suite_name = "imported:";
  for (const std::string& tool : tools) info.suite_name += " " + tool;
  info.suite_text = description(sources);
  info.suite_sha256 = sha256(info.suite_text);
  for (const CaseRecord& record : run.cases) {
    info.rounds = std::max(info.rounds, static_cast<int>(record.visits.size()));
  }
  const auto devices = products(sources.front().reading);
  info.chip = !options.chip.empty() ? options.chip : devices.size() == 1 ? *devices.begin() : "";
  info.origin = Origin::imported;
  info.state = RunState::complete;
  return run;
}

Imported import_files(const std::vector<std::filesystem::path>& files,
                      const ImportOptions& options) {
  if (files.empty()) throw UsageError("name at least one file to import.");
  Imported imported;
  std::map<std::string, std::string> seen;
  for (const std::filesystem::path& file : files) {
    const std::string text = in_file(file.string(), [&] { return read_file(file); });
    imported.sources.push_back(read_source(text, file.string(), options));
    const auto [other, is_new] = seen.emplace(imported.sources.back().sha256, file.string());
    if (!is_new) {
      throw UsageError(fmt::format("{} and {} are the same text; one measurement counts once.",
                                   plain(other->second), plain(file.string())));
    }
  }
  imported.run = combine(imported.sources, options);
  return imported;
}

}  // namespace steelyard::results::import
