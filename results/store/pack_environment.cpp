#include "results/store/pack_environment.hpp"

#include <utility>

namespace steelyard::results {
namespace {

using pack_schema::EntryRow;

constexpr const char* node_kind = "node";
constexpr const char* fact_kind = "fact";
constexpr const char* software_kind = "software";
constexpr const char* variable_kind = "variable";
constexpr const char* warning_kind = "warning";

void add_number(std::vector<std::int32_t>& list, int number) { list.push_back(number); }

/// Bytes of memory that an environment with these lines takes, beside its own.
std::uint64_t memory_of(const RankInfo& rank) {
  std::uint64_t bytes = sizeof rank;
  schema::describe_rank(
      [&]<class T>(const char*, const char*, const T& value) {
        if constexpr (std::is_same_v<T, std::string>) bytes += value.size();
      },
      rank);
  return bytes;
}

std::uint64_t memory_of(const EntryRow& entry) {
  return sizeof entry + entry.name.size() + entry.value.size();
}

}  // namespace

std::vector<EntryRow> entries_of(const Environment& environment) {
  std::vector<EntryRow> entries;
  for (std::size_t i = 0; i < environment.nodes.size(); ++i) {
    const auto node = static_cast<int>(i);
    entries.push_back({node_kind, node, environment.nodes[i].host, ""});
    for (const auto& [name, value] : environment.nodes[i].facts) {
      entries.push_back({fact_kind, node, name, value});
    }
  }
  for (const auto& [name, value] : environment.software) {
    entries.push_back({software_kind, 0, name, value});
  }
  for (const auto& [name, value] : environment.variables) {
    entries.push_back({variable_kind, 0, name, value});
  }
  for (const std::string& text : environment.warnings) {
    entries.push_back({warning_kind, 0, "", text});
  }
  return entries;
}

bool add_entry(Environment& environment, const EntryRow& entry) {
  const auto node = static_cast<std::size_t>(entry.node);
  if (entry.kind == node_kind) {
    environment.nodes.push_back({entry.name, {}, ""});
    return node == environment.nodes.size() - 1;
  }
  if (entry.kind == fact_kind) {
    return node < environment.nodes.size() &&
           environment.nodes[node].facts.emplace(entry.name, entry.value).second;
  }
  if (entry.kind == software_kind) {
    return environment.software.emplace(entry.name, entry.value).second;
  }
  if (entry.kind == variable_kind) {
    return environment.variables.emplace(entry.name, entry.value).second;
  }
  environment.warnings.push_back(entry.value);
  return entry.kind == warning_kind;
}

GrowingEnvironments::GrowingEnvironments(TextPool& texts)
    : ranks_(pack_schema::ranks, "Each rank of an environment once.", pack_schema::rank_fields,
             texts),
      entries_(pack_schema::entries, "Each line of an environment once.", pack_schema::entry_fields,
               texts),
      all_(pack_schema::environments, "How many lines of the lists are each environment's.",
           pack_schema::environment_fields, texts),
      rank_list_(std::string(pack_schema::rank_list), "1", hdf5::Type::int32(), 0,
                 hdf5::Packing::deflated),
      entry_list_(std::string(pack_schema::entry_list), "1", hdf5::Type::int32(), 0,
                  hdf5::Packing::deflated) {}

int GrowingEnvironments::number(const Environment& environment) {
  std::vector<std::int32_t> ranks;
  for (const RankInfo& rank : environment.ranks) add_number(ranks, ranks_.add_once(rank));
  std::vector<std::int32_t> entries;
  for (const EntryRow& entry : entries_of(environment)) {
    add_number(entries, entries_.add_once(entry));
  }
  std::string key = std::to_string(ranks.size());
  for (const auto& list : {ranks, entries}) {
    for (const std::int32_t each : list) key.append(" ").append(std::to_string(each));
  }
  const auto [known, is_new] = known_.emplace(std::move(key), static_cast<int>(known_.size()));
  if (is_new) {
    all_.add({static_cast<int>(ranks.size()), static_cast<int>(entries.size())});
    rank_list_.add_all(ranks);
    entry_list_.add_all(entries);
  }
  return known->second;
}

void GrowingEnvironments::create(hdf5::Group& root) const {
  ranks_.create(root);
  entries_.create(root);
  all_.create(root);
  rank_list_.create(root);
  entry_list_.create(root);
}

void GrowingEnvironments::write(hdf5::Group& root, GrowingColumn::What what) {
  ranks_.write(root, what);
  entries_.write(root, what);
  all_.write(root, what);
  rank_list_.write(root, what);
  entry_list_.write(root, what);
}

StoredEnvironments::StoredEnvironments(const hdf5::Group& root, const Texts& texts)
    : rank_list_(read_counts(root, std::string(pack_schema::rank_list))),
      entry_list_(read_counts(root, std::string(pack_schema::entry_list))) {
  ranks_ = StoredRows<RankInfo, decltype(pack_schema::rank_fields)>(root, pack_schema::ranks,
                                                                    pack_schema::rank_fields)
               .all(texts);
  entries_ = StoredRows<EntryRow, decltype(pack_schema::entry_fields)>(root, pack_schema::entries,
                                                                       pack_schema::entry_fields)
                 .all(texts);
  StoredRows<pack_schema::EnvironmentRow, decltype(pack_schema::environment_fields)> stored(
      root, pack_schema::environments, pack_schema::environment_fields);
  Place place;
  for (const pack_schema::EnvironmentRow& row : stored.all(texts)) {
    place.row = row;
    if (row.ranks < 0 || row.entries < 0 ||
        static_cast<std::size_t>(row.ranks) > rank_list_.size() - place.first_rank ||
        static_cast<std::size_t>(row.entries) > entry_list_.size() - place.first_entry) {
      stored.group().refuse("has environments with more lines than there are");
    }
    all_.push_back(place);
    place.first_rank += static_cast<std::size_t>(row.ranks);
    place.first_entry += static_cast<std::size_t>(row.entries);
  }
  if (place.first_rank != rank_list_.size() || place.first_entry != entry_list_.size()) {
    stored.group().refuse("has lines that belong to no environment");
  }
}

Environment StoredEnvironments::get(int number, const hdf5::Node& asking) const {
  if (number < 0 || static_cast<std::size_t>(number) >= all_.size()) {
    asking.refuse("names an environment that is not there");
  }
  const Place& place = all_[static_cast<std::size_t>(number)];
  Environment environment;
  for (int i = 0; i < place.row.ranks; ++i) {
    const auto rank =
        static_cast<std::size_t>(rank_list_[place.first_rank + static_cast<std::size_t>(i)]);
    if (rank >= ranks_.size()) asking.refuse("has an environment with a rank that is not there");
    asking.charge(memory_of(ranks_[rank]));
    environment.ranks.push_back(ranks_[rank]);
  }
  for (int i = 0; i < place.row.entries; ++i) {
    const auto entry =
        static_cast<std::size_t>(entry_list_[place.first_entry + static_cast<std::size_t>(i)]);
    if (entry >= entries_.size()) asking.refuse("has an environment with a line that is not there");
    asking.charge(memory_of(entries_[entry]));
    if (!add_entry(environment, entries_[entry])) {
      asking.refuse("has an environment with a line that cannot be");
    }
  }
  return environment;
}

}  // namespace steelyard::results
