#include "results/store/telemetry_store.hpp"

#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {

void create_telemetry(hdf5::Group& root) {
  auto group = root.create_group(std::string(schema::telemetry),
                                 "Readings of the devices' sensors; NaN where there is none.");
  const TelemetrySample empty;
  schema::describe_telemetry(
      [&](const char* column, const char* units, const auto& value) {
        group.create_array(column, units, type_of(value, 0));
      },
      empty);
}

void append_telemetry(hdf5::Group& root, const std::vector<TelemetrySample>& samples) {
  const auto group = root.group(std::string(schema::telemetry));
  // Column by column: the list of columns is walked once for the names, and once for each sample.
  const TelemetrySample empty;
  std::size_t column = 0;
  schema::describe_telemetry(
      [&]<class T>(const char* column_name, const char*, const T& first) {
        std::vector<T> values;
        for (const TelemetrySample& sample : samples) {
          std::size_t i = 0;
          schema::describe_telemetry(
              [&]<class U>(const char*, const char*, const U& value) {
                if constexpr (std::is_same_v<T, U>) {
                  if (i == column) values.push_back(value);
                }
                ++i;
              },
              sample);
        }
        ++column;
        group.array(column_name, type_of(first, 0)).append(std::as_bytes(std::span(values)));
      },
      empty);
}

std::vector<TelemetrySample> read_telemetry(const hdf5::Group& root) {
  const auto group = root.group(std::string(schema::telemetry));
  std::vector<TelemetrySample> samples;
  std::size_t column = 0;
  TelemetrySample empty;
  schema::describe_telemetry(
      [&]<class T>(const char* column_name, const char*, T& first) {
        const auto dataset = group.array(column_name, type_of(first, 0));
        const auto bytes = dataset.read(sizeof(TelemetrySample));
        if (column == 0) samples.resize(bytes.size() / sizeof(T));
        if (bytes.size() != samples.size() * sizeof(T)) {
          dataset.refuse("has another number of rows than the other columns");
        }
        for (std::size_t row = 0; row < samples.size(); ++row) {
          std::size_t i = 0;
          schema::describe_telemetry(
              [&](const char*, const char*, auto& value) {
                if (i++ != column) return;
                take(value, std::span(bytes).subspan(row * sizeof(T), sizeof(T)));
              },
              samples[row]);
        }
        ++column;
      },
      empty);
  return samples;
}

}  // namespace steelyard::results
