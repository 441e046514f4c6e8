#pragma once

#include <string>
#include <utility>

#include "results/chips/catalogue.hpp"

/// Chips made by hand, for tests of models.
namespace steelyard::results::test {

inline Figure figure(double value) {
  return {value, {"a source", SourceKind::press, Confidence::high, true, ""}};
}

inline Chip chip(std::string id, std::string vendor, std::string family = "family") {
  Chip chip;
  chip.id = std::move(id);
  chip.name = "name of " + chip.id;
  chip.vendor = std::move(vendor);
  chip.runtime_family.value = std::move(family);
  return chip;
}

inline Chip& peak(Chip& chip, const std::string& key, double tflops) {
  chip.dense_peak_tflops[key] = figure(tflops);
  return chip;
}

inline Measurement measured(std::string what) {
  Measurement measurement;
  measurement.what = std::move(what);
  measurement.source = "source of " + measurement.what;
  measurement.confidence = Confidence::medium;
  return measurement;
}

inline Chip& gemm(Chip& chip, const std::string& key, double tflops, bool least = false) {
  chip.measured.push_back(measured("gemm " + key));
  chip.measured.back().gemm = MeasuredGemm{key, tflops, least};
  return chip;
}

inline Chip& links(Chip& chip, Topology topology, int joined, double both_ways_gb_s) {
  chip.topology = topology;
  chip.joined = joined;
  chip.interconnect_gb_s = figure(both_ways_gb_s);
  return chip;
}

inline Chip& all_reduce(Chip& chip, int devices, double busbw_gb_s, bool in_switch = false) {
  chip.measured.push_back(measured("all-reduce"));
  chip.measured.back().all_reduce = MeasuredAllReduce{devices, busbw_gb_s, in_switch};
  return chip;
}

}  // namespace steelyard::results::test
