#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Markdown as GitHub and GitLab show it, of text that may come from anybody.
namespace steelyard::results {

/// plain() text in which nothing is Markdown or HTML, nor names a person or an issue: a character
/// of no width stands behind @ and #. Fit for a cell of a table and for running text.
std::string markdown(std::string_view text);

/// "| a | b |": one row of cells that are ready.
std::string markdown_row(const std::vector<std::string>& cells);

/// The first two lines of a table. Columns from `numbers_from` on are aligned to the right.
std::string markdown_head(const std::vector<std::string>& titles,
                          std::size_t numbers_from = static_cast<std::size_t>(-1));

/// "\nTITLE:\n\n- entry\n": a list of texts that may come from anybody; nothing if there are none.
/// `title` is a few words that mean nothing to Markdown.
std::string markdown_list(std::string_view title, const std::vector<std::string>& entries);

/// What is folded away until a reader asks for it. `summary` is a few words that mean
/// nothing to HTML, `body` is Markdown.
std::string markdown_details(const std::string& summary, const std::string& body);

}  // namespace steelyard::results
