#include <fmt/format.h>

#include "results/report/claims_text.hpp"
#include "results/report/claims_words.hpp"
#include "results/report/markdown.hpp"

namespace steelyard::results {
namespace {

std::string verdict_words(const ClaimVerdict& verdict) {
  if (verdict.verdict != Verdict::undecided) {
    return fmt::format("**{}**", name(verdict.verdict));
  }
  return fmt::format("undecided: {}", name(verdict.doubt));
}

std::string item(std::string_view label, const std::string& text) {
  return text.empty() ? "" : fmt::format("- {}: {}\n", label, markdown(text));
}

std::string details(const ClaimVerdict& verdict) {
  const Claim& claim = verdict.claim;
  std::string body = item("quote", claim.quote);
  body += item("source", source_of(claim));
  body += item("note", claim.note);
  body += item("verdict", verdict.reason);
  body += item("ratio", numbers_of(verdict));
  body += item("break-even", verdict.break_even);
  body += item("to decide", verdict.measurement);
  body += item("on paper", datasheets_of(verdict));
  for (const ClaimFile& file : verdict.files) {
    body += item("file", fmt::format("{} ({}, {}): {}", file.file, file.chip, name(file.origin),
                                     file.counts ? "It counts." : file.why_not));
  }
  return markdown_details(markdown(claim.id), body);
}

}  // namespace

std::string claims_markdown(std::span<const ClaimVerdict> verdicts) {
  std::string out = fmt::format("**{}**\n\n", tally_of(verdicts));
  out += markdown_head({"claim", "verdict", "ratio"});
  for (const ClaimVerdict& verdict : verdicts) {
    out += markdown_row(
        {markdown(statement_of(verdict)), verdict_words(verdict), markdown(numbers_of(verdict))});
  }
  out += '\n';
  for (const ClaimVerdict& verdict : verdicts) out += details(verdict);
  return out;
}

}  // namespace steelyard::results
