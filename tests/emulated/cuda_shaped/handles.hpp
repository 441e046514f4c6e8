#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

namespace steelyard::emulated {

/// Objects that callers know by their address. An address that was never given out, or was
/// destroyed, is no object. Any thread.
template <class Object>
class Handles {
 public:
  /// The process's handles of this kind; they live until it ends.
  static Handles& all() {
    static Handles* const handles = new Handles;  // used by destructors at the end of the process
    return *handles;
  }

  void* add(std::shared_ptr<Object> object) {
    const std::lock_guard lock(mutex_);
    void* const handle = object.get();
    objects_.emplace(handle, std::move(object));
    return handle;
  }
  /// Null if there is none.
  std::shared_ptr<Object> find(const void* handle) {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(handle);
    return found == objects_.end() ? nullptr : found->second;
  }
  bool remove(const void* handle) {
    std::shared_ptr<Object> removed;  // destroyed after the lock is given back
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(handle);
    if (found == objects_.end()) return false;
    removed = std::move(found->second);
    objects_.erase(found);
    return true;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const void*, std::shared_ptr<Object>> objects_;
};

}  // namespace steelyard::emulated
