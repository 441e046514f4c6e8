#include "results/report/gate/gate_github.hpp"

#include <fmt/format.h>

#include <array>

#include "harness/core/plain.hpp"
#include "results/report/gate/gate_markdown.hpp"
#include "results/report/gate/gate_text.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t largest_summary_bytes = 1024UL * 1024;

/// What a command says, in GitHub's escapes. %, CR and LF end or spoil a command.
std::string command_data(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out;
}

/// The value of a command's property: there a colon and a comma mean something too.
std::string command_property(std::string_view text) {
  std::string out;
  for (const char c : command_data(text)) {
    if (c == ':') {
      out += "%3A";
    } else if (c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string command(std::string_view level, const GatedCase& gated) {
  std::string said = plain(gated.name) + "\n" + gate_numbers(gated);
  if (!gated.reason.empty()) said += "\n" + plain(gated.reason);
  const std::string title =
      fmt::format("steelyard: {}: {}", name(gated.verdict), plain(gated.name));
  return fmt::format("::{} title={}::{}\n", level, command_property(title), command_data(said));
}

}  // namespace

std::string github_commands(const GateResult& result) {
  constexpr std::array told{GateVerdict::regressed, GateVerdict::failed, GateVerdict::missing,
                            GateVerdict::inconclusive};
  std::string out;
  for (const GateVerdict verdict : told) {
    const char* level = verdict == GateVerdict::inconclusive ? "warning" : "error";
    for (const GatedCase* each : cases_with(result, verdict)) out += command(level, *each);
  }
  return out;
}

std::string without_commands(std::string_view text, std::string_view token) {
  return fmt::format("::stop-commands::{0}\n{1}\n::{0}::\n", token, text);
}

std::string github_summary(const GateResult& result, bool all) {
  std::string out = gate_markdown(result, all);
  if (out.size() < largest_summary_bytes) return out;
  return fmt::format("**{}**\n\nThe whole list is too long for this page; see the job's log.\n",
                     gate_headline(result));
}

}  // namespace steelyard::results
