#pragma once

#include <string>

#include "harness/app/command.hpp"

/// `steelyard run --backend model`: one process that stands for all devices of a modelled chip.
namespace steelyard::app {

/// Whether the options of `run` ask for that.
bool asks_for_model(const Arguments& arguments);

/// What can be said against the words themselves: options that only models have given without one,
/// a model without its chip, and what a model cannot do. Throws UsageError.
void check_model_options(const Arguments& arguments);

/// Makes the card of the chip, hands it to the backend and runs the suite on ranks that mirror each
/// other, without MPI. Throws UsageError for a chip whose peaks are not known.
ExitCode run_modelled(const Arguments& arguments, const std::string& command_line);

}  // namespace steelyard::app
