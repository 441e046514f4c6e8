#include "harness/run/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

/// Failure of this rank's `step`, if any.
std::optional<Failure> attempt(const std::function<void()>& step) {
  try {
    step();
    return std::nullopt;
  } catch (const CommError&) {
    throw;
  } catch (const Unsupported& error) {
    return Failure{Outcome::skipped, error.what()};
  } catch (const OutOfMemory& error) {
    return Failure{Outcome::out_of_memory, error.what()};
  } catch (const std::bad_alloc&) {
    return Failure{Outcome::out_of_memory, "the host ran out of memory"};
  } catch (const std::exception& error) {
    return Failure{Outcome::error, error.what()};
  }
}

}  // namespace

std::string rank_label(int rank, const std::string& host, const std::string& device) {
  return fmt::format("rank {} ({}, {})", rank, host, device);
}

std::optional<Failure> agree(comm::Communicator& comm, const std::string& label,
                             const std::function<void()>& step) {
  const std::optional<Failure> mine = attempt(step);
  std::array anyone{mine ? 1.0 : 0.0};
  comm.all_reduce(anyone, comm::ReduceOp::max);
  if (anyone[0] == 0) return std::nullopt;

  std::vector<std::string> said;
  if (mine) said = {std::string(name(mine->outcome)), label + ": " + mine->reason};
  Failure worst{Outcome::passed, ""};
  std::set<std::string> known;  // ranks that mirror one another say the same, down to the label
  for (const std::vector<std::string>& heard : comm::all_gather(comm, said)) {
    if (heard.empty()) continue;
    worst.outcome = worse(worst.outcome, parse_outcome(heard.at(0)).value_or(Outcome::error));
    if (!known.insert(heard.at(1)).second) continue;
    if (!worst.reason.empty()) worst.reason += "; ";
    worst.reason += heard.at(1);
  }
  return worst;
}

void agree_or_end(comm::Communicator& comm, const std::string& label,
                  const std::function<void()>& step) {
  std::vector<std::string> said;
  const auto say = [&](ExitCode code, const char* reason) {
    said = {std::to_string(static_cast<int>(code)), reason, label};
  };
  try {
    step();
  } catch (const CommError&) {
    throw;
  } catch (const Error& error) {
    say(error.exit_code(), error.what());
  } catch (const std::exception& error) {
    say(ExitCode::infrastructure, error.what());
  }
  ExitCode code = ExitCode::fine;
  std::vector<std::string> reasons;
  for (const std::vector<std::string>& heard : comm::all_gather(comm, said)) {
    if (heard.empty()) continue;
    code = worse(code, static_cast<ExitCode>(std::stoi(heard.at(0))));
    const std::string& why = heard.at(1);
    const bool known = std::any_of(reasons.begin(), reasons.end(), [&](const std::string& reason) {
      return reason.find(why) != std::string::npos;
    });
    if (!known) reasons.push_back(comm.size() > 1 ? heard.at(2) + ": " + why : why);
  }
  if (!reasons.empty()) throw Ended(code, fmt::format("{}", fmt::join(reasons, "; ")));
}

Verification merge(comm::Communicator& comm, const std::string& label, const Verification& mine) {
  const std::string evidence = mine.evidence.empty() ? "" : label + ": " + mine.evidence;
  const std::vector<std::string> said{std::string(name(mine.state)), evidence,
                                      fmt::format("{:.17g}", mine.worst_error),
                                      std::to_string(mine.elements_checked)};
  Verification all = mine;
  all.state = VerificationState::verified;
  all.evidence.clear();
  all.worst_error = 0;
  all.elements_checked = 0;
  for (const std::vector<std::string>& parts : comm::all_gather(comm, said)) {
    const auto state = parse_verification_state(parts.at(0));
    STEELYARD_ASSERT(state.has_value());
    const bool graver =
        *state == VerificationState::failed
            ? all.state != VerificationState::failed
            : *state == VerificationState::not_verified && all.state == VerificationState::verified;
    if (graver) {
      all.state = *state;
      all.evidence = parts.at(1);
    }
    all.worst_error = std::max(all.worst_error, std::stod(parts.at(2)));
    all.elements_checked += std::stoull(parts.at(3));
  }
  return all;
}

std::string merge_text(comm::Communicator& comm, const std::string& mine) {
  const std::vector<std::string> texts = comm::all_gather(comm, mine);
  if (std::all_of(texts.begin(), texts.end(), [&](const auto& text) { return text == texts[0]; })) {
    return texts[0];
  }
  std::string merged;
  std::vector<std::string> named;
  for (std::size_t rank = 0; rank < texts.size(); ++rank) {
    if (std::find(named.begin(), named.end(), texts[rank]) != named.end()) continue;
    named.push_back(texts[rank]);
    merged += fmt::format("{}rank {}: {}", merged.empty() ? "" : "; ", rank, texts[rank]);
  }
  return merged;
}

BatchResult exchange(comm::Communicator& comm, std::span<const double> seconds,
                     double elapsed_seconds, bool failed) {
  BatchResult result;
  result.slowest.assign(seconds.begin(), seconds.end());
  result.slowest.push_back(elapsed_seconds);
  result.slowest.push_back(failed ? 1.0 : 0.0);
  comm.all_reduce(result.slowest, comm::ReduceOp::max);
  result.failed = result.slowest.back() != 0;
  result.slowest.pop_back();
  result.elapsed_seconds = result.slowest.back();
  result.slowest.pop_back();
  return result;
}

std::vector<double> gather_samples(comm::Communicator& comm, std::span<const double> mine) {
  const std::vector<double> by_rank = comm.gather(mine);
  if (comm.rank() != 0) return {};
  const std::size_t ranks = static_cast<std::size_t>(comm.size());
  std::vector<double> by_iteration(by_rank.size());
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    for (std::size_t i = 0; i < mine.size(); ++i) {
      by_iteration[i * ranks + rank] = by_rank[rank * mine.size() + i];
    }
  }
  return by_iteration;
}

}  // namespace steelyard::run
