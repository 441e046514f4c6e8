#include "results/report/claims_text.hpp"

#include "results/report/claims_words.hpp"
#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t label_width = 12;

/// "  label       text", with the text below itself where it needs several lines; "" without one.
std::string line(std::string_view label, const std::string& text) {
  if (text.empty()) return "";
  return wrapped(padded(label, label_width) + plain(text), indent, label_width);
}

std::string mark(const ClaimVerdict& verdict) {
  switch (verdict.verdict) {
    case Verdict::supported:
      return "SUPPORTED";
    case Verdict::refuted:
      return "REFUTED";
    case Verdict::undecided:
      return "undecided (" + std::string(name(verdict.doubt)) + ")";
  }
  return "";
}

std::string files(const ClaimVerdict& verdict) {
  std::string out;
  for (const ClaimFile& file : verdict.files) {
    const std::string what = file.file + " (" + file.chip + ", " + std::string(name(file.origin)) +
                             "): " + (file.counts ? "It counts." : file.why_not);
    out += out.empty() ? line("files", what) : wrapped(plain(what), indent + label_width);
  }
  return out;
}

std::string entry(const ClaimVerdict& verdict) {
  const Claim& claim = verdict.claim;
  std::string out = wrapped(plain(claim.id) + ": " + mark(verdict), 0);
  out += line("claim", statement_of(verdict));
  out += line("quote", claim.quote.empty() ? "" : "\"" + claim.quote + "\"");
  out += line("source", source_of(claim));
  out += line("note", claim.note);
  out += line("verdict", verdict.reason);
  out += line("ratio", numbers_of(verdict));
  out += line("break-even", verdict.break_even);
  out += line("to decide", verdict.measurement);
  out += line("on paper", datasheets_of(verdict));
  out += files(verdict);
  return out + "\n";
}

}  // namespace

std::string claims_text(std::span<const ClaimVerdict> verdicts) {
  std::string out;
  for (const ClaimVerdict& verdict : verdicts) out += entry(verdict);
  return out + wrapped(tally_of(verdicts), 0);
}

}  // namespace steelyard::results
