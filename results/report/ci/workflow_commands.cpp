#include "results/report/ci/workflow_commands.hpp"

#include <fmt/format.h>

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

}  // namespace

std::string workflow_command(std::string_view level, std::string_view title,
                             std::string_view message) {
  return fmt::format("::{} title={}::{}\n", level, command_property(title), command_data(message));
}

std::string without_commands(std::string_view text, std::string_view token) {
  return fmt::format("::stop-commands::{0}\n{1}\n::{0}::\n", token, text);
}

std::string step_summary(const std::string& markdown, std::string_view headline) {
  if (markdown.size() < largest_summary_bytes) return markdown;
  return fmt::format("**{}**\n\nThe whole list is too long for this page; see the job's log.\n",
                     headline);
}

}  // namespace steelyard::results
