#include "results/report/metric_words.hpp"

#include <fmt/format.h>

namespace steelyard::results {

std::string by_metric(const Metric& metric) {
  return is_time(metric) ? "" : fmt::format(", by {}", metric.name);
}

std::string metric_prefix(const Metric& metric, char separator) {
  return is_time(metric) ? "" : fmt::format("{}{}", metric.name, separator);
}

}  // namespace steelyard::results
