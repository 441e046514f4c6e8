#include "results/report/metric_json.hpp"

#include <nlohmann/json.hpp>

namespace steelyard::results {

nlohmann::ordered_json metric_json(const Metric& metric) {
  return {{"name", metric.name},
          {"unit", metric.unit},
          {"what", metric.what},
          {"worse", metric.worse},
          {"better", metric.better}};
}

}  // namespace steelyard::results
