#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

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
    Object* const handle = object.get();
    alive_[handle] = std::move(object);
    return handle;
  }
  std::shared_ptr<Object> find(const void* handle) const {
    const std::lock_guard lock(mutex_);
    const auto found = alive_.find(handle);
    return found == alive_.end() ? nullptr : found->second;
  }
  std::vector<std::shared_ptr<Object>> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Object>> objects;
    for (const auto& [handle, object] : alive_) objects.push_back(object);
    return objects;
  }
  bool remove(const void* handle) {
    const std::shared_ptr<Object> object = find(handle);  // it may end outside of the lock
    const std::lock_guard lock(mutex_);
    return alive_.erase(handle) > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::map<const void*, std::shared_ptr<Object>> alive_;
};

}  // namespace steelyard::emulated
