#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "collectors/table.hpp"
#include "collectors/telemetry/sensor_log.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

/// Keeps what the devices' sensors show while cases run, for each rank's device.
namespace steelyard::collectors {
run::CollectorPlugin telemetry_collector();

namespace {

/// More often says little more of any sensor, and costs.
constexpr double shortest_period_seconds = 0.1;
/// Of all ranks: 64 MB on rank 0.
constexpr std::size_t most_readings = 1'000'000;
constexpr std::size_t most_readings_of_a_rank = 20'000;

/// A reading in doubles, to be gathered: seconds on this rank's clock, then the values.
constexpr std::size_t row_doubles = 7;

class TelemetryCollector final : public run::Collector {
 public:
  void annotate(RunInfo&, comm::Communicator& comm, const device::Device& device) override {
    const std::size_t most = std::clamp(most_readings / static_cast<std::size_t>(comm.size()),
                                        std::size_t{100}, most_readings_of_a_rank);
    if (has_sensors(device)) {
      log_.emplace([&device] { return read(device); }, period_of(device), most);
    }
  }

  std::vector<TelemetrySample> gather_telemetry(comm::Communicator& comm,
                                                double run_began) override {
    const std::vector<Reading> readings = log_ ? log_->stop() : std::vector<Reading>{};
    const auto most =
        static_cast<std::size_t>(comm::max_over_ranks(comm, static_cast<double>(readings.size())));
    // Blocks of one size, the shorter ones filled up with rows that have no time.
    std::vector<double> rows(most * row_doubles, std::nan(""));
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const sy_telemetry_reading& values = readings[i].values;
      const std::array row{readings[i].monotonic_seconds - run_began,
                           values.power_watts,
                           values.energy_joules,
                           values.temperature_celsius,
                           values.core_clock_hz,
                           values.memory_clock_hz,
                           static_cast<double>(values.throttle_reasons)};
      static_assert(row.size() == row_doubles);
      std::ranges::copy(row, rows.begin() + static_cast<std::ptrdiff_t>(i * row_doubles));
    }
    return samples_of(comm.gather(rows), most);
  }

 private:
  /// A processor's sensors are read by its own cores, whose time is measured; and what has no time
  /// of its own has nothing to show.
  static bool has_sensors(const device::Device& device) {
    const sy_properties& properties = device.properties();
    return device.table().telemetry != nullptr && properties.is_accelerator != 0 &&
           properties.virtual_time == 0 && properties.modelled == 0;
  }

  static double period_of(const device::Device& device) {
    double seconds = 0;
    const sy_status status = device.table().telemetry->period(device.handle(), &seconds);
    return status == SY_OK ? std::max(seconds, shortest_period_seconds) : 1.0;
  }

  static std::optional<sy_telemetry_reading> read(const device::Device& device) {
    try {
      return device.telemetry();
    } catch (const Error& error) {
      log_warning(std::string("sensors are read no more: ") + error.what());
      return std::nullopt;
    }
  }

  /// On rank 0: of all ranks, in the order of time.
  static std::vector<TelemetrySample> samples_of(const std::vector<double>& rows,
                                                 std::size_t rows_of_a_rank) {
    std::vector<TelemetrySample> samples;
    for (std::size_t i = 0; i < rows.size() / row_doubles; ++i) {
      const double* const row = rows.data() + i * row_doubles;
      if (std::isnan(row[0])) continue;
      samples.push_back({.seconds = row[0],
                         .rank = static_cast<int>(i / rows_of_a_rank),
                         .power_watts = row[1],
                         .energy_joules = row[2],
                         .temperature_celsius = row[3],
                         .core_clock_hz = row[4],
                         .memory_clock_hz = row[5],
                         .throttle_reasons = static_cast<std::uint64_t>(row[6])});
    }
    std::ranges::stable_sort(samples, {}, &TelemetrySample::seconds);
    return samples;
  }

  std::optional<SensorLog> log_;
};

}  // namespace

run::CollectorPlugin telemetry_collector() {
  return {"telemetry", "keeps what the sensors of accelerators show while cases run",
          [](const run::CollectorOptions&) -> std::unique_ptr<run::Collector> {
            return std::make_unique<TelemetryCollector>();
          }};
}

}  // namespace steelyard::collectors
