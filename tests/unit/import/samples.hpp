#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "results/import/reading.hpp"

/// What the tests of the import share.
namespace steelyard::results::import {

/// A stored output of tests/data/import.
inline std::string sample(const std::string& name) {
  std::ifstream in(STEELYARD_SOURCE_DIR "/tests/data/import/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("no such sample: " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> names(const Reading& reading) {
  std::vector<std::string> out;
  for (const CaseRecord& record : reading.cases) out.push_back(record.name);
  return out;
}

inline const CaseRecord& find(const Reading& reading, const std::string& name) {
  for (const CaseRecord& record : reading.cases) {
    if (record.name == name) return record;
  }
  throw std::runtime_error("no such case: " + name);
}

inline std::size_t left_out(const Reading& reading) {
  std::size_t sum = 0;
  for (const LeftOut& each : reading.left_out) sum += each.results;
  return sum;
}

/// The one reason why anything was left out.
inline std::string reason(const Reading& reading) {
  return reading.left_out.size() == 1 ? reading.left_out.front().reason : "not one reason";
}

inline double busbw(const CaseRecord& record) {
  const double t = record.visits.front().samples.front();
  return record.work.message_bytes / t * record.work.busbw_factor;
}

}  // namespace steelyard::results::import
