// Prints the tables of docs/reviews/gate.md.
//
//     nights_study [SERIES] [confirmed|young]
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "tests/truth/nights/carrier_study.hpp"
#include "tests/truth/nights/study.hpp"

namespace {

using namespace steelyard::truth;

/// One look costs little, so that more series can be looked at.
constexpr int more = 10;

void print_quiet(int series) {
  fmt::print(
      "| quiet histories of 60 nights | `history`, one look ({}) | every night from the 20th ({}) "
      "| and "
      "measured again | Otava's method, one look |\n|---|---|---|---|---|\n",
      more * series, series);
  for (const NightNoise noise :
       {NightNoise::independent, NightNoise::heavy, NightNoise::memory, NightNoise::single}) {
    const AlarmRates once = quiet_histories(noise, more * series, false, 4);
    const AlarmRates nightly = quiet_histories(noise, series, true, 1);
    fmt::print("| {} | {:.2f} % | {:.1f} % | {:.1f} % | {:.2f} % |\n", name(noise),
               100 * once.history, 100 * nightly.every_night, 100 * nightly.confirmed,
               100 * once.otava);
  }
}

void print_losses(int series) {
  fmt::print(
      "\n| a loss after 60 quiet nights | nights | `history`, one look | in any night so far | "
      "Otava's method, one look |\n|---|---|---|---|---|\n");
  struct Loss {
    double loss;
    std::size_t nights;
  };
  for (const Loss& each : {Loss{0.02, 5}, Loss{0.03, 3}, Loss{0.05, 2}}) {
    const AlarmRates rates = lasting_loss(each.loss, each.nights, more * series, 2);
    fmt::print("| {:.0f} % | {} | {:.1f} % | {:.1f} % | {:.1f} % |\n", 100 * each.loss, each.nights,
               100 * rates.history, 100 * rates.every_night, 100 * rates.otava);
  }
}

void print_young(int series) {
  fmt::print(
      "\n| nights so far | alarm without cause: independent | memory | a loss of 10 % in the next "
      "three found: independent | memory |\n|---|---|---|---|---|\n");
  for (const std::size_t quiet : {8, 12, 16, 20, 30, 60}) {
    fmt::print("| {} |", quiet);
    for (const auto& [slower, loss] : {std::pair(0U, 0.0), std::pair(3U, 0.1)}) {
      for (const NightNoise noise : {NightNoise::independent, NightNoise::memory}) {
        fmt::print(" {:.1f} % |", 100 * young_history(noise, quiet, slower, loss, series, 6));
      }
    }
    fmt::print("\n");
  }
}

void print_confirmed(int series) {
  fmt::print(
      "\n| one night, then measured again by turns | turns | named by the night | and again "
      "|\n|---|---|---|---|\n");
  for (const double loss : {0.0, 0.02, 0.03, 0.05}) {
    for (const int turns : {3, 5}) {
      const ConfirmedRates rates = confirmed_night(loss, turns, more * series, 5);
      fmt::print("| {} | {} | {:.2f} % | {:.2f} % |\n",
                 loss > 0 ? fmt::format("a loss of {:.0f} %", 100 * loss) : "no loss", turns,
                 100 * rates.named, 100 * rates.confirmed);
    }
  }
}

void print_suite(int nights) {
  const SuiteRates rates = whole_suite(nights, 3);
  fmt::print(
      "\n| `gate`, 1,200 cases, 10 baseline and 3 candidate runs, {} nights | |\n|---|---|\n"
      "| nights without a change that name a case | {:.1f} % |\n"
      "| of 12 cases that lost 5 %, found (mean, worst night) | {:.1f}, {:.0f} |\n"
      "| named without a loss, worst night | {:.0f} |\n",
      nights, 100 * rates.nights_with_alarm, rates.found, rates.least_found, rates.most_false);
}

void print_carriers(int series) {
  fmt::print(
      "\n| slower after 60 quiet nights | nights | found | of these: named | cannot tell | some of "
      "them | a wrong one |\n|---|---|---|---|---|---|---|\n");
  struct Row {
    const char* what;
    CarriedLoss loss;
  };
  using enum NightNoise;
  for (const Row& each :
       {Row{"1 of 8 ranks by 5 %", {8, 1, 0.05, 2}}, Row{"1 of 8 ranks by 5 %", {8, 1, 0.05, 3}},
        Row{"1 of 8 ranks by 5 %", {8, 1, 0.05, 5}}, Row{"1 of 8 ranks by 3 %", {8, 1, 0.03, 10}},
        Row{"a node, 4 of 8 ranks, by 5 %", {8, 4, 0.05, 3}},
        Row{"all 8 ranks by 5 %", {8, 8, 0.05, 3}}, Row{"all 8 ranks by 2 %", {8, 8, 0.02, 5}},
        Row{"1 of 64 ranks by 5 %", {64, 1, 0.05, 5}}, Row{"1 of 2 ranks by 5 %", {2, 1, 0.05, 3}},
        Row{"1 of 8 by 5 %, nights vary too", {8, 1, 0.05, 5, independent, true}},
        Row{"all 8 by 5 %, nights vary too", {8, 8, 0.05, 5, independent, true}},
        Row{"1 of 8 by 5 %, heavy tails", {8, 1, 0.05, 5, heavy}},
        Row{"all 8 by 5 %, heavy tails", {8, 8, 0.05, 5, heavy}},
        Row{"1 of 8 by 5 %, memory", {8, 1, 0.05, 5, memory}},
        Row{"all 8 by 5 %, memory", {8, 8, 0.05, 5, memory}}}) {
    const CarrierRates rates = carried_losses(each.loss, series, 5);
    fmt::print("| {} | {} | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % |\n", each.what,
               each.loss.nights, 100 * rates.found, 100 * rates.named, 100 * rates.unknown,
               100 * rates.part, 100 * rates.wrong);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const int series = count > 1 ? std::atoi(arguments[1]) : 1000;
  if (series < 10) return 2;
  if (count > 2 && std::string_view(arguments[2]) == "confirmed") {
    print_confirmed(series);
    return 0;
  }
  if (count > 2 && std::string_view(arguments[2]) == "young") {
    print_young(more * series);
    return 0;
  }
  print_quiet(series);
  print_losses(series);
  print_young(more * series);
  print_confirmed(series);
  print_suite(series / 10);
  print_carriers(series);
}
