#pragma once

#include <string>

namespace steelyard::results::page {

/// JSON as it can stand inside of a script element: ASCII, without `<`, `>` and `&`. Control
/// characters, invalid UTF-8 and what reorders or hides text are visible in its strings, as plain()
/// writes them. `json` must be JSON.
std::string script_document(const std::string& json);

}  // namespace steelyard::results::page
