#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/dtype.hpp"
#include "harness/core/record.hpp"
#include "results/chips/yaml_file.hpp"

/// What a chip is wanted for: which cases count, and how much. docs/profiles.md is the manual for
/// people, with the grammar of the files.
///
///     const Profile profile = find_profile("training-dense", "share/steelyard/profiles");
///     if (const auto part = part_of(profile, record)) profile.parts[*part].weight;
namespace steelyard::results {

/// What becomes of a case that some chip has no figure for.
enum class MissingPolicy {
  exclude,  ///< it counts for no chip
  wider,    ///< the same case in the next wider dtype stands in for it, on that chip alone
};
std::string_view name(MissingPolicy policy);
std::optional<MissingPolicy> parse_missing_policy(std::string_view text);

/// Which cases a part is about. What is absent or empty does not restrict.
struct CaseMatch {
  std::string workload;
  std::optional<std::string> group;     ///< heading in the suite; `*` stands for any text, `?` one
  std::optional<std::string> mode;      ///< pipelined or latency; a case that names none: pipelined
  std::vector<Dtype> dtypes;            ///< any of these
  std::optional<double> minimum_bytes;  ///< of the message; a case that sends none does not match
  std::optional<double> maximum_bytes;
};

/// Whether the case is of that kind. A case whose name cannot be read is of none.
bool matches(const CaseMatch& match, const CaseRecord& record);

/// A kind of work and its share. The weight is shared evenly by the cases of the part that count,
/// so that a part does not weigh more for having many sizes.
struct ProfilePartSpec {
  std::string name;
  double weight = 0;   ///< above 0, relative to the other parts
  std::string reason;  ///< why this much
  CaseMatch match;
};

/// A case of one training step and how often the step does it.
struct StepCase {
  std::string case_name;  ///< canonical, as `steelyard cases` prints it
  double count = 0;
};

/// One training step of one device as the sum of its matrix multiplications: seconds = sum of
/// count x t. All else that a step does is left out, so tokens_per_step / seconds is more than any
/// training reaches.
struct TokenModel {
  std::string name;
  std::string source;
  double tokens_per_step = 0;
  std::vector<StepCase> step;  ///< each case once
};

struct Profile {
  std::string name;
  std::string description;
  MissingPolicy missing = MissingPolicy::exclude;
  std::vector<ProfilePartSpec> parts;  ///< at least one
  std::vector<TokenModel> tokens;
};

/// Index of the part that the case belongs to: of several that match, the first.
std::optional<std::size_t> part_of(const Profile& profile, const CaseRecord& record);

/// Reads one file. Throws DataError that names file, line and column: what yaml_file.hpp refuses,
/// an unknown key or word, a missing key, a number out of range, a name twice.
Profile load_profile(const std::filesystem::path& file);

/// The same of text that was read already.
Profile parse_profile(const YamlNode& root);

/// A shipped profile by its name, or a file by its path (with a slash, or where a file of that name
/// exists). Throws UsageError, naming the nearest shipped one, and what load_profile() throws.
Profile find_profile(const std::string& wanted, const std::filesystem::path& shipped);

/// Names of the profiles of a folder, sorted.
std::vector<std::string> profile_names(const std::filesystem::path& folder);

}  // namespace steelyard::results
