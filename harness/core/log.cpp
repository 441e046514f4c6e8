#include "harness/core/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <memory>
#include <string>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

constexpr const char* plain_pattern = "steelyard: %l: %v";
/// Wipes the line that the cursor stands in before.
constexpr const char* wiping_pattern = "\r\x1b[Ksteelyard: %l: %v";

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_unique<spdlog::logger>("steelyard",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(plain_pattern);
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::silent:
      return spdlog::level::off;
  }
  assertion_failed("the level is an enumerator");
}

void log(LogLevel level, std::string_view message) {
  // Messages may quote names from files; a line break or an escape sequence in one must not draw
  // on the terminal or pass for a line of its own.
  std::string line(message);
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  logger().log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void set_log_over_live_line(bool over) {
  logger().set_pattern(over ? wiping_pattern : plain_pattern);
}
void set_log_level(LogLevel level) { logger().set_level(spdlog_level(level)); }
void log_debug(std::string_view message) { log(LogLevel::debug, message); }
void log_info(std::string_view message) { log(LogLevel::info, message); }
void log_warning(std::string_view message) { log(LogLevel::warning, message); }
void log_error(std::string_view message) { log(LogLevel::error, message); }

}  // namespace steelyard
