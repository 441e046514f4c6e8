#include "harness/core/whereabouts.hpp"

namespace steelyard {

Whereabouts& Whereabouts::of_this_thread() noexcept {
  thread_local Whereabouts where;
  return where;
}

}  // namespace steelyard
