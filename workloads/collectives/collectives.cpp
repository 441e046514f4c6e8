#include <fmt/format.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/run/workload.hpp"
#include "workloads/collectives/collective_table.hpp"
#include "workloads/collectives/prepared_collective.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using collectives::Collective;
using collectives::Volume;
using Kind = run::Parameter::Kind;

const std::vector<run::Parameter>& collective_parameters() {
  static const std::vector<run::Parameter> parameters = {
      {"dtype",
       Kind::dtype,
       "Type of the elements.",
       {"f64", "f32", "bf16", "fp16", "int32", "int8"},
       {}},
      {"bytes", Kind::integer, "Size S of the message, a multiple of the element size.", {}, {}},
      {"op", Kind::choice, "How elements are combined.", {"sum"}, {}},
      {"ranks", Kind::ranks, "Ranks that take part: those of the run.", {}, {}},
      {"mode",
       Kind::choice,
       "pipelined: operations back to back; latency: each starts together on all ranks.",
       {"pipelined", "latency"},
       "pipelined"},
  };
  return parameters;
}

/// One row of the table as a workload.
class CollectiveWorkload final : public run::Workload {
 public:
  explicit CollectiveWorkload(const Collective& collective) : collective_(collective) {}

  std::string_view name() const override { return collective_.name; }
  std::string_view description() const override { return collective_.description; }
  int method_version() const override { return 1; }
  std::span<const run::Parameter> parameters() const override { return collective_parameters(); }
  std::vector<CaseSpec> examples() const override;

  void check(const CaseSpec& spec) const override;
  WorkModel work(const CaseSpec& spec) const override;
  run::Timing timing(const CaseSpec& spec) const override {
    const bool latency = spec.find("mode").value_or("pipelined") == "latency";
    return latency ? run::Timing::latency : run::Timing::pipelined;
  }
  run::MemoryNeed memory(const CaseSpec& spec, const run::PlanContext& context) const override;
  ProbeChoice probe(const CaseSpec& spec) const override {
    return {SY_PROBE_MEMORY, Dtype::f32, static_cast<std::uint64_t>(spec.integer("bytes"))};
  }
  std::unique_ptr<run::PreparedCase> prepare(const CaseSpec& spec,
                                             run::CaseContext& context) const override;

 private:
  Volume volume(const CaseSpec& spec) const {
    const Dtype dtype = spec.dtype();
    const std::size_t count = static_cast<std::size_t>(spec.integer("bytes")) / size_of(dtype);
    const auto ranks = static_cast<int>(spec.integer("ranks"));
    return {count, collective_.send_count(count, ranks), collective_.receive_count(count, ranks),
            dtype};
  }

  const Collective& collective_;
};

std::vector<CaseSpec> CollectiveWorkload::examples() const {
  std::vector<CaseSpec> cases;
  for (const char* parameters : {
           "dtype=f32,bytes=4,op=sum",
           "dtype=f32,bytes=262144,op=sum,mode=latency",
           "dtype=f64,bytes=4096,op=sum",
           "dtype=bf16,bytes=131070,op=sum",
           "dtype=fp16,bytes=2,op=sum,mode=latency",
           "dtype=int32,bytes=40,op=sum",
           "dtype=int8,bytes=65537,op=sum",
       }) {
    cases.push_back(parse_case(fmt::format("{}:{}", name(), parameters)));
  }
  return cases;
}

void CollectiveWorkload::check(const CaseSpec& spec) const {
  const Dtype dtype = spec.dtype();
  const std::int64_t bytes = spec.integer("bytes");
  const auto width = static_cast<std::int64_t>(size_of(dtype));
  if (bytes % width == 0) return;
  throw UsageError(
      fmt::format("bytes={} is not a multiple of the {} bytes of a {} element; use {}.", bytes,
                  width, steelyard::name(dtype), (bytes / width + 1) * width));
}

WorkModel CollectiveWorkload::work(const CaseSpec& spec) const {
  const Volume sizes = volume(spec);
  const auto width = static_cast<double>(size_of(sizes.dtype));
  WorkModel work;
  work.bytes_moved = (static_cast<double>(sizes.send) + static_cast<double>(sizes.receive)) * width;
  work.message_bytes = static_cast<double>(spec.integer("bytes"));
  work.busbw_factor = collective_.busbw_factor(static_cast<int>(spec.integer("ranks")));
  return work;
}

run::MemoryNeed CollectiveWorkload::memory(const CaseSpec& spec,
                                           const run::PlanContext& context) const {
  const Volume sizes = volume(spec);
  const std::uint64_t buffers = (sizes.send + sizes.receive) * size_of(sizes.dtype);
  const bool staged = !context.collectives && !context.host_accessible;
  return {buffers, collectives::host_data_bytes(sizes) + (staged ? buffers : 0)};
}

std::unique_ptr<run::PreparedCase> CollectiveWorkload::prepare(const CaseSpec& spec,
                                                               run::CaseContext& context) const {
  if (spec.integer("ranks") != context.comm.size()) {
    throw Unsupported(fmt::format("The case is for {} ranks, but this run has {}.",
                                  spec.integer("ranks"), context.comm.size()));
  }
  return std::make_unique<collectives::PreparedCollective>(collective_, volume(spec), context);
}

}  // namespace

std::span<const run::Workload* const> collectives_workloads() {
  static const std::deque<CollectiveWorkload> workloads = [] {
    std::deque<CollectiveWorkload> all;
    for (const Collective& row : collectives::collective_table()) all.emplace_back(row);
    return all;
  }();
  static const std::vector<const run::Workload*> pointers = [] {
    std::vector<const run::Workload*> all;
    for (const CollectiveWorkload& workload : workloads) all.push_back(&workload);
    return all;
  }();
  return pointers;
}

}  // namespace steelyard::workloads
