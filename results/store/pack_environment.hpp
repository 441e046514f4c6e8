#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/record.hpp"
#include "results/store/pack_columns.hpp"
#include "results/store/pack_schema.hpp"

/// Environments in a pack. Those of many nights differ in a line or two (the load of a node, the
/// number of a job), so each line stands once, and an environment is a list of lines.
namespace steelyard::results {

/// The lines of an environment: nodes with their facts, software, variables, warnings. Topologies
/// are left out.
std::vector<pack_schema::EntryRow> entries_of(const Environment& environment);

/// Adds a line to an environment. False if it cannot be one: of an unknown kind, of a node that is
/// not listed before it, or there already.
bool add_entry(Environment& environment, const pack_schema::EntryRow& entry);

/// Environments on their way into a pack.
class GrowingEnvironments {
 public:
  explicit GrowingEnvironments(TextPool& texts);
  /// Its row; one that is there is not added again.
  int number(const Environment& environment);
  void create(hdf5::Group& root) const;
  void write(hdf5::Group& root, GrowingColumn::What what);

 private:
  GrowingRows<RankInfo, decltype(pack_schema::rank_fields)> ranks_;
  GrowingRows<pack_schema::EntryRow, decltype(pack_schema::entry_fields)> entries_;
  GrowingRows<pack_schema::EnvironmentRow, decltype(pack_schema::environment_fields)> all_;
  GrowingColumn rank_list_;
  GrowingColumn entry_list_;
  std::unordered_map<std::string, int> known_;
};

/// Environments of a pack.
class StoredEnvironments {
 public:
  StoredEnvironments(const hdf5::Group& root, const Texts& texts);
  std::size_t count() const { return all_.size(); }
  /// Refuses lines that cannot be, and an environment that is not there, in the name of `asking`.
  /// Counts what it takes as memory.
  Environment get(int number, const hdf5::Node& asking) const;

 private:
  struct Place {
    std::size_t first_rank = 0;
    std::size_t first_entry = 0;
    pack_schema::EnvironmentRow row;
  };
  std::vector<RankInfo> ranks_;
  std::vector<pack_schema::EntryRow> entries_;
  std::vector<std::int32_t> rank_list_;
  std::vector<std::int32_t> entry_list_;
  std::vector<Place> all_;
};

}  // namespace steelyard::results
