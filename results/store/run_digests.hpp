#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/record.hpp"

/// The digests of a run file: SHA-256 over what it holds, in a form that another program can make
/// again (docs/run-file.md, "Digests"). They show whether a file is as it was written. They are no
/// signature: who changes a file on purpose can make them again, unless the head is known from
/// elsewhere (docs/decisions/0024-digests-of-a-run-file.md).
namespace steelyard::results {

class CanonicalBytes;

/// The canonical form that this program writes. Raise it with any change of the lists of
/// schema.hpp or of what is below.
inline constexpr int digest_form = 1;

struct CaseDigests {
  std::string visits;  ///< of its visits, each over the one before it
  std::string whole;   ///< of its facts and `visits`
  bool operator==(const CaseDigests&) const = default;
};

struct RunDigests {
  std::string run;                 ///< attributes of the file and the suite's text
  std::string environment;         ///< environment, then each continuation over the one before it
  std::string telemetry;           ///< all readings
  std::vector<CaseDigests> cases;  ///< in the order of the suite
  std::string head;                ///< of all of them
  bool operator==(const RunDigests&) const = default;
};

/// What a file says of its own content.
struct StoredDigests {
  int form = 0;        ///< 0: none; above digest_form: written by a newer program, and not read
  RunDigests digests;  ///< of a form that this program knows
};

/// Digest of a case's facts, over that of its visits. `index` is its place in the suite.
std::string case_digest(const CaseRecord& record, std::size_t index, const std::string& visits);
/// Digest of all, over the others; `digests.head` itself is not looked at.
std::string head_digest(const RunDigests& digests);

/// The digests of a run that grows. Costs one pass over what is added, not over what is there.
class DigestChain {
 public:
  /// Of everything in `run`.
  explicit DigestChain(const RunRecord& run);
  ~DigestChain();
  DigestChain(DigestChain&&) noexcept;
  DigestChain& operator=(DigestChain&&) noexcept;

  void set_info(const RunInfo& info);
  void add_continuation(const Continuation& continuation);
  /// Facts of a case, as they stand from now on. Its visits are not looked at.
  void set_case(const CaseRecord& record);
  /// A visit after those that are there.
  void add_visit(const CaseRecord& record, const Visit& visit);
  void add_telemetry(const std::vector<TelemetrySample>& samples);

  const CaseDigests& of_case(const std::string& id) const;
  /// All, with those of the telemetry and of all made anew.
  const RunDigests& digests();

 private:
  RunDigests digests_;
  std::map<std::string, std::size_t> index_;  ///< of a case in the suite, by id
  std::unique_ptr<CanonicalBytes> telemetry_;
};

/// The digests that a file with this content should have.
RunDigests digests_of(const RunRecord& run);

}  // namespace steelyard::results
