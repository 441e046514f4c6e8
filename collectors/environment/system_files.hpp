#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

/// Small text files of /proc and /sys. Every reader takes the root they stand under ("/" on a real
/// machine), answers nothing where a file is missing or empty, and never throws for what it finds.
namespace steelyard::collectors {

/// Short names with text values, as kept in NodeInfo::facts.
using Facts = std::map<std::string, std::string>;

/// The whole text, at most 4 MiB of it.
std::optional<std::string> read_text(const std::filesystem::path& file);

/// The first line, without blanks around it.
std::optional<std::string> read_line(const std::filesystem::path& file);

/// The value of the first line "KEY : VALUE" or "KEY=VALUE" of a text, without blanks or quotes.
std::optional<std::string> value_in(const std::string& text, const std::string& key);

/// A whole number >= 0 and nothing else.
std::optional<std::uint64_t> whole_number(const std::string& text);

/// facts[name] = value, if there is one.
void note(Facts& facts, const std::string& name, const std::optional<std::string>& value);

}  // namespace steelyard::collectors
