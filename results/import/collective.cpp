#include "results/import/collective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace steelyard::results::import {
namespace {

double reduced_everywhere(int n) { return 2.0 * (n - 1) / n; }
double all_but_own_part(int n) { return 1.0 * (n - 1) / n; }
double once(int n) { return n > 1 ? 1 : 0; }

constexpr std::array<Collective, 10> collectives{{
    {"allreduce", reduced_everywhere, true, false},
    {"reduce_scatter", all_but_own_part, true, false},
    {"allgather", all_but_own_part, false, true},
    {"alltoall", all_but_own_part, false, true},
    {"gather", all_but_own_part, false, true},
    {"scatter", all_but_own_part, false, true},
    {"broadcast", once, false, false},
    {"reduce", once, true, false},
    {"sendrecv", once, false, false},
    {"pingpong", once, false, false},
}};

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 27> dtypes{{
    {"double", "f64"},
    {"float", "f32"},
    {"half", "fp16"},
    {"bfloat16", "bf16"},
    {"char", "int8"},
    {"int", "int32"},
    {"f8e4m3", "fp8_e4m3"},
    {"f8e5m2", "fp8_e5m2"},
    {"fp8_e4m3", "fp8_e4m3"},
    {"fp8_e5m2", "fp8_e5m2"},
    {"MPI_DOUBLE", "f64"},
    {"MPI_FLOAT", "f32"},
    {"MPI_INT", "int32"},
    {"MPI_CHAR", "int8"},
    {"MPI_SIGNED_CHAR", "int8"},
    {"MPI_BYTE", "uint8"},
    {"MPI_INT32_T", "int32"},
    {"MPI_LONG", "int64"},
    {"torch.float64", "f64"},
    {"torch.float32", "f32"},
    {"torch.float16", "fp16"},
    {"torch.bfloat16", "bf16"},
    {"torch.int8", "int8"},
    {"torch.float8_e4m3fn", "fp8_e4m3"},
    {"torch.float8_e5m2", "fp8_e5m2"},
    {"torch.float8_e4m3fnuz", "fp8_e4m3_fnuz"},
    {"torch.float8_e5m2fnuz", "fp8_e5m2_fnuz"},
}};

}  // namespace

const Collective* find_collective(std::string_view name) {
  const auto* found = std::find_if(collectives.begin(), collectives.end(),
                                   [&](const Collective& each) { return each.name == name; });
  return found == collectives.end() ? nullptr : found;
}

CaseDraft collective_draft(const CollectiveResult& result, std::string_view tool) {
  const Collective& collective = *result.collective;
  CaseDraft draft;
  draft.spec.workload = collective.name;
  if (!result.dtype.empty()) draft.spec.set("dtype", result.dtype);
  draft.spec.set("bytes", fmt::format("{:.0f}", result.bytes));
  if (collective.reduces) draft.spec.set("op", name_value(result.op));
  draft.spec.set("ranks", std::to_string(result.ranks));
  if (result.in_place) draft.spec.set("place", "in");
  if (result.blocking) draft.spec.set("mode", "blocking");
  if (result.root > 0) draft.spec.set("root", std::to_string(result.root));
  draft.group = fmt::format("{}{}, {}", collective.name, result.in_place ? " in place" : "", tool);
  draft.timing = result.blocking ? "blocking" : "pipelined";
  draft.ranks = result.ranks;
  draft.work.message_bytes = result.bytes;
  draft.work.busbw_factor = collective.busbw_factor(result.ranks);
  return draft;
}

std::string dtype_word(std::string_view foreign) {
  const auto* found = std::find_if(dtypes.begin(), dtypes.end(),
                                   [&](const Pair& each) { return each.first == foreign; });
  return found == dtypes.end() ? name_value(foreign) : std::string(found->second);
}

}  // namespace steelyard::results::import
