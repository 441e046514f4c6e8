#include "harness/run/blame.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

namespace steelyard::run {
namespace {

/// More ranks than these are counted, not named.
constexpr std::size_t named_at_most = 8;

using Ranks = std::vector<std::size_t>;

Ranks where(std::span<const Witness> witnesses, const std::function<bool(const Witness&)>& wanted) {
  Ranks ranks;
  for (std::size_t rank = 0; rank < witnesses.size(); ++rank) {
    if (wanted(witnesses[rank])) ranks.push_back(rank);
  }
  return ranks;
}

/// Ranks in which `count` is smaller than in others, or none.
template <class Count>
Ranks behind(std::span<const Witness> witnesses, Count count) {
  const auto [least, most] = std::minmax_element(
      witnesses.begin(), witnesses.end(),
      [&](const auto& a, const auto& b) { return count(*a.standing) < count(*b.standing); });
  if (count(*least->standing) == count(*most->standing)) return {};
  const auto fewest = count(*least->standing);
  return where(witnesses, [&](const Witness& w) { return count(*w.standing) == fewest; });
}

Ranks culprits(std::span<const Witness> witnesses) {
  if (witnesses.size() == 1) return {0};
  const Ranks silent = where(witnesses, [](const Witness& w) { return !w.standing; });
  if (!silent.empty()) return silent;
  const Ranks late = behind(witnesses, [](const Standing& s) { return s.steps; });
  if (!late.empty()) return late;
  const Ranks busy = where(witnesses, [](const Witness& w) { return !w.standing->waits; });
  if (!busy.empty() && busy.size() < witnesses.size()) return busy;
  return behind(witnesses, [](const Standing& s) { return s.iterations; });
}

std::string names(std::span<const Witness> witnesses, const Ranks& ranks) {
  std::vector<std::string> all;
  for (const std::size_t rank : ranks) {
    if (all.size() == named_at_most) break;
    all.push_back(witnesses[rank].rank);
  }
  std::string text = fmt::format("{}", fmt::join(all, ", "));
  if (ranks.size() > all.size()) text += fmt::format(" and {} more", ranks.size() - all.size());
  return text;
}

/// "rank 0 (a, cpu:0), rank 2 (b, cpu:0) wait in MPI_Allreduce", by call.
std::string others_text(std::span<const Witness> witnesses, const Ranks& blamed) {
  std::map<std::string, Ranks> by_place;
  for (std::size_t rank = 0; rank < witnesses.size(); ++rank) {
    const auto& standing = witnesses[rank].standing;
    if (!standing || std::find(blamed.begin(), blamed.end(), rank) != blamed.end()) continue;
    const std::string inside = standing->call.empty() ? "" : " in " + standing->call;
    by_place[fmt::format("{}{}, step '{}'", standing->waits ? "waiting" : "standing", inside,
                         standing->step)]
        .push_back(rank);
  }
  std::string text;
  for (const auto& [place, ranks] : by_place) {
    text += fmt::format("; {}: {}", place, names(witnesses, ranks));
  }
  return text;
}

}  // namespace

std::string describe(const Standing& standing) {
  std::string text = fmt::format("{} has been in step '{}'", standing.rank, standing.step);
  if (!standing.case_name.empty()) text += " of " + standing.case_name;
  text += fmt::format(" for {:.1f} s (allowed: {:g} s", standing.seconds, standing.allowed_seconds);
  if (standing.usual_seconds > 0)
    text += fmt::format("; at most {:.3g} s before", standing.usual_seconds);
  text += ")";
  if (standing.iterations > 0) text += fmt::format(", iteration {}", standing.iterations);
  if (!standing.call.empty()) text += fmt::format(", inside '{}'", standing.call);
  if (!standing.last_step.empty())
    text += fmt::format("; it last finished '{}'", standing.last_step);
  return text;
}

std::string describe(const Witness& witness) {
  if (witness.lost) return witness.rank + " has ended: its process is gone, or its node is cut off";
  if (!witness.standing) {
    return witness.rank + " does not answer: its process is stopped, or its node is cut off";
  }
  return describe(*witness.standing);
}

Blame find_blame(std::span<const Witness> witnesses) {
  Blame blame;
  blame.all_answered = std::all_of(witnesses.begin(), witnesses.end(),
                                   [](const Witness& w) { return w.standing.has_value(); });
  blame.ranks = culprits(witnesses);
  if (blame.ranks.empty()) {
    blame.text = fmt::format("no rank stands out: {}; so have all others",
                             describe(*witnesses.front().standing));
    return blame;
  }
  std::vector<std::string> charges;
  for (const std::size_t rank : blame.ranks) {
    if (charges.size() == named_at_most) break;
    charges.push_back(describe(witnesses[rank]));
  }
  blame.text = fmt::format("{}", fmt::join(charges, "; "));
  if (blame.ranks.size() > charges.size()) {
    blame.text += fmt::format("; so do {} more", blame.ranks.size() - charges.size());
  }
  blame.text += others_text(witnesses, blame.ranks);
  return blame;
}

}  // namespace steelyard::run
