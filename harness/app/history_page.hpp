#pragma once

#include "harness/app/command.hpp"
#include "results/verdicts/history/history.hpp"

/// `steelyard history --html FILE`; page_option.hpp has the option.
namespace steelyard::app {

/// Writes the page of a history if one was asked for, and says on standard error where it is, so
/// that standard output holds the history alone. Throws as write_page() does.
void write_history_page(const Arguments& arguments, const results::History& history);

}  // namespace steelyard::app
