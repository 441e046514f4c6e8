#pragma once

#include <string>

#include "results/report/page/page_input.hpp"

namespace steelyard::results::page {

/// The key `details` of the page's document, as JSON; docs/report.md lists its keys. Numbers have 9
/// significant digits. Text is as the files have it, with invalid UTF-8 replaced.
std::string details_json(const PageInput& input);

}  // namespace steelyard::results::page
