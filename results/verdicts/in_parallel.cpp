#include "results/verdicts/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace steelyard::results {

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(count);
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    const std::size_t wanted = std::min<std::size_t>(std::thread::hardware_concurrency(), count);
    std::vector<std::jthread> others;
    try {
      while (others.size() + 1 < wanted) others.emplace_back(take_turns);
    } catch (const std::system_error&) {
      // No more threads are to be had; those that run, and this one, do the work.
    }
    take_turns();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace steelyard::results
