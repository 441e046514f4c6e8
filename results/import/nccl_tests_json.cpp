#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "harness/core/error.hpp"
#include "results/import/json_fields.hpp"
#include "results/import/json_text.hpp"
#include "results/import/nccl_tests.hpp"
#include "results/import/text_lines.hpp"

namespace steelyard::results::import {
namespace {

using nlohmann::json;

constexpr int most = std::numeric_limits<int>::max();
constexpr double micro = 1e-6;
/// Numbers are written with six decimals.
constexpr double half_of_sixth_decimal = 0.5e-6;

/// What the file says of its processes: it lists the first device of each.
struct Processes {
  int count = 0;
  int ranks_each = 1;
};

/// "/opt/bin/all_reduce_perf" -> "all_reduce".
std::string program_of(const json& root) {
  const json* arguments = member(root, "args");
  if (arguments == nullptr || !arguments->is_array() || arguments->empty()) return "";
  if (!arguments->front().is_string()) return "";
  const auto path = arguments->front().get<std::string>();
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return name.substr(0, name.find("_perf"));
}

Processes read_devices(const json& config, NcclRun& run) {
  Processes processes;
  const json* devices = member(config, "devices");
  if (devices == nullptr || !devices->is_array()) return processes;
  const int threads = count_at(config, "nthreads", most_ranks).value_or(1);
  const int gpus = count_at(config, "ngpus", most_ranks).value_or(1);
  const double ranks = 1.0 * static_cast<double>(devices->size()) * threads * gpus;
  if (ranks > most_ranks || ranks < 1) {
    throw DataError(fmt::format("{:g} ranks cannot be read.", ranks));
  }
  processes.count = static_cast<int>(devices->size());
  processes.ranks_each = threads * gpus;
  run.rank_count = static_cast<int>(ranks);
  for (const json& device : *devices) {
    for (int i = 0; i < processes.ranks_each; ++i) {
      RankInfo rank;
      rank.rank = static_cast<int>(run.ranks.size());
      rank.host = text_at(device, "hostname");
      rank.product = text_at(device, "device_info");
      if (i == 0) rank.pci_bus_id = text_at(device, "device_hex");
      rank.device = fmt::format("gpu:{}", count_at(device, "device", most_ranks).value_or(0) + i);
      run.ranks.push_back(std::move(rank));
    }
  }
  return processes;
}

/// A list of numbers of microseconds from `skipped` on, in seconds; empty if it is not one.
std::vector<double> seconds_in(const json* list, std::size_t skipped) {
  std::vector<double> out;
  if (list == nullptr || !list->is_array()) return out;
  for (std::size_t i = skipped; i < list->size(); ++i) {
    if (!(*list)[i].is_number()) return {};
    out.push_back((*list)[i].get<double>() * micro);
  }
  return out;
}

/// The times of each iteration that -I 1 leaves: one for each process, the slowest of its devices.
void read_iterations(const json& report, const Processes& processes, NcclResult& result) {
  const int skipped = count_at(report, "skipped_iterations", most).value_or(0);
  const auto from = static_cast<std::size_t>(skipped);
  result.seconds = seconds_in(member(report, "times_us"), from);
  if (result.seconds.empty()) return;
  result.warmup_iterations += std::min(skipped, most - result.warmup_iterations);
  const json* lists = member(report, "per_process_max_times_us");
  if (lists == nullptr || !lists->is_array() ||
      static_cast<int>(lists->size()) != processes.count) {
    return;
  }
  std::vector<std::vector<double>> by_process;
  for (const json& list : *lists) {
    by_process.push_back(seconds_in(&list, from));
    if (by_process.back().size() != result.seconds.size()) return;
  }
  const auto each = static_cast<std::size_t>(processes.ranks_each);
  if (result.seconds.size() > most_times / (each * by_process.size())) return;
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    for (const auto& process : by_process) {
      result.seconds_by_rank.insert(result.seconds_by_rank.end(), each, process[i]);
    }
  }
}

Verification verification_of(const json& body) {
  Verification seen;
  const auto wrong = number_at(body, "nwrong");
  if (!wrong) {
    seen.evidence = "the tool's own check was off";
    return seen;
  }
  seen.method = "nccl-tests' own comparison of every element";
  seen.state = *wrong > 0 ? VerificationState::failed : VerificationState::verified;
  if (*wrong > 0) seen.evidence = fmt::format("{:g} elements are wrong, nccl-tests says", *wrong);
  return seen;
}

/// One placement of one entry of `results`; nothing if numbers are missing.
std::optional<NcclResult> read_result(const json& entry, const json& body) {
  NcclResult result;
  result.cpu_time = member(body, "cpu_time") != nullptr;
  const auto time = number_at(body, result.cpu_time ? "cpu_time" : "time");
  const auto algbw = number_at(body, "alg_bw");
  const auto busbw = number_at(body, "bus_bw");
  const auto bytes = number_at(entry, "size");
  constexpr double most_bytes = 9007199254740992;  // 2^53
  if (!time || !algbw || !busbw || !bytes || *bytes < 0 || *bytes > most_bytes) {
    return std::nullopt;
  }
  result.bytes = *bytes;
  result.type = text_at(entry, "type");
  result.op = text_at(entry, "redop");
  const json* root = member(entry, "root");
  if (root != nullptr && root->is_string()) {
    result.root = whole_number(trimmed(root->get_ref<const std::string&>())).value_or(-1);
  }
  result.microseconds = {*time, half_of_sixth_decimal};
  result.algbw = {*algbw, half_of_sixth_decimal};
  result.busbw = {*busbw, half_of_sixth_decimal};
  result.verification = verification_of(body);
  return result;
}

void read_entry(const json& entry, const Processes& processes, int warmup, NcclRun& run,
                Reading& reading) {
  for (const bool in_place : {false, true}) {
    const json* body = member(entry, in_place ? "in_place" : "out_of_place");
    if (body == nullptr || body->is_null()) continue;
    auto result = read_result(entry, *body);
    if (!result) {
      reading.leave_out("a result without size, time, alg_bw or bus_bw", 0);
      continue;
    }
    result->in_place = in_place;
    result->warmup_iterations = warmup;
    const json* report = member(entry, in_place ? "in_place_per_iter" : "out_of_place_per_iter");
    if (report != nullptr) read_iterations(*report, processes, *result);
    run.results.push_back(std::move(*result));
  }
}

}  // namespace

