#pragma once

#include <filesystem>
#include <string>

#include "harness/device/report.hpp"
#include "harness/device/watched_child.hpp"

namespace steelyard::device {

/// How many devices an examination opens.
enum class Depth {
  first_device,  ///< one after the other until one opens: tells what kind they are
  every_device
};

/// What became of an examination.
struct Examined {
  Report report;
  std::string sentence;  ///< why the backend is not usable; "" if it is
};

/// Has another process (the program examine_backend) open the file, check its table, probe, count
/// and open devices. Whatever the backend does there, crash, end the process, hang, throw, use up
/// memory, or write to standard output, is no more than a sentence here: "It crashed while it was
/// asked for its devices: segmentation fault." Blocks for limits.seconds at most, and two more.
Examined examine_backend(const std::filesystem::path& file, Depth depth, const ChildLimits& limits);

/// The limits that hold unless a test sets others: 60 s, or what STEELYARD_BACKEND_SECONDS says,
/// and 8 GiB. Throws UsageError if that is no number above 0.
ChildLimits usual_limits();

/// The folder lib/steelyard of this program, in order of preference; the first that exists is it.
std::vector<std::filesystem::path> own_folders();

/// The whole path of a program that lies there, "examine_backend". Throws DeviceError if it is
/// missing.
std::filesystem::path own_program(const std::string& name);

}  // namespace steelyard::device
