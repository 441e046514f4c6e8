#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "results/store/schema.hpp"

/// A pack of runs, member by member, over the same lists as the run file. docs/pack.md is the same
/// list for people.
///
/// Each list of rows is a group, each of its columns a dataset in it: numbers as they are, texts
/// and names as their number in the pool of texts, where each stands once.
namespace steelyard::results::pack_schema {

inline constexpr std::string_view name = "steelyard-pack";
inline constexpr int version = 1;

inline constexpr std::string_view texts = "texts";
inline constexpr std::string_view bytes = "bytes";
inline constexpr std::string_view ends = "ends";
inline constexpr std::string_view runs = "runs";
inline constexpr std::string_view continuations = "continuations";
inline constexpr std::string_view environments = "environments";
inline constexpr std::string_view rank_list = "rank_list";
inline constexpr std::string_view entry_list = "entry_list";
inline constexpr std::string_view ranks = "ranks";
inline constexpr std::string_view entries = "entries";
inline constexpr std::string_view facts = "facts";
inline constexpr std::string_view cases = "cases";
inline constexpr std::string_view rank_medians = "rank_medians";
inline constexpr std::string_view quantiles = "quantiles";
inline constexpr std::string_view head = "head";

/// One row of /runs. A run owns the next `continuations` and `cases` rows of these groups.
struct RunRow {
  RunInfo info;  ///< without environment, continuations and suite
  std::string original;
  std::string head;
  std::string digest;
  int environment = 0;  ///< row of /environments
  int continuations = 0;
  int cases = 0;
};

inline constexpr auto run_fields = [](auto&& visit, auto& row) {
  schema::describe_run(visit, row.info);
  visit("original", "text", row.original);
  visit("head", "text", row.head);
  visit("digest", "text", row.digest);
  visit("environment", "1", row.environment);
  visit("continuations", "1", row.continuations);
  visit("cases", "1", row.cases);
};

/// One row of /continuations.
struct ContinuationRow {
  Continuation continuation;  ///< without environment
  int environment = 0;
};

inline constexpr auto continuation_fields = [](auto&& visit, auto& row) {
  schema::describe_continuation(visit, row.continuation);
  visit("environment", "1", row.environment);
};

/// One row of /environments. An environment owns the next `ranks` numbers of /rank_list and
/// `entries` numbers of /entry_list: rows of /ranks and of /entries.
struct EnvironmentRow {
  int ranks = 0;
  int entries = 0;
};

inline constexpr auto environment_fields = [](auto&& visit, auto& row) {
  visit("ranks", "1", row.ranks);
  visit("entries", "1", row.entries);
};

inline constexpr auto rank_fields = [](auto&& visit, auto& row) {
  schema::describe_rank(visit, row);
};

/// One row of /entries: a line of an environment's tables.
struct EntryRow {
  std::string kind;  ///< "node", "fact", "software", "variable" or "warning"
  int node = 0;      ///< node, fact: the node's number
  std::string name;  ///< node: its host
  std::string value;
};

inline constexpr auto entry_fields = [](auto&& visit, auto& row) {
  visit("kind", "text", row.kind);
  visit("node", "1", row.node);
  visit("name", "text", row.name);
  visit("value", "text", row.value);
};

template <class T>
inline constexpr bool is_text = std::is_same_v<T, std::string> || std::is_enum_v<T>;

/// One row of /facts: the texts of a row of a run's /summary/cases. So many runs share one.
inline constexpr auto fact_fields = [](auto&& visit, auto& row) {
  schema::describe_summary(
      [&]<class T>(const char* column, const char* units, T& value) {
        if constexpr (is_text<std::remove_const_t<T>>) visit(column, units, value);
      },
      row);
};

/// One row of /cases: the numbers of a row of a run's /summary/cases. A case owns the next
/// `rank_medians` numbers of /rank_medians and `quantile_rows` rows of /quantiles.
struct CaseRow {
  int facts = 0;  ///< row of /facts
  int rank_medians = 0;
  int quantile_rows = 0;
  schema::SummaryRow summary;
};

inline constexpr auto case_fields = [](auto&& visit, auto& row) {
  visit("facts", "1", row.facts);
  visit("rank_medians", "1", row.rank_medians);
  visit("quantile_rows", "1", row.quantile_rows);
  schema::describe_summary(
      [&]<class T>(const char* column, const char* units, T& value) {
        if constexpr (!is_text<std::remove_const_t<T>>) visit(column, units, value);
      },
      row.summary);
};

}  // namespace steelyard::results::pack_schema