bool is_nccl_json(std::string_view text) {
  return trimmed(text.substr(0, longest_line)).starts_with('{') &&
         contains(text, "\"nccl_version\"") && contains(text, "\"results\"");
}

Reading read_nccl_json(std::string_view text, const Hints& hints) {
  const json root = parse_json(text);
  const json none = json::object();
  const json* config = member(root, "config");
  if (config == nullptr) config = &none;
  Reading reading;
  reading.tool = "nccl-tests";
  if (const auto version = count_at(root, "nccl_version", most)) {
    reading.software["NCCL"] = std::to_string(*version);
  }
  if (const auto started = text_at(root, "start_time"); !started.empty()) {
    reading.software["measured"] = started;
  }
  NcclRun run;
  run.collective = program_of(root);
  run.blocking = is_true_at(*config, "blocking_collectives");
  if (count_at(*config, "graph", most).value_or(0) > 0) run.settings.emplace_back("graph");
  const int aggregated = count_at(*config, "aggregated_iterations", most).value_or(1);
  if (aggregated != 1) run.settings.push_back(fmt::format("aggregated {}", aggregated));
  const Processes processes = read_devices(*config, run);
  const int warmup = count_at(*config, "warmup_iters", most).value_or(0);
  const json* results = member(root, "results");
  if (results == nullptr || !results->is_array()) throw DataError("it has no list of results.");
  for (const json& entry : *results) read_entry(entry, processes, warmup, run, reading);
  add_nccl_run(reading, run, hints);
  return reading;
}

}  // namespace steelyard::results::import
