#pragma once

#include <string>

#include "harness/app/command.hpp"

/// `--html FILE`, of all commands that write a page.
namespace steelyard::app {

void describe_page_option(Options& options);

bool asks_for_page(const Arguments& arguments);

/// Before anything is read: throws UsageError if this program was built without the page, or if
/// there is no place for it.
void check_page_option(const Arguments& arguments);

/// Writes the page with `document` in it (docs/report.md). Returns one line that says where it is.
/// Throws as write_page() does.
std::string write_page_with(const Arguments& arguments, const std::string& document);

}  // namespace steelyard::app
