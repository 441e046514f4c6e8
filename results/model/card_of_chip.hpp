#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/model/model_card.hpp"
#include "results/chips/catalogue.hpp"
#include "results/model/efficiency.hpp"

/// Model cards from the catalogue.
namespace steelyard::results {

/// A figure that a user gives: "bf16=120".
struct UserFigure {
  std::string name;
  double value = 0;
};

/// "NAME=VALUE". Names: a dtype, or fp64, fp32, fp8 (TFLOP/s or TOP/s, dense, one chip), memory
/// (GiB), bandwidth (of memory, GB/s), link (GB/s, both ways together), nic (Gbit/s), efficiency
/// (of multiplications, 0 to 1). Throws UsageError for another name, naming the nearest, and for a
/// value that cannot be.
UserFigure parse_user_figure(const std::string& text);

struct CardOptions {
  int devices = 0;  ///< 0: default_devices()
  std::vector<UserFigure> figures;
  Evidence evidence = Evidence::all;
};

/// The whole system where the row describes one, else 8: the common server.
int default_devices(const Chip& chip);

/// Whether any dense peak that some dtype of this program uses is published.
bool has_peak(const Chip& chip);

/// The card for a run of so many devices. Figures of a system are divided by its chips, which the
/// card's note says. Throws UsageError for a chip without any peak, naming what to give.
ModelCard card_of_chip(const Catalogue& catalogue, const Chip& chip, const CardOptions& options);

}  // namespace steelyard::results
