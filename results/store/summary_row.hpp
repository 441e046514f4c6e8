#pragma once

#include "results/store/run_summary.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {

schema::SummaryRow to_row(const SummarisedCase& summarised);
SummarisedCase from_row(schema::SummaryRow row);

}  // namespace steelyard::results
