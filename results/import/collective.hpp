#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "results/import/reading.hpp"

/// Collectives as other tools print them, in this program's words.
namespace steelyard::results::import {

/// Definitions are those of docs/metrics.md. The benchmarks of MPI print the part of one rank
/// where S is the whole: `parts` says so.
struct Collective {
  std::string_view name;
  double (*busbw_factor)(int ranks);  ///< 0 for one rank
  bool reduces = false;               ///< has an operation
  bool parts = false;                 ///< S is ranks x the size that OSU and IMB print
};

/// By this program's name; null if there is none.
const Collective* find_collective(std::string_view name);

/// One result.
struct CollectiveResult {
  const Collective* collective = nullptr;
  std::string dtype;  ///< canonical, see dtype_word(); "": not said
  std::string op;     ///< "sum"; only where the collective reduces
  double bytes = 0;   ///< S
  int ranks = 0;
  bool in_place = false;
  bool blocking = false;  ///< each call is waited for; else back to back
  std::int64_t root = 0;
};

/// Name, group and work model; method, path and verification are the caller's.
/// `allreduce:dtype=f32,bytes=1024,op=sum,ranks=8`, and where it differs from what this program
/// measures `,place=in`, `,mode=blocking`, `,root=3`.
CaseDraft collective_draft(const CollectiveResult& result, std::string_view tool);

/// The canonical name of an element type: "float", "MPI_FLOAT", "torch.float32" -> "f32". What has
/// none stays as it is, as far as it can stand in a name.
std::string dtype_word(std::string_view foreign);

}  // namespace steelyard::results::import
