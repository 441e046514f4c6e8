#pragma once

#include <string>

namespace steelyard::opencl {

/// "CLBlast 1.5.3": CLBlast does not tell its version, the name of its file does; else "CLBlast".
std::string clblast_label();

/// The same for a file of this name: "libclblast.so.1.5.3".
std::string label_of_clblast_file(const std::string& name);

}  // namespace steelyard::opencl
