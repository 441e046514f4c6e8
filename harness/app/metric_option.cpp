#include "harness/app/metric_option.hpp"

#include <string>

namespace steelyard::app {

namespace po = boost::program_options;

void describe_metric(Options& options) {
  options.named.add_options()(
      "metric", po::value<std::string>()->default_value("time")->value_name("NAME"),
      "what is looked at, of an iteration: time (median), p99 (of the time, its tail) or energy");
}

const results::Metric& chosen_metric(const Arguments& arguments) {
  return results::metric_named(arguments["metric"].as<std::string>());
}

}  // namespace steelyard::app
