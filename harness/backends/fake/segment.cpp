#include "harness/backends/fake/segment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "harness/backends/fake/backoff.hpp"
#include "harness/core/digest.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

constexpr char magic[] = "steelyard fake 1";

[[noreturn]] void fail(const std::string& what) {
  throw kit::Failure(SY_FAILED,
                     fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

std::string host_name() {
  char name[128] = "";
  gethostname(name, sizeof(name) - 1);
  return name;
}

/// A digest of what processes have in common that can find each other's files in /proc: host and
/// PID namespace.
std::string place() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  char space[64] = "";
  if (readlink("/proc/self/ns/pid", space, sizeof(space) - 1) < 0) space[0] = '\0';
  return sha256(fmt::format("{} {} {}", host_name(), boot, space));
}

}  // namespace

struct Segment::Layout {
  Token token;
  std::uint32_t ranks;  ///< 0: nobody has said it yet
  std::uint32_t joined[most_ranks];
  Ring rings[most_ranks][most_ranks];
};

/// What stands in a sy_unique_id. Short, so that it also fits into the ids of vendors' libraries.
struct Segment::Id {
  char magic[sizeof(fake::magic)];
  char host[33];   ///< the beginning of its name
  char place[17];  ///< the beginning of the digest of place()
  Token token;
  pid_t process;
  int file;

  static Id read(const sy_unique_id& id) {
    Id read{};
    if (id.length == sizeof(read)) std::memcpy(&read, id.bytes, sizeof(read));
    if (std::memcmp(read.magic, fake::magic, sizeof(fake::magic)) != 0) {
      throw kit::Failure(SY_INVALID_ARGUMENT,
                         "This unique id was not made by the collectives of the backend fake.");
    }
    read.host[sizeof(read.host) - 1] = '\0';
    read.place[sizeof(read.place) - 1] = '\0';
    return read;
  }
};

Segment::Segment(int file) : file_(file) {
  void* const memory = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) {
    const int error = errno;
    close(file_);
    errno = error;
    fail("The shared memory of a communicator could not be mapped");
  }
  layout_ = static_cast<Layout*>(memory);
}

Segment::~Segment() {
  munmap(layout_, sizeof(Layout));
  if (file_ >= 0) close(file_);
}

std::unique_ptr<Segment> Segment::create() {
  const int file = memfd_create("steelyard-fake-communicator", MFD_CLOEXEC);
  if (file < 0) fail("The shared memory of a communicator could not be made");
  if (ftruncate(file, sizeof(Layout)) != 0) {
    const int error = errno;
    close(file);
    errno = error;
    fail("The shared memory of a communicator could not be sized");
  }
  std::unique_ptr<Segment> segment(new Segment(file));
  Token& token = segment->layout_->token;
  if (getentropy(token.data(), token.size()) != 0) fail("There are no random numbers");
  return segment;
}

std::unique_ptr<Segment> Segment::open(const sy_unique_id& bytes) {
  const Id id = Id::read(bytes);
  if (std::string_view(id.place) != place().substr(0, sizeof(id.place) - 1)) {
    throw kit::Failure(
        SY_UNSUPPORTED,
        fmt::format(
            "The communicator was made on the host {}, and this rank is on {} or in another "
            "container. The collectives of the backend fake join ranks of one host; start "
            "all ranks there, or leave collectives=1 out of STEELYARD_FAKE.",
            id.host, host_name()));
  }
  const std::string path = fmt::format("/proc/{}/fd/{}", id.process, id.file);
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) {
    fail("The process that made the communicator's id has ended or has given the id up");
  }
  struct stat status {};
  // A file that is too short would end the process when it is touched.
  const bool sized = fstat(file, &status) == 0 && status.st_size == sizeof(Layout);
  if (!sized) {
    close(file);
    throw kit::Failure(SY_FAILED, "The communicator's id is out of date.");
  }
  std::unique_ptr<Segment> segment(new Segment(file));
  if (segment->layout_->token != id.token) {
    throw kit::Failure(SY_FAILED, "The communicator's id is out of date.");
  }
  return segment;
}

sy_unique_id Segment::id() const {
  Id id{};
  kit::copy_text(id.magic, magic);
  kit::copy_text(id.host, host_name());
  kit::copy_text(id.place, place());
  id.token = layout_->token;
  id.process = getpid();
  id.file = file_;
  sy_unique_id bytes{};
  static_assert(sizeof(id) <= sizeof(bytes.bytes));
  std::memcpy(bytes.bytes, &id, sizeof(id));
  bytes.length = sizeof(id);
  return bytes;
}

bool Segment::has(const sy_unique_id& id) const { return Id::read(id).token == layout_->token; }

void Segment::join(std::uint32_t ranks, std::uint32_t rank) {
  if (ranks > most_ranks) {
    throw kit::Failure(
        SY_UNSUPPORTED,
        fmt::format("The collectives of the backend fake join at most {} ranks.", most_ranks));
  }
  std::uint32_t expected = 0;
  if (!std::atomic_ref(layout_->ranks).compare_exchange_strong(expected, ranks) &&
      expected != ranks) {
    throw kit::Failure(SY_INVALID_ARGUMENT,
                       fmt::format("This rank says that there are {} ranks, and another says {}.",
                                   ranks, expected));
  }
  if (std::atomic_ref(layout_->joined[rank]).exchange(1) != 0) {
    throw kit::Failure(SY_INVALID_ARGUMENT, fmt::format("Rank {} has joined already.", rank));
  }
  Backoff backoff;
  for (std::uint32_t other = 0; other < ranks; ++other) {
    while (std::atomic_ref(layout_->joined[other]).load() == 0) backoff.wait();
  }
  close(std::exchange(file_, -1));
}

Ring& Segment::ring(std::uint32_t from, std::uint32_t to) { return layout_->rings[from][to]; }

}  // namespace steelyard::fake
