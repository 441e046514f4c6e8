#include "results/report/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/plain.hpp"

namespace steelyard::results {
namespace {

/// Whether the character ends what begins a numbered list: digits before it, a blank behind.
bool ends_list_number(std::string_view text, std::size_t at) {
  const bool digits = at > 0 && text.find_first_not_of("0123456789") == at;
  return digits && (at + 1 == text.size() || text[at + 1] == ' ');
}

/// Whether the character means something to Markdown where it stands. Of an address the colon and
/// the first dot do: without them it does not become a link by itself.
bool is_markup(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ':') return text.substr(at + 1).starts_with("//");
  if (c == '-' || c == '+' || c == '=') return at == 0;
  if (c == ')') return ends_list_number(text, at);
  if (c == '.') {
    const std::string_view before = text.substr(at < 3 ? 0 : at - 3, at < 3 ? 0 : 3);
    return ends_list_number(text, at) || before == "www" || before == "WWW";
  }
  return std::string_view("\\`*_[]#|~$@").find(c) != std::string_view::npos;
}

}  // namespace

std::string markdown(std::string_view text) {
  const std::string safe = plain(text);
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      if (is_markup(safe, i)) out += '\\';
      out += c;
      if (c == '@' || c == '#') out += "&#8203;";
    }
  }
  return out;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string markdown_head(const std::vector<std::string>& titles, std::size_t numbers_from) {
  std::string out = markdown_row(titles) + "|";
  for (std::size_t i = 0; i < titles.size(); ++i) out += i >= numbers_from ? "---:|" : "---|";
  return out + "\n";
}

std::string markdown_list(std::string_view title, const std::vector<std::string>& entries) {
  if (entries.empty()) return "";
  std::string out = fmt::format("\n{}:\n\n", title);
  for (const std::string& each : entries) out += "- " + markdown(each) + "\n";
  return out;
}

std::string markdown_details(const std::string& summary, const std::string& body) {
  return fmt::format("<details>\n<summary>{}</summary>\n\n{}\n</details>\n", summary, body);
}

}  // namespace steelyard::results
