#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/statistics/interval.hpp"
#include "results/chips/catalogue.hpp"
#include "results/chips/yaml_file.hpp"

/// What chips and energy cost, as the user's price file has it. docs/prices.md is the manual for
/// people, with the grammar.
namespace steelyard::results {

/// A figure and where it comes from. Its range is what the source gives; without one, a point.
struct PricedFigure {
  Interval value;
  std::string source;
  std::string date;  ///< as written
  std::string note;
};

/// Of the energy that the chips take.
struct EnergyPrice {
  PricedFigure per_kwh;
  PricedFigure pue;  ///< power of the site / power of the machines; at least 1
};

/// Either rent or a purchase. Of one chip.
struct ChipPrice {
  std::string chip_id;                   ///< of the catalogue, or ""
  std::string label;                     ///< else what rankings call the chip, in full
  std::optional<PricedFigure> per_hour;  ///< rent; energy and host are in it
  std::optional<PricedFigure> purchase;
  std::optional<PricedFigure> host_share;      ///< of server, network and building, for one chip
  std::optional<PricedFigure> lifetime_years;  ///< there with `purchase`
  std::optional<PricedFigure> utilisation;     ///< share of all hours at work; absent: 1
};

struct PriceFile {
  std::string file;
  std::string currency;  ///< "USD": three capital letters
  std::string date;      ///< at which the file was put together, as written
  std::optional<EnergyPrice> energy;
  std::vector<ChipPrice> chips;  ///< each chip once
};

/// Throws DataError that names file, line and column: what yaml_file.hpp refuses, an unknown key, a
/// figure without a source, a number out of range, a chip twice, or one that the catalogue lacks.
PriceFile load_prices(const std::filesystem::path& file, const Catalogue& catalogue);

/// The same of text that was read already; `origin` becomes `file`.
PriceFile parse_prices(const YamlNode& root, const std::string& origin, const Catalogue& catalogue);

/// The price of a chip by its catalogue id if it has one, else by its label; null if there is none.
const ChipPrice* find_price(const PriceFile& prices, const std::string& chip_id,
                            const std::string& label);

}  // namespace steelyard::results
