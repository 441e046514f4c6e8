#include "harness/app/conformance_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/app/version.hpp"
#include "harness/core/plain.hpp"

namespace steelyard::app {
namespace {

using device::conformance::Outcome;
using device::conformance::Rung;
using device::conformance::Step;

constexpr const char* red = "\x1b[31m";
constexpr const char* plain_again = "\x1b[0m";

nlohmann::json describe(const Rung& rung) {
  return {{"number", rung.number}, {"id", rung.id}, {"group", rung.group()}, {"title", rung.title}};
}

std::string dump(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

/// Of the device that is climbed on; null if it could not be looked at.
const sy_properties* first_device(const device::BackendListing& backend) {
  const auto opened = std::ranges::find(backend.seen, "", &device::ExaminedDevice::sentence);
  return opened == backend.seen.end() ? nullptr : &opened->properties;
}

nlohmann::json describe(const device::BackendListing& backend) {
  nlohmann::json entry{{"name", backend.name},
                       {"version", backend.version},
                       {"description", backend.description},
                       {"file", backend.file.string()},
                       {"devices", backend.devices}};
  if (const sy_properties* const device = first_device(backend)) {
    entry["device"] = {{"name", device->name},
                       {"vendor", device->vendor},
                       {"chip", device->chip_id},
                       {"driver", device->driver},
                       {"firmware", device->firmware},
                       {"runtime", device->runtime},
                       {"libraries", device->libraries},
                       {"emulated", device->emulated != 0},
                       {"modelled", device->modelled != 0}};
  }
  return entry;
}

const Step* first_failure(const ClimbRecord& climb) {
  const auto failed = std::ranges::find_if(
      climb.steps, [](const Step& step) { return step.verdict.outcome == Outcome::failed; });
  return failed == climb.steps.end() ? nullptr : &*failed;
}

}  // namespace

int count(const ClimbRecord& climb, Outcome outcome) {
  return static_cast<int>(std::ranges::count_if(
      climb.steps, [&](const Step& step) { return step.verdict.outcome == outcome; }));
}

int stands_on(const ClimbRecord& climb) {
  int stand = 0;
  for (const Step& step : climb.steps) {
    if (step.verdict.outcome == Outcome::failed) break;
    stand = step.rung.number;
  }
  return stand;
}

std::string ladder_text(std::span<const Rung> rungs) {
  std::string text;
  for (const Rung& rung : rungs) {
    text += fmt::format("{:3}  {:<27} {}\n", rung.number, rung.id, rung.title);
  }
  return text;
}

std::string ladder_json(std::span<const Rung> rungs) {
  nlohmann::json list = nlohmann::json::array();
  for (const Rung& rung : rungs) list.push_back(describe(rung));
  return dump({{"format", "steelyard-ladder"}, {"version", 1}, {"rungs", list}});
}

std::string heading(const device::BackendListing& backend) {
  std::string text = fmt::format("Backend {} {}", backend.name, backend.version);
  if (const sy_properties* const device = first_device(backend)) {
    text += fmt::format(", {}{}{}", device->name, device->emulated != 0 ? " (emulated)" : "",
                        device->modelled != 0 ? " (modelled)" : "");
  }
  return plain(fmt::format("{}, {} device{}", text, backend.devices,
                           backend.devices == 1 ? "" : "s")) +
         "\n";
}

std::string step_text(const Step& step, bool color) {
  const bool failed = step.verdict.outcome == Outcome::failed;
  const std::string outcome = failed ? "FAILED" : std::string(name(step.verdict.outcome));
  std::string text =
      fmt::format("{:3}  {}{:<11}{}  {:<27} {}\n", step.rung.number, failed && color ? red : "",
                  outcome, failed && color ? plain_again : "", step.rung.id, step.rung.title);
  if (!step.verdict.sentence.empty()) {
    text += fmt::format("                  {}\n", plain(step.verdict.sentence));
  }
  return text;
}

std::string summary_text(const ClimbRecord& climb) {
  std::string text =
      fmt::format("passed {}, failed {}, not offered {}", count(climb, Outcome::passed),
                  count(climb, Outcome::failed), count(climb, Outcome::not_offered));
  const Step* const failure = first_failure(climb);
  if (climb.whole) {
    text += fmt::format("; stands on rung {} of {}", stands_on(climb),
                        device::conformance::ladder().size());
  }
  text += "\n";
  if (failure == nullptr) return text;
  return text + fmt::format(
                    "Read next: '{}' in docs/vendor-guide.md. Once mended: steelyard conformance "
                    "--backend {} --rung {}\n",
                    failure->rung.group(), climb.backend.name, failure->rung.id);
}

std::string climb_json(const ClimbRecord& climb) {
  nlohmann::json rungs = nlohmann::json::array();
  for (const Step& step : climb.steps) {
    nlohmann::json entry = describe(step.rung);
    entry["outcome"] = name(step.verdict.outcome);
    entry["sentence"] = step.verdict.sentence;
    entry["seconds"] = step.seconds;
    rungs.push_back(std::move(entry));
  }
  return dump({{"format", "steelyard-conformance"},
               {"version", 1},
               {"tool_version", version},
               {"started_utc", climb.started_utc},
               {"backend", describe(climb.backend)},
               {"whole", climb.whole},
               {"passed", count(climb, Outcome::passed)},
               {"failed", count(climb, Outcome::failed)},
               {"not_offered", count(climb, Outcome::not_offered)},
               {"stands_on", stands_on(climb)},
               {"rungs", rungs}});
}

}  // namespace steelyard::app
