#include "results/report/page/page_text.hpp"

// The page's first byte, and the one behind its last; embedded_template.S.
extern "C" {
extern const char steelyard_page_begin[];  // NOLINT(modernize-avoid-c-arrays)
extern const char steelyard_page_end[];    // NOLINT(modernize-avoid-c-arrays)
}

namespace steelyard::results::page {

std::string_view page_template() {
  return {steelyard_page_begin,
          static_cast<std::size_t>(steelyard_page_end - steelyard_page_begin)};
}

}  // namespace steelyard::results::page
