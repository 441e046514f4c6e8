#pragma once

#include <vector>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// Says of each change which ranks carry it, by the nights between its neighbouring changes, at
/// most 128 on each side. `order` are the nights of `history.runs`, in that order.
void find_carriers(History& history, const Nights& nights, const std::vector<const Night*>& order);

}  // namespace steelyard::results
