#pragma once

#include "harness/app/command.hpp"

/// What the backend torch is to drive, for every command that opens backends.
namespace steelyard::app {

/// Adds --torch-device and --torch-load.
void describe_torch_options(Options& options);

/// Sets STEELYARD_TORCH_DEVICE and STEELYARD_TORCH_LOAD as the options say, so that the processes
/// in which backends are examined see them too; what is not given stays as the environment has it.
/// Before a backend is looked for and before there is a second thread. Throws UsageError.
void apply_torch_options(const Arguments& arguments);

}  // namespace steelyard::app
