#include "harness/backends/cpu/telemetry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include "harness/backends/cpu/cpuinfo.hpp"

namespace steelyard::cpu {
namespace {

namespace fs = std::filesystem;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The number in a file; NaN if there is none or it may not be read.
double read_number(const fs::path& file) {
  std::ifstream in(file);
  double number = none;
  return in >> number ? number : none;
}

std::string read_word(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

/// Entries of a folder, sorted; none if it is not there.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

/// RAPL's domains of whole packages: their parts (core, uncore, dram) are counted in them or apart.
std::vector<fs::path> package_folders(const fs::path& root) {
  std::vector<fs::path> folders;
  for (const fs::path& folder : entries(root / "sys/class/powercap")) {
    if (read_word(folder / "name").starts_with("package")) folders.push_back(folder);
  }
  return folders;
}

std::vector<fs::path> processor_temperatures(const fs::path& root) {
  static constexpr std::array drivers{"coretemp", "k10temp", "zenpower", "cpu_thermal"};
  std::vector<fs::path> files;
  for (const fs::path& folder : entries(root / "sys/class/hwmon")) {
    if (std::ranges::find(drivers, read_word(folder / "name")) == drivers.end()) continue;
    for (const fs::path& file : entries(folder)) {
      const std::string name = file.filename();
      if (name.starts_with("temp") && name.ends_with("_input")) files.push_back(file);
    }
  }
  return files;
}

bool is_virtual(const fs::path& root) {
  const auto flags = cpuinfo(root, "flags");
  return !flags.empty() &&
         (" " + flags.begin()->second + " ").find(" hypervisor ") != std::string::npos;
}

/// Mean of "cpu MHz" over `cores`, in Hz; NaN if it is not there.
double cpuinfo_clock(const fs::path& root, const std::vector<int>& cores) {
  double sum = 0;
  int count = 0;
  for (const auto& [core, megahertz] : cpuinfo(root, "cpu MHz")) {
    if (std::ranges::find(cores, core) == cores.end()) continue;
    sum += std::atof(megahertz.c_str()) * 1e6;
    ++count;
  }
  return count > 0 ? sum / count : none;
}

double sum_or_none(double sum, double more) { return std::isnan(sum) ? more : sum + more; }

}  // namespace

Telemetry::Telemetry(std::vector<int> cores, fs::path root)
    : cores_(std::move(cores)),
      root_(std::move(root)),
      power_limit_watts_(none),
      temperatures_(processor_temperatures(root_)),
      cpuinfo_is_clock_(!is_virtual(root_)),
      last_joules_(none),
      last_seconds_(none) {
  for (const fs::path& folder : package_folders(root_)) {
    const double start = read_number(folder / "energy_uj") * 1e-6;
    if (!std::isnan(start)) {
      const double range = read_number(folder / "max_energy_range_uj") * 1e-6;
      packages_.push_back({folder, std::isnan(range) ? 0 : range, start});
    }
    const double limit = read_number(folder / "constraint_0_power_limit_uw") * 1e-6;
    if (!std::isnan(limit)) power_limit_watts_ = sum_or_none(power_limit_watts_, limit);
  }
}

double Telemetry::read_energy() {
  double sum = none;
  for (Package& package : packages_) {
    const double raw = read_number(package.folder / "energy_uj") * 1e-6;
    if (std::isnan(raw)) return none;
    package.joules += raw - package.last_raw_joules;
    if (raw < package.last_raw_joules) package.joules += package.range_joules;
    package.last_raw_joules = raw;
    sum = sum_or_none(sum, package.joules);
  }
  return sum;
}

double Telemetry::core_clock() const {
  double sum = 0;
  int count = 0;
  for (const int core : cores_) {
    const double khz = read_number(root_ / "sys/devices/system/cpu" /
                                   ("cpu" + std::to_string(core)) / "cpufreq/scaling_cur_freq");
    if (std::isnan(khz)) continue;
    sum += khz * 1e3;
    ++count;
  }
  if (count > 0) return sum / count;
  return cpuinfo_is_clock_ ? cpuinfo_clock(root_, cores_) : none;
}

sy_telemetry_reading Telemetry::read(double now_seconds) {
  const std::scoped_lock lock(mutex_);
  sy_telemetry_reading reading{none, none, none, none, none, none, 0};
  reading.energy_joules = read_energy();
  if (now_seconds > last_seconds_) {
    reading.power_watts = (reading.energy_joules - last_joules_) / (now_seconds - last_seconds_);
  }
  last_joules_ = reading.energy_joules;
  last_seconds_ = now_seconds;
  for (const fs::path& file : temperatures_) {
    // fmax takes the other one where one is NaN.
    reading.temperature_celsius = std::fmax(reading.temperature_celsius, read_number(file) * 1e-3);
  }
  reading.core_clock_hz = core_clock();
  reading.power_limit_watts = power_limit_watts_;
  return reading;
}

}  // namespace steelyard::cpu
