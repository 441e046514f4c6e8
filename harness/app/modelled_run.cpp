#include "harness/app/modelled_run.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <vector>

#include "harness/app/process_end.hpp"
#include "harness/app/resources.hpp"
#include "harness/app/run_on_ranks.hpp"
#include "harness/app/run_options.hpp"
#include "harness/app/run_setup.hpp"
#include "harness/comm/launch_hint.hpp"
#include "harness/comm/mirrored_communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/watchdog.hpp"
#include "results/model/card_of_chip.hpp"

namespace steelyard::app {
namespace {

constexpr int most_devices = 4096;

int devices_of(const Arguments& arguments) {
  if (arguments.count("devices") == 0) return 0;
  const int devices = arguments["devices"].as<int>();
  if (devices < 1 || devices > most_devices) {
    throw UsageError(fmt::format("--devices {} is not from 1 to {}", devices, most_devices));
  }
  return devices;
}

ModelCard card_of(const Arguments& arguments) {
  const auto catalogue = results::Catalogue::load(chips_folder());
  results::CardOptions options;
  options.devices = devices_of(arguments);
  if (arguments.count("figure") > 0) {
    for (const auto& text : arguments["figure"].as<std::vector<std::string>>()) {
      options.figures.push_back(results::parse_user_figure(text));
    }
  }
  return results::card_of_chip(catalogue, catalogue.find(arguments["chip"].as<std::string>()),
                               options);
}

/// Every figure of the card, so that the file tells what its numbers were made from.
std::map<std::string, std::string> facts_of(const ModelCard& card) {
  std::map<std::string, std::string> facts;
  for (const auto& [name, figure] : card.figures) {
    facts["model: " + name] =
        fmt::format("{:g} {}; {}: {}", figure.value, figure.unit, figure.origin, figure.source);
  }
  facts["model: links"] = fmt::format("{} of {}", steelyard::name(card.topology), card.joined);
  if (!card.note.empty()) facts["model: note"] = card.note;
  return facts;
}

/// A device that always takes the same time shows nothing new in a second round.
RunRequest request_of_model(const Arguments& arguments, const ModelCard& card) {
  RunRequest request = request_of(arguments);
  request.chip = card.chip;
  request.facts = facts_of(card);
  if (arguments.count("rounds") == 0) request.suite.rounds = 1;
  return request;
}

}  // namespace

bool asks_for_model(const Arguments& arguments) {
  return arguments["backend"].as<std::string>() == "model";
}

void check_model_options(const Arguments& arguments) {
  if (!asks_for_model(arguments)) {
    for (const char* option : {"devices", "figure"}) {
      if (arguments.count(option) == 0) continue;
      throw UsageError(fmt::format("--{} is for --backend model alone", option));
    }
    return;
  }
  if (arguments.count("resume") > 0) {
    throw UsageError("a modelled run takes seconds; run it again instead of --resume");
  }
  if (arguments.count("chip") == 0) {
    throw UsageError("say with --chip which chip to model; `steelyard chips` lists them");
  }
  devices_of(arguments);
}

ExitCode run_modelled(const Arguments& arguments, const std::string& command_line) {
  const comm::LaunchHint hint = comm::launch_hint();
  if (hint.world_size > 1) {
    throw UsageError(
        fmt::format("a modelled run is one process that stands for all devices; start it without "
                    "{}, and say how many with --devices",
                    hint.launcher));
  }
  const ModelCard card = card_of(arguments);
  ::setenv(model_card_variable, to_text(card).c_str(), 1);
  RunRequest request = request_of_model(arguments, card);
  comm::MirroredCommunicator control(card.devices);
  comm::MirroredCommunicator measured(card.devices);
  run::Watchdog watchdog({.label = fmt::format("rank 0 ({})", host_name()),
                          .step_timeout_seconds = positive(arguments, "case-timeout", 0),
                          .signals = true,
                          .end = end_process,
                          .end_within = end_process_within});
  try {
    return run_on_ranks(control, measured, watchdog, arguments, std::move(request), command_line);
  } catch (const run::Ended& error) {
    log_error(error.what());
    return error.exit_code();
  }
}

}  // namespace steelyard::app
