#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <utility>

namespace steelyard::emulated {

/// Handles that are alive: one that was destroyed, or never made, is found out. Any thread. Whoever
/// has found an object keeps it, also when its handle is destroyed meanwhile. A registry must
/// outlive the process (`static auto* const alive = new Handles<...>`): one that was destroyed at
/// its end would destroy what leaked before it is counted.
template <class Object>
class Handles {
 public:
  Object* add(std::shared_ptr<Object> object) {
    const std::lock_guard lock(mutex_);
    return alive_.insert(std::move(object)).first->get();
  }
  std::shared_ptr<Object> find(const void* handle) const {
    const std::lock_guard lock(mutex_);
    for (const auto& object : alive_) {
      if (object.get() == handle) return object;
    }
    return nullptr;
  }
  std::set<std::shared_ptr<Object>> all() const {
    const std::lock_guard lock(mutex_);
    return alive_;
  }
  bool remove(const void* handle) {
    const std::shared_ptr<Object> object = find(handle);
    const std::lock_guard lock(mutex_);
    return object != nullptr && alive_.erase(object) > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::shared_ptr<Object>> alive_;
};

}  // namespace steelyard::emulated
