#include "harness/backends/cuda_shaped/ex_library.hpp"

#include <fmt/format.h>

namespace steelyard::cuda_shaped {

Ex::Ex(const Runtime& runtime)
    : library_(*runtime.vendor().ex),
      file_(open_library(runtime.vendor(), library_.what, library_.files)) {
  const auto find = [&](auto& function, const char* name) {
    using Function = std::remove_pointer_t<std::remove_reference_t<decltype(function)>>;
    function = file_.function<Function>(name);
  };
  ExFunctions& f = functions_;
  find(f.create, library_.create);
  find(f.destroy, library_.destroy);
  find(f.set_stream, library_.set_stream);
  if (library_.shape == ExShape::cublas) {
    find(f.multiply, library_.multiply);
    find(f.multiply_batches, library_.multiply_batches);
  } else {
    find(f.multiply_roc, library_.multiply);
    find(f.multiply_batches_roc, library_.multiply_batches);
  }
  if (library_.version != nullptr) {
    f.version =
        file_.optional_function<std::remove_pointer_t<decltype(f.version)>>(library_.version);
  }
  check(f.create(&handle_), library_.create);
}

Ex::~Ex() { functions_.destroy(handle_); }

std::string Ex::name() const {
  int version = 0;
  if (functions_.version == nullptr || functions_.version(handle_, &version) != 0) {
    return library_.what;
  }
  return fmt::format("{} {}", library_.what, version);
}

void Ex::check(int status, const char* function) const {
  if (status == 0) return;
  throw kit::Failure(SY_FAILED, fmt::format("{} failed: status {}.", function, status));
}

}  // namespace steelyard::cuda_shaped
