#include "harness/device/file_trust.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/core/error.hpp"

namespace fs = std::filesystem;

namespace steelyard::device {
namespace {

std::string owner_name(uid_t owner) {
  const passwd* entry = ::getpwuid(owner);
  return entry == nullptr ? fmt::format("user {}", owner) : entry->pw_name;
}

std::string group_name(gid_t group) {
  const struct group* entry = ::getgrgid(group);
  return entry == nullptr ? fmt::format("{}", group) : entry->gr_name;
}

bool is_group_of_its_owner(const struct stat& state) {
  const passwd* owner = ::getpwuid(state.st_uid);
  const struct group* group = ::getgrgid(state.st_gid);
  return owner != nullptr && group != nullptr && is_own_group(*owner, *group);
}

struct stat state_of(const fs::path& path) {
  struct stat state {};
  if (::stat(path.c_str(), &state) != 0) {
    throw DeviceError(
        fmt::format("{} could not be opened: {}.", path.string(), std::strerror(errno)));
  }
  return state;
}

void check(const fs::path& path, Place place, const Trust& trust) {
  const std::string danger = danger_of(path, state_of(path), place, trust);
  if (!danger.empty()) throw DeviceError(danger);
}

/// `folder`, which has no symbolic links, and all above it.
void check_folders(const fs::path& folder, const Trust& trust) {
  check(folder, Place::folder, trust);
  for (fs::path above = folder; above.has_relative_path();) {
    above = above.parent_path();
    check(above, Place::above, trust);
  }
}

fs::path resolved(const fs::path& path) {
  std::error_code error;
  fs::path whole = fs::canonical(path, error);
  if (error) {
    throw DeviceError(fmt::format("{} could not be opened: {}.", path.string(), error.message()));
  }
  return whole;
}

bool same(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

Trust Trust::of_this_program() {
  Trust trust{.owners = {0, ::geteuid()}, .groups = {0}};
  struct stat state {};
  if (::stat("/", &state) == 0) trust.owners.insert(state.st_uid);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (const fs::path& path : {program, program.parent_path()}) {
    if (error || ::stat(path.c_str(), &state) != 0) continue;
    trust.owners.insert(state.st_uid);
    if ((state.st_mode & S_IWGRP) != 0) trust.groups.insert(state.st_gid);
  }
  return trust;
}

std::string danger_of(const fs::path& path, const struct stat& state, Place place,
                      const Trust& trust) {
  const std::string text = path.string();
  if (!trust.owners.contains(state.st_uid)) {
    return fmt::format(
        "{} belongs to {}, who could put any code into this program; copy the backend to a folder "
        "of your own, or have root install it.",
        text, owner_name(state.st_uid));
  }
  if (place == Place::above && (state.st_mode & S_ISVTX) != 0) return "";
  if ((state.st_mode & S_IWOTH) != 0) {
    return fmt::format(
        "{} can be written by everybody, who could put any code into this program; end that with "
        "`chmod o-w {}`.",
        text, text);
  }
  if ((state.st_mode & S_IWGRP) != 0 && !trust.groups.contains(state.st_gid) &&
      !is_group_of_its_owner(state)) {
    return fmt::format(
        "{} can be written by the group {}, which could put any code into this program; end that "
        "with `chmod g-w {}`.",
        text, group_name(state.st_gid), text);
  }
  return "";
}

bool is_own_group(const passwd& owner, const group& group) {
  if (owner.pw_gid != group.gr_gid || std::strcmp(owner.pw_name, group.gr_name) != 0) return false;
  for (char** member = group.gr_mem; *member != nullptr; ++member) {
    if (std::strcmp(*member, owner.pw_name) != 0) return false;
  }
  return true;
}

TrustedFile trusted_file(const fs::path& file, const Trust& trust) {
  const fs::path found_in = resolved(fs::absolute(file).parent_path());
  TrustedFile trusted{.path = resolved(file)};
  trusted.state = state_of(trusted.path);
  if (!S_ISREG(trusted.state.st_mode)) {
    throw DeviceError(fmt::format("{} is no file.", trusted.path.string()));
  }
  check_folders(found_in, trust);
  if (trusted.path.parent_path() != found_in) check_folders(trusted.path.parent_path(), trust);
  check(trusted.path, Place::file, trust);
  return trusted;
}

void check_unchanged(const TrustedFile& file) {
  const struct stat now = state_of(file.path);
  const struct stat& then = file.state;
  if (now.st_dev == then.st_dev && now.st_ino == then.st_ino && now.st_size == then.st_size &&
      same(now.st_mtim, then.st_mtim) && same(now.st_ctim, then.st_ctim)) {
    return;
  }
  throw DeviceError(
      fmt::format("{} changed after it was examined; start again when it is "
                  "installed whole.",
                  file.path.string()));
}

}  // namespace steelyard::device
