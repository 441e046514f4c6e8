#include "harness/app/torch_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "harness/core/error.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

void set_variable(const char* name, const std::string& value) {
  if (::setenv(name, value.c_str(), 1) != 0) {
    throw UsageError(fmt::format("{} could not be set in the environment", name));
  }
}

std::string checked_device(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || !std::ranges::all_of(name, fits)) {
    throw UsageError(fmt::format(
        "--torch-device '{}' is no name of a device, such as npu; leave out its number", name));
  }
  return name;
}

/// A file is named by its whole path, so that the working directory does not matter later; a bare
/// name is left to the loader's search path.
std::string checked_plug_in(const std::string& file) {
  if (file.empty() || file.find(':') != std::string::npos) {
    throw UsageError(fmt::format("--torch-load '{}' is no file that can be named in a list", file));
  }
  if (file.find('/') == std::string::npos) return file;
  if (!fs::exists(file))
    throw UsageError(fmt::format("--torch-load {}: there is no such file", file));
  return fs::absolute(file).string();
}

}  // namespace

void describe_torch_options(Options& options) {
  auto add = options.named.add_options();
  add("torch-device", po::value<std::string>()->value_name("NAME"),
      "what the backend torch drives: cpu, npu, mlu, musa, gcu, supa, hpu, cuda, xpu; cpu unless "
      "STEELYARD_TORCH_DEVICE says otherwise");
  add("torch-load", po::value<std::vector<std::string>>()->composing()->value_name("FILE"),
      "a plug-in of libtorch to load first, such as libtorch_npu.so; may be given again");
}

void apply_torch_options(const Arguments& arguments) {
  if (arguments.count("torch-device") > 0) {
    set_variable("STEELYARD_TORCH_DEVICE",
                 checked_device(arguments["torch-device"].as<std::string>()));
  }
  if (arguments.count("torch-load") == 0) return;
  std::string list;
  for (const std::string& file : arguments["torch-load"].as<std::vector<std::string>>()) {
    list += (list.empty() ? "" : ":") + checked_plug_in(file);
  }
  set_variable("STEELYARD_TORCH_LOAD", list);
}

}  // namespace steelyard::app
