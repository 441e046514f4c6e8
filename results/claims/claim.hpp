#pragma once

#include <string>
#include <string_view>

#include "harness/core/dtype.hpp"

/// A statement about two chips that somebody published, in a form that runs can decide.
namespace steelyard::results {

/// What a claim is about. All are ratios of `chip` to `to`.
enum class MetricKind {
  profile,         ///< score under a profile
  group,           ///< score of a group of a suite
  single_case,     ///< figure of one case
  cost,            ///< cost of one unit of work under a profile; less is better
  system_compute,  ///< rate of multiplication of a whole system, all of its devices together
  mixed,  ///< score of a group in a cluster of both chips, over what each reaches by itself
};
/// "profile", "group", "case", "cost", "system_compute", "mixed".
std::string_view name(MetricKind kind);

struct Metric {
  MetricKind kind = MetricKind::profile;
  std::string of;  ///< the profile, the group, the canonical name of the case, or the dtype
};

enum class Relation {
  comparable,  ///< within the margin, either way
  at_least,    ///< the ratio is `factor` or more
  below,       ///< the ratio is under `factor`
};
/// "comparable", "at least", "below".
std::string_view name(Relation relation);

/// Where a claim was published. `url` and `date` are empty where no source was found: then `title`
/// says so.
struct ClaimSource {
  std::string title;
  std::string url;
  std::string date;  ///< YYYY, YYYY-MM or YYYY-MM-DD
};

struct Claim {
  std::string id;
  std::string chip;  ///< id of the catalogue
  Metric metric;
  Relation relation = Relation::comparable;
  std::string to;             ///< id of the catalogue
  double factor = 1;          ///< of at_least and below
  double margin = 0.05;       ///< of comparable: the ratio lies in [1/(1+m), 1+m]
  int runs = 3;               ///< measured runs of each chip that a verdict needs at least
  Dtype dtype = Dtype::bf16;  ///< whose peak the datasheets are asked for
  ClaimSource source;
  std::string quote;  ///< as published; or ""
  std::string note;   ///< what the source leaves open, and how it was read; or ""
};

}  // namespace steelyard::results
