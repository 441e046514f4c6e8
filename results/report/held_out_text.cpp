#include "results/report/held_out_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "harness/core/plain.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

struct Scale {
  double unit = 1;
  std::string_view name;
};

std::string table(const std::string& title, const std::vector<HeldOutRow>& rows, const Scale& scale,
                  std::vector<std::string>& sources) {
  std::string out = fmt::format(
      "{}\n\n| chip | | predicted, {} | published | error | efficiency | confidence | source "
      "|\n|---|---|---|---|---|---|---|---|\n",
      title, scale.name);
  std::vector<double> errors;
  for (const HeldOutRow& row : rows) {
    sources.push_back(row.source);
    errors.push_back(std::abs(row.error()));
    out +=
        fmt::format("| {} | {} | {:.1f} | {:.1f} | {:+.1f} % | {} | {} | [{}] |\n", plain(row.chip),
                    plain(row.what), row.predicted / scale.unit, row.published / scale.unit,
                    100 * row.error(), plain(row.basis), name(row.confidence), sources.size());
  }
  if (errors.empty()) return out + "\nNothing was published.\n";
  return out + fmt::format("\n{} rows; error: median {:.1f} %, largest {:.1f} %.\n", rows.size(),
                           100 * median(errors),
                           100 * *std::max_element(errors.begin(), errors.end()));
}

}  // namespace

std::string held_out_text(const HeldOut& held_out) {
  std::vector<std::string> sources;
  std::string out = table("Dense multiplication 8192 x 8192 x 8192, 16 bits:", held_out.gemm,
                          {1e12, "TFLOP/s"}, sources);
  out += "\n" + table("All-reduce of 16 GiB over 8 chips, bus bandwidth:", held_out.all_reduce,
                      {1e9, "GB/s"}, sources);
  out += "\nSources:\n\n";
  for (std::size_t i = 0; i < sources.size(); ++i) {
    out += fmt::format("- [{}] {}\n", i + 1, plain(sources[i]));
  }
  return out;
}

}  // namespace steelyard::results
