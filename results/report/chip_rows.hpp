#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/chips/chip.hpp"

namespace steelyard::results {

/// What one row of the catalogue is worth.
enum class ChipRowKind {
  figure,       ///< taken as true
  statement,    ///< a word with a source
  unpublished,  ///< known not to be published
  estimate,     ///< on record, never used
  conflict,     ///< what one of several sources says
  measurement,  ///< published, of one report
  price,
};
/// "figure", "statement", "not published", "estimate", "conflict", "measurement", "price".
std::string_view name(ChipRowKind kind);

/// One thing that somebody says of a chip, flat, for tables.
struct ChipRow {
  ChipRowKind row = ChipRowKind::figure;
  std::string field;  ///< "dense peak, bf16"; a key of the catalogue for conflicts and estimates
  std::string value;  ///< "148", "HBM3", or "" where nothing is published
  std::string unit;
  std::string kind;  ///< of the source: "press"; or ""
  std::string confidence;
  std::optional<bool> verified;  ///< the source was read for the catalogue
  std::string note;
  std::string source;
};

/// Everything with a source that the catalogue has of `chip`, in the order of the page.
std::vector<ChipRow> chip_rows(const Chip& chip);

}  // namespace steelyard::results
