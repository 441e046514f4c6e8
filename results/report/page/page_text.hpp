#pragma once

#include <string>
#include <string_view>

#include "results/report/page/page_input.hpp"

namespace steelyard::results::page {

/// The page that this program was built with, in which `@REPORT@` stands for the document; empty if
/// it was built without.
std::string_view page_template();

/// What stands for the document in a page.
inline constexpr std::string_view report_token = "@REPORT@";

/// The document of the page, {"ranking": ..., "details": ...}, as docs/report.md describes it. Can
/// stand inside of a script element: ASCII, without `<`, `>` and `&`. Control characters, invalid
/// UTF-8 and what reorders or hides text are visible in it, as plain() writes them.
std::string page_document(const PageInput& input);

/// The template with the document in it. Throws StoreError if the template has not one place for
/// it.
std::string page_text(std::string_view page, std::string_view document);

}  // namespace steelyard::results::page
