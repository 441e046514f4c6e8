#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// The document of the page of a history: what history_json() has, smaller, as script_document()
/// writes it. docs/gate.md, "The page", says in what it differs.
std::string history_page_document(const History& history);

}  // namespace steelyard::results
