#include "results/import/format.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "results/import/google_benchmark.hpp"
#include "results/import/imb.hpp"
#include "results/import/mamf_finder.hpp"
#include "results/import/nccl_tests.hpp"
#include "results/import/osu.hpp"

namespace steelyard::results::import {
namespace {

constexpr std::array<Format, 6> table{{
    {"nccl-tests-json", "nccl-tests, the file that -J writes", is_nccl_json, read_nccl_json},
    {"google-benchmark", "google/benchmark, --benchmark_format=json", is_google_benchmark,
     read_google_benchmark},
    {"nccl-tests", "nccl-tests and rccl-tests, text", is_nccl_text, read_nccl_text},
    {"osu", "OSU micro-benchmarks, text", is_osu, read_osu},
    {"imb", "Intel MPI Benchmarks, IMB-MPI1, text", is_imb, read_imb},
    {"mamf-finder", "mamf-finder of ml-engineering, text", is_mamf_finder, read_mamf_finder},
}};

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const Format& format : table) out.emplace_back(format.name);
  return out;
}

}  // namespace

std::span<const Format> formats() { return table; }

const Format& find_format(std::string_view name) {
  for (const Format& format : table) {
    if (format.name == name) return format;
  }
  throw UsageError(unknown_name("format", name, names()));
}

const Format& recognise(std::string_view text) {
  for (const Format& format : table) {
    if (format.recognises(text)) return format;
  }
  throw DataError(fmt::format(
      "this is none of the formats that are read ({}); if it is one, name it with --from.",
      fmt::join(names(), ", ")));
}

}  // namespace steelyard::results::import
