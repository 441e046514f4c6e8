// A library for LD_PRELOAD that lets the Nth call that changes the disk go wrong, counted over all
// of the functions below:
//
//     FAULT_AT=N FAULT=kill    the process is killed (SIGKILL) instead of the call
//     FAULT_AT=N FAULT=tear    half of a write is done, then the process is killed
//     FAULT_AT=N FAULT=full    this call and all later writes fail with ENOSPC, as on a full disk
//     FAULT_AT=N FAULT=once    this call fails with ENOSPC, and later ones do not: smaller writes
//     may
//                              still find room, or somebody makes some; said on standard error
//
// What goes to standard output and standard error is let through, and what stays in memory (memfd).
#include <dlfcn.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

int calls = 0;

std::string_view fault() {
  const char* text = std::getenv("FAULT");
  return text == nullptr ? "" : text;
}

/// Whether the fault comes with this call.
bool has_come() {
  const char* at = std::getenv("FAULT_AT");
  if (at == nullptr) return false;
  ++calls;
  if (fault() != "once") return calls >= std::atoi(at);
  if (calls != std::atoi(at)) return false;
  constexpr std::string_view told = "the fault has come\n";
  return write(STDERR_FILENO, told.data(), told.size()) > 0;
}

/// Whether calls that need space fail, and the process lives on.
bool disk_is_full() { return fault() == "full" || fault() == "once"; }

template <class Function>
Function real(Function, const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

/// False if the caller shall fail with ENOSPC.
bool survive(bool needs_space) {
  if (!has_come()) return true;
  if (!disk_is_full()) raise(SIGKILL);
  if (!needs_space) return true;
  errno = ENOSPC;
  return false;
}

/// A file of memfd_create() takes no space of any disk.
bool is_in_memory(int file) {
  const std::string entry = "/proc/self/fd/" + std::to_string(file);
  std::array<char, 64> target{};
  const ssize_t length = readlink(entry.c_str(), target.data(), target.size());
  return length > 0 &&
         std::string_view(target.data(), static_cast<std::size_t>(length)).starts_with("/memfd:");
}

}  // namespace

extern "C" {

ssize_t pwrite64(int file, const void* data, size_t bytes, off64_t at) {
  const auto write_there = real(&pwrite64, "pwrite64");
  if (has_come()) {
    if (disk_is_full()) {
      errno = ENOSPC;
      return -1;
    }
    if (fault() == "tear" && bytes > 1) write_there(file, data, bytes / 2, at);
    raise(SIGKILL);
  }
  return write_there(file, data, bytes, at);
}

ssize_t pwrite(int file, const void* data, size_t bytes, off_t at) {
  return pwrite64(file, data, bytes, at);
}

ssize_t sendfile64(int to, int from, off64_t* at, size_t bytes) {
  const auto copy = real(&sendfile64, "sendfile64");
  if (has_come()) {
    if (disk_is_full()) {
      errno = ENOSPC;
      return -1;
    }
    if (fault() == "tear" && bytes > 1) copy(to, from, at, bytes / 2);
    raise(SIGKILL);
  }
  return copy(to, from, at, bytes);
}

ssize_t sendfile(int to, int from, off_t* at, size_t bytes) {
  return sendfile64(to, from, at, bytes);
}

int ftruncate64(int file, off64_t bytes) {
  const bool spared = is_in_memory(file) || survive(true);
  return spared ? real(&ftruncate64, "ftruncate64")(file, bytes) : -1;
}

int ftruncate(int file, off_t bytes) { return ftruncate64(file, bytes); }

int rename(const char* from, const char* to) {
  return survive(false) ? real(&rename, "rename")(from, to) : -1;
}

int link(const char* from, const char* to) {
  return survive(true) ? real(&link, "link")(from, to) : -1;
}

int unlink(const char* path) { return survive(false) ? real(&unlink, "unlink")(path) : -1; }

int fsync(int file) { return survive(true) ? real(&fsync, "fsync")(file) : -1; }

}  // extern "C"
