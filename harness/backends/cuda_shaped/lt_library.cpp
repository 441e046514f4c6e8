#include "harness/backends/cuda_shaped/lt_library.hpp"

#include <fmt/format.h>

#include <cstring>

namespace steelyard::cuda_shaped {

Lt::Lt(const Runtime& runtime)
    : library_(*runtime.vendor().lt),
      file_(open_library(runtime.vendor(), library_.what, library_.files)) {
  const std::string prefix = library_.prefix;
  const auto find = [&](auto& function, const char* word) {
    using Function = std::remove_pointer_t<std::remove_reference_t<decltype(function)>>;
    function = file_.function<Function>((prefix + word).c_str());
  };
  LtFunctions& f = functions_;
  find(f.create, "Create");
  find(f.destroy, "Destroy");
  if (library_.version == LtVersion::size_of_nothing) {
    find(f.version_of_nothing, "GetVersion");
  } else {
    find(f.version_of_handle, "GetVersion");
  }
  find(f.product_create, "MatmulDescCreate");
  find(f.product_destroy, "MatmulDescDestroy");
  find(f.product_set, "MatmulDescSetAttribute");
  find(f.matrix_create, "MatrixLayoutCreate");
  find(f.matrix_destroy, "MatrixLayoutDestroy");
  find(f.matrix_set, "MatrixLayoutSetAttribute");
  find(f.preference_create, "MatmulPreferenceCreate");
  find(f.preference_destroy, "MatmulPreferenceDestroy");
  find(f.preference_set, "MatmulPreferenceSetAttribute");
  find(f.heuristic, "MatmulAlgoGetHeuristic");
  find(f.multiply, "Matmul");
  f.configuration = file_.optional_function<std::remove_pointer_t<decltype(f.configuration)>>(
      (prefix + "MatmulAlgoConfigGetAttribute").c_str());
  f.status_name = file_.optional_function<std::remove_pointer_t<decltype(f.status_name)>>(
      (prefix + "GetStatusName").c_str());
  check(f.create(&handle_), "Create");
}

Lt::~Lt() { functions_.destroy(handle_); }

std::string Lt::name() const {
  if (functions_.version_of_nothing != nullptr) {
    return fmt::format("{} {}", library_.what, functions_.version_of_nothing());
  }
  int version = 0;
  check(functions_.version_of_handle(handle_, &version), "GetVersion");
  return fmt::format("{} {}", library_.what, version);
}

void Lt::check(int status, const char* word) const {
  if (status == 0) return;
  const char* const name =
      functions_.status_name == nullptr ? nullptr : functions_.status_name(status);
  throw kit::Failure(SY_FAILED, fmt::format("{}{} failed: {} ({}).", library_.prefix, word,
                                            name == nullptr ? "status" : name, status));
}

std::string Lt::describe(const LtAlgorithm& algorithm) const {
  if (library_.configuration[0] < 0) {
    // hipBLASLt keeps the index of the kernel in the first bytes.
    std::int32_t solution = 0;
    std::memcpy(&solution, algorithm.bytes.data(), sizeof(solution));
    return fmt::format("solution {}", solution);
  }
  if (functions_.configuration == nullptr) return "algorithm of the heuristic";
  constexpr std::array names{"algorithm", "tile", "stages", "split-k"};
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::int32_t value = 0;
    std::size_t written = 0;
    if (functions_.configuration(algorithm.bytes.data(), library_.configuration[i], &value,
                                 sizeof(value), &written) == 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", names[i], value);
    }
  }
  return text;
}

}  // namespace steelyard::cuda_shaped
