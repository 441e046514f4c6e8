#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "harness/device/backend.h"

/// The wall between exceptions and the C ABI. Backend authors use Failure and copy_text(); the rest
/// serves the groups beside this file.
namespace steelyard::kit {

/// Thrown by a backend to choose the status. The message is a sentence; where a vendor's call
/// failed it holds the vendor's own text and code.
class Failure : public std::runtime_error {
 public:
  /// SY_OK is no failure and is passed on as SY_FAILED.
  Failure(sy_status status, const std::string& message)
      : std::runtime_error(message), status_(status == SY_OK ? SY_FAILED : status) {}
  sy_status status() const noexcept { return status_; }

 private:
  sy_status status_;
};

/// Copies text into a field of fixed size, cut where it does not fit, always ended by a zero.
inline void copy_text(char* field, std::size_t capacity, std::string_view text) noexcept {
  const std::size_t length = std::min(text.size(), capacity - 1);
  std::memcpy(field, text.data(), length);
  field[length] = '\0';
}
template <std::size_t capacity>
void copy_text(char (&field)[capacity], std::string_view text) noexcept {
  copy_text(field, capacity, text);
}

namespace detail {

/// Of fixed size, so that an error can be kept when memory is gone.
inline thread_local char last_error_text[1024] = "";

inline sy_status fail(sy_status status, std::string_view message) noexcept {
  copy_text(last_error_text, message);
  return status;
}

/// To be called in a catch block.
inline sy_status fail_by_current_exception() noexcept {
  try {
    throw;
  } catch (const Failure& failure) {
    return fail(failure.status(), failure.what());
  } catch (const std::bad_alloc&) {
    return fail(SY_OUT_OF_MEMORY, "There is not enough memory.");
  } catch (const std::exception& error) {
    return fail(SY_FAILED, error.what());
  } catch (...) {
    return fail(SY_FAILED, "The backend threw something that is not a std::exception.");
  }
}

/// Runs `body` and returns its status, or SY_OK if it returns nothing.
template <class Body>
sy_status guarded(Body&& body) noexcept {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      body();
      return SY_OK;
    } else {
      return body();
    }
  } catch (...) {
    return fail_by_current_exception();
  }
}

inline bool is_fp8(sy_dtype dtype) {
  return dtype == SY_FP8_E4M3 || dtype == SY_FP8_E5M2 || dtype == SY_FP8_E4M3_FNUZ ||
         dtype == SY_FP8_E5M2_FNUZ;
}

/// Refuses the call with SY_INVALID_ARGUMENT unless `condition` holds.
inline void require(bool condition, const char* sentence) {
  if (!condition) throw Failure(SY_INVALID_ARGUMENT, sentence);
}
template <class... Pointers>
void require_pointers(const Pointers*... pointers) {
  require(((pointers != nullptr) && ...), "An argument that must point to something is null.");
}
inline void require_text(const char* text, std::size_t capacity) {
  require(text != nullptr && capacity > 0, "There is no room for the text.");
}
inline bool known(sy_dtype dtype) { return dtype >= SY_F64 && dtype <= SY_LAST_DTYPE; }
inline void require_dtype(sy_dtype dtype) { require(known(dtype), "The dtype is not known."); }

/// Bytes of one element in memory; 0 for an unknown dtype.
inline std::size_t size_of(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
      return 8;
    case SY_F32:
    case SY_TF32:
    case SY_INT32:
    case SY_HF32:
    case SY_XF32:
      return 4;
    case SY_BF16:
    case SY_FP16:
      return 2;
    case SY_FP8_E4M3:
    case SY_FP8_E5M2:
    case SY_FP8_E4M3_FNUZ:
    case SY_FP8_E5M2_FNUZ:
    case SY_INT8:
    case SY_UINT8:
      return 1;
  }
  return 0;
}

/// An opaque handle of the ABI is the address of the author's object.
template <class Object, class Handle>
Object& object(Handle* handle) {
  require(handle != nullptr, "The handle is null.");
  return *reinterpret_cast<Object*>(handle);
}
template <class Handle, class Object>
void hand_out(Handle** out, std::unique_ptr<Object> made) {
  if (made == nullptr) throw Failure(SY_FAILED, "The backend made no object and gave no reason.");
  *out = reinterpret_cast<Handle*>(made.release());
}
template <class Object, class Handle>
void destroy(Handle* handle) {
  delete &object<Object>(handle);
}

}  // namespace detail
}  // namespace steelyard::kit
