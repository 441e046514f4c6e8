#include "results/store/fields.hpp"

#include <fmt/format.h>

namespace steelyard::results {

std::string fit(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  // The note is longest when everything is cut; for a cell without room for it, the text is cut
  // bare.
  const std::string longest_note = fmt::format("... ({} bytes cut)", text.size());
  std::size_t kept = most > longest_note.size() ? most - longest_note.size() : most;
  const auto continues = [&](std::size_t i) { return (text[i] & 0xC0) == 0x80; };
  while (kept > 0 && continues(kept)) --kept;
  std::string cut(text.substr(0, kept));
  if (most > longest_note.size()) cut += fmt::format("... ({} bytes cut)", text.size() - kept);
  return cut;
}

}  // namespace steelyard::results
