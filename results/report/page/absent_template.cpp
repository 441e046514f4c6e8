#include "results/report/page/page_text.hpp"

/// Of a build that could not make the page.
namespace steelyard::results::page {

std::string_view page_template() { return {}; }

}  // namespace steelyard::results::page
