#pragma once

#include <optional>
#include <string>

#include "harness/backends/cuda_shaped/device.hpp"

namespace steelyard::cuda_shaped {

/// Sets a variable of the environment until it is destroyed.
class Variable {
 public:
  Variable(const char* name, const std::string& value);
  ~Variable();
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

/// The status of the failure that `call` throws; SY_OK if it throws none.
template <class Call>
sy_status status_of(Call&& call, std::string* sentence = nullptr) {
  try {
    call();
    return SY_OK;
  } catch (const kit::Failure& failure) {
    if (sentence != nullptr) *sentence = failure.what();
    return failure.status();
  }
}

}  // namespace steelyard::cuda_shaped
