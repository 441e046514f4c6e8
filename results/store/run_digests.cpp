#include "results/store/run_digests.hpp"

#include <algorithm>
#include <span>

#include "results/store/canonical_bytes.hpp"
#include "results/store/schema.hpp"

// The order of what is added below is the canonical form: docs/run-file.md says the same in words,
// and tests/contract/store/check_digests.py in Python.
namespace steelyard::results {
namespace {

std::string run_digest(const RunInfo& info) {
  CanonicalBytes bytes("run", hdf5::longest_attribute);
  schema::describe_run(bytes, info);
  bytes.add_text(info.suite_text);
  return bytes.digest();
}

void add_pairs(CanonicalBytes& bytes, const std::map<std::string, std::string>& pairs) {
  bytes.add_count(pairs.size());
  for (const auto& [name, value] : pairs) {
    bytes.add(name);
    bytes.add(value);
  }
}

void add_facts(CanonicalBytes& bytes, const std::vector<NodeInfo>& nodes) {
  std::size_t count = 0;
  for (const NodeInfo& node : nodes) count += node.facts.size();
  bytes.add_count(count);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto& [name, value] : nodes[i].facts) {
      bytes.add(static_cast<int>(i));
      bytes.add(name);
      bytes.add(value);
    }
  }
}

std::string environment_digest(const Environment& environment) {
  CanonicalBytes bytes("environment", hdf5::longest_cell);
  bytes.add_count(environment.ranks.size());
  for (const RankInfo& rank : environment.ranks) schema::describe_rank(bytes, rank);
  bytes.add_count(environment.nodes.size());
  for (const NodeInfo& node : environment.nodes) {
    schema::describe_node(bytes, node);
    bytes.add_text(node.topology_xml);
  }
  add_facts(bytes, environment.nodes);
  add_pairs(bytes, environment.software);
  add_pairs(bytes, environment.variables);
  bytes.add_count(environment.warnings.size());
  for (const std::string& warning : environment.warnings) bytes.add(warning);
  return bytes.digest();
}

std::string continuation_digest(const std::string& before, const Continuation& continuation) {
  CanonicalBytes bytes("continuation", hdf5::longest_attribute);
  bytes.add_text(before);
  schema::describe_continuation(bytes, continuation);
  bytes.add_text(environment_digest(continuation.environment));
  return bytes.digest();
}

std::string no_visits_digest(const std::string& id) {
  CanonicalBytes bytes("visits", hdf5::longest_attribute);
  bytes.add_text(id);
  return bytes.digest();
}

std::string visit_digest(const std::string& before, int ranks, const Visit& visit) {
  CanonicalBytes bytes("visit", hdf5::longest_cell);
  bytes.add_text(before);
  const auto columns = static_cast<std::size_t>(std::max(1, ranks));
  // Like schema::VisitRow, without a copy of the samples.
  struct {
    const Visit& visit;
    std::uint64_t iterations;
    bool late_recorded;
  } const row{visit, visit.samples.size() / columns, !visit.late.empty()};
  schema::describe_visit(bytes, row);
  bytes.add_count(visit.samples.size());
  bytes.add_numbers(std::span<const double>(visit.samples));
  bytes.add_numbers(std::span<const std::uint8_t>(visit.late));
  bytes.add_count(visit.batches.size());
  for (const Batch& batch : visit.batches) {
    const schema::BatchRow of_batch{visit.round, batch};
    schema::describe_batch(bytes, of_batch);
  }
  return bytes.digest();
}

}  // namespace

std::string case_digest(const CaseRecord& record, std::size_t index, const std::string& visits) {
  CanonicalBytes bytes("case", hdf5::longest_attribute);
  bytes.add_text(record.id);
  bytes.add(static_cast<int>(index));
  schema::describe_case(bytes, record);
  bytes.add_text(visits);
  return bytes.digest();
}

std::string head_digest(const RunDigests& digests) {
  CanonicalBytes bytes("head", hdf5::longest_attribute);
  bytes.add_text(digests.run);
  bytes.add_text(digests.environment);
  bytes.add_count(digests.cases.size());
  for (const CaseDigests& each : digests.cases) bytes.add_text(each.whole);
  bytes.add_text(digests.telemetry);
  return bytes.digest();
}

DigestChain::DigestChain(const RunRecord& run)
    : telemetry_(std::make_unique<CanonicalBytes>("telemetry", hdf5::longest_cell)) {
  set_info(run.info);
  digests_.environment = environment_digest(run.info.environment);
  for (const Continuation& each : run.info.continuations) add_continuation(each);
  for (const CaseRecord& record : run.cases) {
    index_.emplace(record.id, digests_.cases.size());
    digests_.cases.push_back({no_visits_digest(record.id), ""});
    for (const Visit& visit : record.visits) add_visit(record, visit);
    set_case(record);
  }
  add_telemetry(run.telemetry);
}

DigestChain::~DigestChain() = default;
DigestChain::DigestChain(DigestChain&&) noexcept = default;
DigestChain& DigestChain::operator=(DigestChain&&) noexcept = default;

void DigestChain::set_info(const RunInfo& info) { digests_.run = run_digest(info); }

void DigestChain::add_continuation(const Continuation& continuation) {
  digests_.environment = continuation_digest(digests_.environment, continuation);
}

void DigestChain::set_case(const CaseRecord& record) {
  const std::size_t index = index_.at(record.id);
  CaseDigests& digests = digests_.cases[index];
  digests.whole = case_digest(record, index, digests.visits);
}

void DigestChain::add_visit(const CaseRecord& record, const Visit& visit) {
  CaseDigests& digests = digests_.cases[index_.at(record.id)];
  digests.visits = visit_digest(digests.visits, record.ranks, visit);
}

void DigestChain::add_telemetry(const std::vector<TelemetrySample>& samples) {
  for (const TelemetrySample& sample : samples) schema::describe_telemetry(*telemetry_, sample);
}

const CaseDigests& DigestChain::of_case(const std::string& id) const {
  return digests_.cases[index_.at(id)];
}

const RunDigests& DigestChain::digests() {
  digests_.telemetry = telemetry_->digest();
  digests_.head = head_digest(digests_);
  return digests_;
}

RunDigests digests_of(const RunRecord& run) { return DigestChain(run).digests(); }

}  // namespace steelyard::results
