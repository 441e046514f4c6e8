#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_text_sections.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

/// So many cases that a chip lacks for one reason are named.
constexpr std::size_t most_named = 6;

std::string part_lines(const ProfileRanking& profile) {
  double all = 0;
  for (const ProfilePart& part : profile.parts) all += part.weight;
  std::string out;
  for (const ProfilePart& part : profile.parts) {
    const auto cases = part.counted.size() + static_cast<std::size_t>(part.left_out);
    std::string text =
        fmt::format("{} {}: {} of {} count", padded_left(percent(part.weight / all), 7),
                    plain(part.name), part.counted.size(), counted(cases, "case"));
    if (!part.reason.empty()) text += fmt::format(" ({})", plain(part.reason));
    out += wrapped(text, 4, 10);
  }
  return out;
}

/// What chips cannot run, each with its reason once.
std::string missing_lines(const ProfileRanking& profile) {
  using Reason = std::pair<std::size_t, std::string>;
  std::map<Reason, std::vector<std::string>> cases;
  for (const MissingCase& each : profile.missing) {
    cases[{each.chip, each.reason}].push_back(plain(each.case_name) +
                                              (each.stand_in.empty()
                                                   ? " (nothing stands in)"
                                                   : " (" + plain(each.stand_in) + " stands in)"));
  }
  std::string out;
  for (const auto& [reason, names] : cases) {
    out += wrapped(fmt::format("{} lacks {}: {}", chip_letter(reason.first),
                               counted(names.size(), "case"), plain(reason.second)),
                   4, 2);
    const std::size_t shown = std::min(most_named, names.size());
    for (std::size_t i = 0; i < shown; ++i) out += wrapped(names[i], 8, 2);
    if (shown < names.size()) {
      out +=
          wrapped(fmt::format("... and {} more; --format json names all", names.size() - shown), 8);
    }
  }
  return out;
}

std::string policy_title(const ProfileRanking& profile, MissingPolicy policy) {
  const bool wider = policy == MissingPolicy::wider;
  const double weight = wider ? profile.wider_weight : profile.covered_weight;
  return wrapped(
      fmt::format(
          "{}, {} of the weight{}",
          wider ? "What is missing replaced by the next wider dtype"
                : "Over the cases that all chips have",
          percent(weight),
          policy == profile.policy && !profile.wider.empty() ? " (the profile goes by this)" : ""),
      4);
}

std::string costs(const Ranking& ranking, const ProfileRanking& profile) {
  std::string out;
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    const bool lacks = std::ranges::any_of(
        profile.missing, [&](const MissingCase& each) { return each.chip == chip; });
    const std::string cost = lacks ? cost_of_missing(profile, chip) : "";
    if (cost.empty()) continue;
    out += wrapped(fmt::format("what that costs {}, with stand-ins: {}", chip_letter(chip), cost),
                   4, 2);
  }
  return out;
}

std::string profile_block(const Ranking& ranking, const ProfileRanking& profile) {
  std::string out =
      "\n" + wrapped(fmt::format("{}: {}", plain(profile.profile), plain(profile.description)), 2);
  out += part_lines(profile);
  if (profile.excluded.empty() && profile.wider.empty()) {
    return out + wrapped("no score: " + plain(profile.reason), 4) + missing_lines(profile);
  }
  // Where nothing stands in, the second table would be the first again.
  const bool both =
      !profile.wider.empty() && std::ranges::any_of(profile.missing, [](const MissingCase& each) {
        return !each.stand_in.empty();
      });
  const auto scores = [&](MissingPolicy policy) {
    const auto& list = policy == MissingPolicy::wider ? profile.wider : profile.excluded;
    const std::string none = wrapped("no score: " + plain(profile.reason), 4);
    return policy_title(profile, policy) + (list.empty() ? none : score_lines(ranking, list));
  };
  const MissingPolicy first = both ? profile.policy : MissingPolicy::exclude;
  out += scores(first);
  if (both) {
    out += scores(first == MissingPolicy::wider ? MissingPolicy::exclude : MissingPolicy::wider);
  }
  return out + missing_lines(profile) + costs(ranking, profile);
}

}  // namespace

std::string profiles_section(const Ranking& ranking) {
  if (ranking.profiles.empty()) return "";
  std::string out = heading("Score by profile");
  for (const ProfileRanking& profile : ranking.profiles) out += profile_block(ranking, profile);
  return out;
}

}  // namespace steelyard::results
