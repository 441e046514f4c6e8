#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "harness/backends/fake/clock.hpp"
#include "harness/backends/fake/faults.hpp"
#include "harness/backends/fake/script.hpp"
#include "harness/backends/fake/segment.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {

class Stream;
class Event;
class Gemm;
class Communicator;

/// One scripted device. Its memory is the host's.
class Device {
 public:
  Device(const Script& script, std::uint32_t index);

  sy_properties properties();

  void* allocate(std::size_t bytes);
  void release(void* pointer);
  std::uint64_t free_bytes() const;

  std::unique_ptr<Stream> create_stream();
  std::unique_ptr<Event> create_event();
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);

  sy_unique_id unique_id();
  std::unique_ptr<Communicator> communicator(const sy_unique_id& id, std::uint32_t ranks,
                                             std::uint32_t rank);

  sy_telemetry_reading telemetry();
  double telemetry_period() const;
  kit::ProbeReading probe(sy_probe_unit unit, sy_dtype dtype, double seconds);

  const Script& script() const { return script_; }
  Clock& clock() { return clock_; }
  Faults& faults() { return faults_; }

 private:
  struct Free {
    void operator()(void* pointer) const;
  };
  struct Block {
    std::unique_ptr<void, Free> memory;
    std::size_t bytes = 0;
  };

  Script script_;
  std::uint32_t index_;
  Clock clock_;
  Faults faults_;
  std::map<void*, Block> blocks_;
  std::uint64_t used_bytes_ = 0;
  std::vector<std::unique_ptr<Segment>> announced_;  ///< whose ids were given away, not joined yet
};

}  // namespace steelyard::fake
