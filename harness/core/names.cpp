#include <array>
#include <utility>

#include "harness/core/error.hpp"
#include "harness/core/outcome.hpp"
#include "harness/core/record.hpp"

/// The words that stand for enumerators in files and tables. Once released they do not change.
namespace steelyard {
namespace {

template <typename Enum>
using Word = std::pair<Enum, std::string_view>;

constexpr std::array outcomes{
    Word<Outcome>{Outcome::passed, "passed"},
    Word<Outcome>{Outcome::failed, "failed"},
    Word<Outcome>{Outcome::unstable, "unstable"},
    Word<Outcome>{Outcome::skipped, "skipped"},
    Word<Outcome>{Outcome::out_of_memory, "out of memory"},
    Word<Outcome>{Outcome::timeout, "timeout"},
    Word<Outcome>{Outcome::error, "error"},
    Word<Outcome>{Outcome::implausible, "implausible"},
    Word<Outcome>{Outcome::not_reached, "not reached"},
};

constexpr std::array origins{
    Word<Origin>{Origin::measured, "measured"},   Word<Origin>{Origin::imported, "imported"},
    Word<Origin>{Origin::published, "published"}, Word<Origin>{Origin::datasheet, "datasheet"},
    Word<Origin>{Origin::modelled, "modelled"},   Word<Origin>{Origin::emulated, "emulated"},
    Word<Origin>{Origin::reference, "reference"},
};

constexpr std::array verification_states{
    Word<VerificationState>{VerificationState::verified, "verified"},
    Word<VerificationState>{VerificationState::failed, "failed"},
    Word<VerificationState>{VerificationState::not_verified, "not verified"},
};

constexpr std::array stop_reasons{
    Word<StopReason>{StopReason::precision_reached, "precision reached"},
    Word<StopReason>{StopReason::sample_limit, "sample limit"},
    Word<StopReason>{StopReason::time_limit, "time limit"},
    Word<StopReason>{StopReason::budget, "budget"},
    Word<StopReason>{StopReason::aborted, "aborted"},
};

constexpr std::array run_states{
    Word<RunState>{RunState::running, "running"},
    Word<RunState>{RunState::complete, "complete"},
    Word<RunState>{RunState::interrupted, "interrupted"},
};

template <typename Enum, std::size_t N>
std::string_view word_for(const std::array<Word<Enum>, N>& words, Enum value) {
  for (const auto& [candidate, word] : words) {
    if (candidate == value) return word;
  }
  assertion_failed("the value is an enumerator");
}

template <typename Enum, std::size_t N>
std::optional<Enum> value_for(const std::array<Word<Enum>, N>& words, std::string_view text) {
  for (const auto& [value, word] : words) {
    if (word == text) return value;
  }
  return std::nullopt;
}

/// Place in the order of seriousness that worse() documents.
int seriousness(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return 0;
    case Outcome::unstable:
      return 1;
    case Outcome::implausible:
      return 2;
    case Outcome::not_reached:
      return 3;
    case Outcome::skipped:
      return 4;
    case Outcome::failed:
      return 5;
    case Outcome::out_of_memory:
      return 6;
    case Outcome::error:
      return 7;
    case Outcome::timeout:
      return 8;
  }
  assertion_failed("the value is an enumerator");
}

}  // namespace

std::string_view name(Outcome outcome) { return word_for(outcomes, outcome); }
std::optional<Outcome> parse_outcome(std::string_view text) { return value_for(outcomes, text); }

bool has_samples(Outcome outcome) {
  return outcome == Outcome::passed || outcome == Outcome::unstable ||
         outcome == Outcome::implausible;
}

Outcome worse(Outcome a, Outcome b) { return seriousness(a) < seriousness(b) ? b : a; }

std::string_view name(Origin origin) { return word_for(origins, origin); }
std::optional<Origin> parse_origin(std::string_view text) { return value_for(origins, text); }

std::string_view name(VerificationState state) { return word_for(verification_states, state); }
std::optional<VerificationState> parse_verification_state(std::string_view text) {
  return value_for(verification_states, text);
}

std::string_view name(StopReason reason) { return word_for(stop_reasons, reason); }
std::optional<StopReason> parse_stop_reason(std::string_view text) {
  return value_for(stop_reasons, text);
}

std::string_view name(RunState state) { return word_for(run_states, state); }
std::optional<RunState> parse_run_state(std::string_view text) {
  return value_for(run_states, text);
}

}  // namespace steelyard
