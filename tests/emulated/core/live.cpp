#include "tests/emulated/core/live.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

namespace steelyard::emulated {
namespace {

struct Register {
  std::mutex mutex;
  std::map<std::string, int> alive;
};

void report() noexcept;

/// Never destroyed: objects may die after the other destructors of the process have run.
Register& the_register() {
  static Register* const register_ = [] {
    std::atexit(report);
    return new Register;
  }();
  return *register_;
}

void report() noexcept {
  Register& all = the_register();
  const std::lock_guard lock(all.mutex);
  bool leaked = false;
  for (const auto& [kind, count] : all.alive) {
    if (count == 0) continue;
    leaked = true;
    std::fprintf(stderr, "emulated library: %d of kind '%s' were never given back\n", count,
                 kind.c_str());
  }
  if (!leaked) return;
  std::fflush(nullptr);
  _exit(leak_status);
}

void count(const char* kind, int change) {
  Register& all = the_register();
  const std::lock_guard lock(all.mutex);
  all.alive[kind] += change;
}

}  // namespace

Live::Live(const char* kind) : kind_(kind) { count(kind_, 1); }
Live::~Live() { count(kind_, -1); }

}  // namespace steelyard::emulated
