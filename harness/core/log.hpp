#pragma once

#include <string_view>

namespace steelyard {

/// Messages for a person on standard error, one line each, "steelyard: warning: ...". Results and
/// tables go to standard output and never through here. Thread-safe; never blocks on a lock that
/// a measuring thread holds, since nothing logs inside a timed region.
enum class LogLevel { debug, info, warning, error, silent };

/// What is printed from now on; `info` at start. Call before other threads exist.
void set_log_level(LogLevel level);
/// While somebody draws a live line on the terminal: messages take its place, instead of being
/// appended to it. Any thread.
void set_log_over_live_line(bool over);
void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

}  // namespace steelyard
