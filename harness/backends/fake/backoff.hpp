#pragma once

namespace steelyard::fake {

/// How a rank waits for another one: it looks again at once for a short while, then lets others
/// have the core, then sleeps, so that more ranks than cores get on.
class Backoff {
 public:
  void wait();
  /// Something moved.
  void reset() { waits_ = 0; }

 private:
  int waits_ = 0;
};

}  // namespace steelyard::fake
