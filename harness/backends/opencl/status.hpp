#pragma once

#include <string>

#include "harness/backends/opencl/opencl_api.hpp"

namespace steelyard::opencl {

/// Throws kit::Failure unless `code` is that of success. `what` says what was tried: "allocate
/// memory". Memory that is used up and devices that are gone have a status of their own.
void check(Int code, const char* what);

/// The same for the status with which an enqueued command ended. CL_OUT_OF_RESOURCES, which here
/// stands for whatever went wrong in a kernel, is no lack of memory.
void check_execution(Int status);

/// "CL_OUT_OF_RESOURCES (-5)"; names of CLBlast too.
std::string name_of(Int code);

}  // namespace steelyard::opencl
