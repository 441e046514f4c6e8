#include "collectors/telemetry/sensor_log.hpp"

#include <chrono>
#include <utility>

#include "harness/core/clock.hpp"

namespace steelyard::collectors {
namespace {

constexpr std::chrono::seconds patience{2};

}  // namespace

void Readings::add(const Reading& reading) {
  if (offered_++ % stride_ != 0) return;
  if (readings_.size() == most_) {
    for (std::size_t i = 0; 2 * i < readings_.size(); ++i) readings_[i] = readings_[2 * i];
    readings_.resize((readings_.size() + 1) / 2);
    stride_ *= 2;
    // With an even number kept, this one is the next of the new stride.
    if ((offered_ - 1) % stride_ != 0) return;
  }
  readings_.push_back(reading);
}

struct SensorLog::Shared {
  Shared(Read how, double period, std::size_t most)
      : read(std::move(how)), period_seconds(period), readings(most) {}

  Read read;
  double period_seconds;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  bool ended = false;
  Readings readings;
};

SensorLog::SensorLog(Read read, double period_seconds, std::size_t most)
    : shared_(std::make_shared<Shared>(std::move(read), period_seconds, most)),
      thread_([shared = shared_] { work(shared); }) {}

SensorLog::~SensorLog() { stop(); }

void SensorLog::work(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  do {
    lock.unlock();
    const double now = monotonic_seconds();
    const std::optional<sy_telemetry_reading> values = shared->read();
    lock.lock();
    if (!values) break;
    shared->readings.add({now, *values});
    const std::chrono::duration<double> period(shared->period_seconds);
    shared->changed.wait_for(lock, period, [&] { return shared->stopping; });
  } while (!shared->stopping);
  shared->ended = true;
  shared->changed.notify_all();
}

std::vector<Reading> SensorLog::stop() {
  if (!thread_.joinable()) return {};
  bool ended = false;
  std::vector<Reading> readings;
  {
    std::unique_lock lock(shared_->mutex);
    shared_->stopping = true;
    shared_->changed.notify_all();
    ended = shared_->changed.wait_for(lock, patience, [&] { return shared_->ended; });
    readings = shared_->readings.all();
  }
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
  return readings;
}

}  // namespace steelyard::collectors
