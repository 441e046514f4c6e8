#include "harness/backends/fake/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <map>

#include "harness/core/suggestion.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw kit::Failure(SY_INVALID_ARGUMENT, "STEELYARD_FAKE: " + sentence);
}

/// A number of `text`, within [low, high]; `1e12` is a whole number too.
double number(std::string_view key, std::string_view text, double low, double high) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    refuse(fmt::format("{} must be a number from {:g} to {:g}, not '{}'.", key, low, high, text));
  }
  return value;
}

template <class Integer>
Integer whole(std::string_view key, std::string_view text, double low, double high) {
  const double value = number(key, text, low, high);
  if (value != std::floor(value)) refuse(fmt::format("{} must be a whole number.", key));
  return static_cast<Integer>(value);
}

Call call_of(std::string_view text) {
  const auto found = std::ranges::find(call_names(), text);
  if (found != call_names().end()) {
    return static_cast<Call>(std::distance(call_names().begin(), found));
  }
  const std::vector<std::string> valid(call_names().begin(), call_names().end());
  refuse(unknown_name("call", text, valid));
}

bool returns_an_error(Fault::Kind kind) {
  return kind == Fault::Kind::fail || kind == Fault::Kind::out_of_memory ||
         kind == Fault::Kind::lost || kind == Fault::Kind::throws;
}

/// "CALL" or "CALL@N".
Fault fault_of(Fault::Kind kind, std::string_view key, std::string_view text) {
  const std::size_t at = text.find('@');
  Fault fault{kind, call_of(text.substr(0, at)), 0, 0};
  if (at != std::string_view::npos) {
    fault.number = whole<std::uint64_t>(key, text.substr(at + 1), 1, 1e15);
  }
  if (kind == Fault::Kind::wrong && !leaves_a_result(fault.call)) {
    refuse(fmt::format("the call {} leaves no result that could be wrong.", name(fault.call)));
  }
  if (returns_an_error(kind) && !can_fail(fault.call)) {
    refuse(fmt::format("the call {} cannot return an error.", name(fault.call)));
  }
  return fault;
}

/// "CALL:SECONDS" or "CALL@N:SECONDS".
Fault slow_call_of(std::string_view key, std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    refuse(fmt::format("{}={} lacks the seconds that the call takes: {}=CALL@N:SECONDS.", key, text,
                       key));
  }
  Fault fault = fault_of(Fault::Kind::slow, key, text.substr(0, colon));
  fault.seconds = number(key, text.substr(colon + 1), 0, 3600);
  return fault;
}

/// What is read besides the script itself.
struct Reading {
  Script script;
  int only_rank = -1;  ///< the rank that has the faults; -1: every rank
};

using Setter = std::function<void(Reading&, std::string_view key, std::string_view value)>;

Setter set_number(double Script::*member, double low, double high) {
  return [=](Reading& reading, std::string_view key, std::string_view value) {
    reading.script.*member = number(key, value, low, high);
  };
}

template <class Integer>
Setter set_whole(Integer Script::*member, double low, double high) {
  return [=](Reading& reading, std::string_view key, std::string_view value) {
    reading.script.*member = whole<Integer>(key, value, low, high);
  };
}

Setter set_flag(bool Script::*member) {
  return [=](Reading& reading, std::string_view key, std::string_view value) {
    reading.script.*member = whole<int>(key, value, 0, 1) == 1;
  };
}

Setter add_fault(Fault::Kind kind) {
  return [=](Reading& reading, std::string_view key, std::string_view value) {
    reading.script.faults.push_back(fault_of(kind, key, value));
  };
}

const std::map<std::string, Setter, std::less<>>& setters() {
  static const std::map<std::string, Setter, std::less<>> table{
      {"flops", set_number(&Script::flops, 1, 1e21)},
      {"bandwidth", set_number(&Script::bandwidth, 1, 1e18)},
      {"link", set_number(&Script::link, 1, 1e18)},
      {"latency", set_number(&Script::latency, 0, 3600)},
      {"noise", set_number(&Script::noise, 0, 1)},
      {"drift", set_number(&Script::drift, 0, 1e6)},
      {"slow", set_number(&Script::slow, 0, 0.999)},
      {"lie", set_number(&Script::lie, 0, 1000)},
      {"power", set_number(&Script::power, 0, 1e6)},
      {"memory", set_whole(&Script::memory, 1, 1e15)},
      {"seed", set_whole(&Script::seed, 0, 9e15)},
      {"devices", set_whole(&Script::devices, 1, 1024)},
      {"host_accessible", set_flag(&Script::host_accessible)},
      {"host_clock", set_flag(&Script::host_clock)},
      {"absent", set_flag(&Script::absent)},
      {"collectives", set_flag(&Script::collectives)},
      {"chip", [](Reading& reading, std::string_view,
                  std::string_view value) { reading.script.chip = value; }},
      {"driver", [](Reading& reading, std::string_view,
                    std::string_view value) { reading.script.driver = value; }},
      {"rank", [](Reading& reading, std::string_view key,
                  std::string_view value) { reading.only_rank = whole<int>(key, value, 0, 1e9); }},
      {"fail", add_fault(Fault::Kind::fail)},
      {"oom", add_fault(Fault::Kind::out_of_memory)},
      {"lost", add_fault(Fault::Kind::lost)},
      {"throw", add_fault(Fault::Kind::throws)},
      {"wrong", add_fault(Fault::Kind::wrong)},
      {"slow_call",
       [](Reading& reading, std::string_view key, std::string_view value) {
         reading.script.faults.push_back(slow_call_of(key, value));
       }},
      {"hang", add_fault(Fault::Kind::hang)},
      {"stop", add_fault(Fault::Kind::stop)},
      {"die", add_fault(Fault::Kind::die)},
      {"crash", add_fault(Fault::Kind::crash)},
      {"exit", add_fault(Fault::Kind::exit)},
  };
  return table;
}

void read_entry(Reading& reading, std::string_view entry) {
  const std::size_t equals = entry.find('=');
  if (equals == std::string_view::npos) {
    refuse(fmt::format("'{}' is not of the form KEY=VALUE.", entry));
  }
  const std::string_view key = entry.substr(0, equals);
  const auto setter = setters().find(key);
  if (setter == setters().end()) {
    std::vector<std::string> valid;
    for (const auto& known : setters()) valid.push_back(known.first);
    refuse(unknown_name("key", key, valid));
  }
  setter->second(reading, key, entry.substr(equals + 1));
}

int rank_of_environment() {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
    const char* text = std::getenv(variable);
    if (text == nullptr) continue;
    return whole<int>(variable, text, 0, 1e9);
  }
  return 0;
}

}  // namespace

Script parse_script(std::string_view text, int rank) {
  Reading reading;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    read_entry(reading, text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (reading.only_rank >= 0 && reading.only_rank != rank) {
    reading.script.faults.clear();
    reading.script.slow = 0;
    reading.script.lie = 1;
  }
  return reading.script;
}

Script script_of_environment() {
  const char* text = std::getenv("STEELYARD_FAKE");
  const int rank = rank_of_environment();
  Script script = parse_script(text == nullptr ? "" : text, rank);
  // Ranks of one run are different devices, so their noise differs.
  script.seed += static_cast<std::uint64_t>(rank) << 32;
  return script;
}

}  // namespace steelyard::fake
