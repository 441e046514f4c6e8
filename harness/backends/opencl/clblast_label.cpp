#include "harness/backends/opencl/clblast_label.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <string_view>

#include "harness/backends/opencl/opencl_api.hpp"

namespace steelyard::opencl {

std::string clblast_label() {
  Dl_info found{};
  if (dladdr(reinterpret_cast<void*>(api().sgemm), &found) == 0 || found.dli_fname == nullptr) {
    return "CLBlast";
  }
  std::error_code error;
  return label_of_clblast_file(
      std::filesystem::canonical(found.dli_fname, error).filename().string());
}

std::string label_of_clblast_file(const std::string& name) {
  constexpr std::string_view before_version = ".so.";
  const std::size_t at = name.find(before_version);
  return at == std::string::npos ? "CLBlast" : "CLBlast " + name.substr(at + before_version.size());
}

}  // namespace steelyard::opencl
