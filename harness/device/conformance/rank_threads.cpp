#include "harness/device/conformance/rank_threads.hpp"

#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "harness/device/conformance/flaw.hpp"

namespace steelyard::device::conformance {
namespace {

/// The communicators that are alive, and the first exception of a rank.
class Crew {
 public:
  explicit Crew(const sy_collectives& collectives) : collectives_(collectives) {}

  void add(sy_comm* comm) {
    const std::lock_guard lock(mutex_);
    comms_.push_back(comm);
    if (error_ && collectives_.abort != nullptr) collectives_.abort(comm);
  }
  void destroy(sy_comm* comm) {
    {
      const std::lock_guard lock(mutex_);
      std::erase(comms_, comm);
    }
    if (collectives_.destroy(comm) != SY_OK) {
      fail(std::make_exception_ptr(Flaw("A communicator could not be destroyed.")));
    }
  }
  void fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    abort_all();
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void abort_all() {
    if (collectives_.abort == nullptr) return;
    for (sy_comm* comm : comms_) collectives_.abort(comm);
  }

  const sy_collectives& collectives_;
  std::mutex mutex_;
  std::vector<sy_comm*> comms_;
  std::exception_ptr error_;
};

void run_rank(Device& device, const sy_unique_id& id, std::uint32_t ranks, std::uint32_t rank,
              Crew& crew, const std::function<void(RankThread&)>& body) {
  try {
    const sy_collectives& collectives = *device.table().collectives;
    Stream stream(device);
    sy_comm* comm = nullptr;
    device.check(collectives.init(device.handle(), &id, ranks, rank, &comm),
                 "making a communicator");
    crew.add(comm);
    RankThread self{device, stream, collectives, comm, rank, ranks};
    try {
      body(self);
    } catch (...) {
      crew.fail(std::current_exception());
    }
    crew.destroy(comm);
  } catch (...) {
    crew.fail(std::current_exception());
  }
}

}  // namespace

Buffer RankThread::upload(Dtype dtype, std::span<const double> values) {
  std::vector<std::byte> bytes(values.size() * size_of(dtype));
  encode(dtype, values, bytes);
  Buffer buffer(device, bytes.size());
  stream.copy_to_device(buffer.data(), bytes.data(), bytes.size());
  stream.synchronize();
  return buffer;
}

Buffer RankThread::poisoned(Dtype dtype, std::size_t count) {
  Buffer buffer(device, count * size_of(dtype));
  stream.fill(buffer.data(), 0x5a, buffer.size());
  stream.synchronize();
  return buffer;
}

std::vector<double> RankThread::download(Dtype dtype, const Buffer& buffer) {
  std::vector<std::byte> bytes(buffer.size());
  stream.copy_to_host(bytes.data(), buffer.data(), bytes.size());
  stream.synchronize();
  std::vector<double> values(bytes.size() / size_of(dtype));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = decode(dtype, bytes, i);
  return values;
}

sy_status RankThread::finished(sy_status status) {
  if (status != SY_OK) return status;
  return device.table().streams->stream_synchronize(stream.handle(), 0);
}

void RankThread::expect_ok(sy_status status, const std::string& what) {
  device.check(finished(status), what.c_str());
}

void run_rank_threads(const sy_backend_v1& table, std::uint32_t ranks,
                      const std::function<void(RankThread&)>& body) {
  std::vector<Device> devices;
  devices.reserve(ranks);
  for (std::uint32_t rank = 0; rank < ranks; ++rank) devices.emplace_back(table, rank);
  const sy_unique_id id = Collectives::unique_id(devices[0]);
  Crew crew(*table.collectives);
  std::vector<std::thread> threads;
  for (std::uint32_t rank = 0; rank < ranks; ++rank) {
    threads.emplace_back([&, rank] { run_rank(devices[rank], id, ranks, rank, crew, body); });
  }
  for (std::thread& thread : threads) thread.join();
  crew.rethrow();
}

}  // namespace steelyard::device::conformance
