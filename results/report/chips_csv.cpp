#include "results/report/chip_rows.hpp"
#include "results/report/chips_text.hpp"
#include "results/report/csv.hpp"

namespace steelyard::results {
namespace {

const std::string titles = csv_line(
    {"chip", "row", "field", "value", "unit", "kind", "confidence", "verified", "note", "source"});

std::string lines(const Chip& chip) {
  std::string out;
  for (const ChipRow& row : chip_rows(chip)) {
    const std::string verified = row.verified ? (*row.verified ? "true" : "false") : "";
    out += csv_line({csv_cell(chip.id), std::string(name(row.row)), csv_cell(row.field),
                     csv_cell(row.value), csv_cell(row.unit), row.kind, row.confidence, verified,
                     csv_cell(row.note), csv_cell(row.source)});
  }
  return out;
}

}  // namespace

std::string chips_csv(const Catalogue& catalogue) {
  std::string out = titles;
  for (const Chip& chip : catalogue.chips()) out += lines(chip);
  return out;
}

std::string chip_csv(const Chip& chip) { return titles + lines(chip); }

}  // namespace steelyard::results
