#include "harness/device/conformance/ladder.hpp"

#include <vector>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

std::vector<Rung> numbered_rungs() {
  std::vector<Rung> all;
  for (const auto& part :
       {device_rungs(), memory_rungs(), stream_rungs(), gemm_rungs(), tuning_rungs(),
        pointwise_rungs(), collective_rungs(), message_rungs(), sensor_rungs(), error_rungs(),
        collective_error_rungs(), exhaustion_rungs(), asynchronous_rungs(), leak_rungs()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  for (std::size_t i = 0; i < all.size(); ++i) all[i].number = static_cast<int>(i) + 1;
  return all;
}

/// Throws NotOffered if the rung's group is absent from the table.
void require_group(const Rung& rung, const sy_backend_v1& table) {
  const std::string_view group = rung.group();
  if (group == "gemm" && table.gemm == nullptr) {
    throw NotOffered("This backend multiplies no matrices: its group gemm is absent.");
  }
  if (group == "pointwise" && table.pointwise == nullptr) {
    throw NotOffered("This backend has no pointwise functions: that group is absent.");
  }
  if (group == "collectives" && table.collectives == nullptr) {
    throw NotOffered("This backend has no collectives of its own: that group is absent.");
  }
  if (group == "telemetry" && table.telemetry == nullptr) {
    throw NotOffered("This backend reads no sensors: its group telemetry is absent.");
  }
  if (group == "probe" && table.probe == nullptr) {
    throw NotOffered("This backend probes no unit: its group probe is absent.");
  }
}

}  // namespace

std::span<const Rung> ladder() {
  static const std::vector<Rung> all = numbered_rungs();
  return all;
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::not_offered:
      return "not offered";
  }
  return "unknown";
}

Verdict climb(const Rung& rung, const Climbed& backend) {
  try {
    require_group(rung, backend.table);
    Subject subject(backend);
    if (rung.needs != Needs::nothing && subject.modelled()) {
      throw NotOffered("A modelled chip computes nothing.");
    }
    rung.climb(subject);
    return {Outcome::passed, subject.note()};
  } catch (const NotOffered& reason) {
    return {Outcome::not_offered, reason.what()};
  } catch (const std::exception& flaw) {
    return {Outcome::failed, flaw.what()};
  } catch (...) {
    return {Outcome::failed, "An exception that is no std::exception came out of the backend."};
  }
}

}  // namespace steelyard::device::conformance
