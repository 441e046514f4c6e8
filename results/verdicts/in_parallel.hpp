#pragma once

#include <cstddef>
#include <functional>

namespace steelyard::results {

/// Calls work(0) to work(count - 1), each once, on as many threads as this process may use cores
/// (this one is one of them). Returns when all have returned. The calls must not depend on each
/// other; where each has seeds and a place for its result of its own, the number of threads changes
/// no result. If calls throw, all are made nevertheless, and the exception of the first in order is
/// thrown.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace steelyard::results
