#pragma once

#include <string>
#include <string_view>

/// What GitHub Actions reads: workflow commands in a job's log, and the summary of a step.
namespace steelyard::results {

/// "::LEVEL title=TITLE::MESSAGE\n", an annotation. `level` is error, warning or notice. Text may
/// come from anybody: it stays on the line of its command, and control characters but the line
/// feeds of `message` must have been escaped by plain().
std::string workflow_command(std::string_view level, std::string_view title,
                             std::string_view message);

/// `text` between `::stop-commands::TOKEN` and `::TOKEN::`, so that nothing in it, such as a name
/// from a run file, is obeyed as a command. `token` must be unknown to whoever wrote the text.
std::string without_commands(std::string_view text, std::string_view token);

/// `markdown` for the summary of a step; of one larger than GitHub takes (1 MiB), `headline` alone.
std::string step_summary(const std::string& markdown, std::string_view headline);

}  // namespace steelyard::results
