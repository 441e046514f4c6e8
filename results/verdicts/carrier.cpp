#include "results/verdicts/carrier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/verdicts/rank_levels.hpp"
#include "results/verdicts/rank_places.hpp"

namespace steelyard::results {
namespace {

Carrier not_known(const std::string& why) { return {"not known: " + why, false, {}}; }

/// A row for each run whose ranks are where those of the reference are.
RankRows rows_of(const std::vector<CaseInRun>& runs, const RankPlaces& reference) {
  RankRows rows;
  for (const CaseInRun& each : runs) {
    const auto& medians = each.rank_medians_seconds;
    if (medians.size() != reference.ranks.size()) continue;
    const auto order = matched(reference, *each.places);
    if (!order) continue;
    std::vector<double>& row = rows.emplace_back();
    for (const std::size_t rank : *order) row.push_back(std::log(medians[rank]));
  }
  return rows;
}

std::string number_of_ranks(std::size_t count) {
  return count == 2 ? "both ranks" : fmt::format("all {} ranks", count);
}

std::string words_of(const MovedRanks& moved, const RankPlaces& places) {
  const std::string all = number_of_ranks(places.ranks.size());
  switch (moved.who) {
    case Moved::all:
      return all;
    case Moved::all_unlike:
      return all + ", most of all " + words_of(places, moved.marked);
    case Moved::some:
      return words_of(places, moved.marked);
    case Moved::none:
      return "no rank by itself: their own medians stayed, while samples changed in which one of "
             "them is late";
    case Moved::unlike:
      return "not known: ranks differ, but too little against what each varies by to say which";
    case Moved::too_noisy:
      return "not known: single ranks vary too much from run to run, or the runs are too few";
  }
  return "";
}

Carrier answer(const MovedRanks& moved, const RankLevels& levels, const RankPlaces& places) {
  Carrier carrier;
  carrier.known = moved.who != Moved::unlike && moved.who != Moved::too_noisy;
  carrier.words = words_of(moved, places);
  const bool names_some = moved.who == Moved::some || moved.who == Moved::all_unlike;
  if (names_some && moved.unclear > 0) {
    carrier.words += fmt::format("; of {} other{} it cannot be told", moved.unclear,
                                 moved.unclear == 1 ? "" : "s");
  }
  if (names_some && places.by_order) {
    carrier.words += "; ranks of one device are told apart by their order alone";
  }
  for (std::size_t i = 0; i < places.ranks.size(); ++i) {
    const RankPlace& place = places.ranks[i];
    const bool shifted = moved.marked[i] || moved.who == Moved::all_unlike;
    carrier.ranks.push_back({place.rank, place.host, place.device, std::exp(-levels.change[i]),
                             carrier.known && shifted});
  }
  return carrier;
}

Carrier only_rank(const RankPlace& place, double ratio) {
  return {"the only rank", true, {{place.rank, place.host, place.device, ratio, true}}};
}

}  // namespace

std::string sentence(const Carrier& carrier) {
  if (carrier.words.empty()) return "";
  return (carrier.known ? "carried by " : "carrier ") + carrier.words;
}

Carrier carrier_beyond_times() {
  return {"not known: ranks are known by their times alone", false, {}};
}

bool is_collective(const CaseRecord& record) { return record.work.message_bytes > 0; }

RankPlaces places_of(const SummarisedRun& run) {
  std::size_t ranks = 0;
  for (const auto& times : run.times) {
    if (times) ranks = std::max(ranks, times->rank_medians_seconds.size());
  }
  return places_of(run.run.info.environment, ranks);
}

Carrier carrier_of(const CarrierQuestion& question) {
  if (question.before.empty() || question.after.empty()) return {};
  const CaseInRun& reference = question.after.front();
  const std::size_t ranks = reference.rank_medians_seconds.size();
  if (ranks == 0) return {};
  const RankPlaces places = first_of(*reference.places, ranks);
  if (ranks == 1) return only_rank(places.ranks.front(), question.ratio);
  if (question.collective) return not_known("all ranks of a collective wait for the slowest");
  const RankRows before = rows_of(question.before, places);
  const RankRows after = rows_of(question.after, places);
  if (before.empty() || after.empty()) {
    return not_known("the ranks before and after are not on the same hosts and devices");
  }
  const RankLevels levels =
      rank_levels(before, after, rows_of(question.others, places), question.in_order);
  return answer(moved_ranks(levels, -std::log(question.ratio)), levels, places);
}

void point_collectives(std::vector<CarriedChange>& changes) {
  for (CarriedChange& each : changes) {
    if (!each.collective || each.carrier->known) continue;
    const auto other =
        std::find_if(changes.begin(), changes.end(), [&](const CarriedChange& candidate) {
          return !candidate.collective && candidate.carrier->known &&
                 (candidate.ratio < 1) == (each.ratio < 1);
        });
    if (other == changes.end()) continue;
    each.carrier->words += fmt::format("; {}, which changed with it, is carried by {}", other->name,
                                       other->carrier->words);
  }
}

}  // namespace steelyard::results
