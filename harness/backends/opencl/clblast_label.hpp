#pragma once

#include <string>

namespace steelyard::opencl {

/// "CLBlast 1.5.3": CLBlast does not tell its version, the name of its file does; else "CLBlast".
std::string clblast_label();

}  // namespace steelyard::opencl
