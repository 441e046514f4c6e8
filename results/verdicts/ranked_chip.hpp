#pragma once

#include <string>

#include "harness/core/record.hpp"
#include "results/chips/catalogue.hpp"
#include "results/verdicts/ranking.hpp"
#include "results/verdicts/summarised_run.hpp"

namespace steelyard::results {

/// Which chip of the catalogue a run was made on.
struct ChipOfRun {
  const Chip* chip = nullptr;  ///< of the catalogue given; null if unknown or mixed
  std::string label;           ///< for people
  std::string note;            ///< why there is no chip, or what to doubt; or ""
};

/// By the chip that the run names (`--chip`), else by the chip id its devices report, else by their
/// product name; only whole names count. Devices of several chips are none of them.
ChipOfRun chip_of_run(const RunInfo& info, const Catalogue& catalogue);

/// What is said of one file.
RankedRun describe_file(const SummarisedRun& run);

/// What all runs of a row agree in, without the runs themselves.
RankedChip describe_chip(const SummarisedRun& run, const ChipOfRun& chip);

}  // namespace steelyard::results
