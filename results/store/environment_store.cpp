#include "results/store/environment_store.hpp"

#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

// The lists of schema.hpp as objects, for the functions of fields.hpp.
constexpr auto rank_fields = [](auto&& visit, auto& row) { schema::describe_rank(visit, row); };
constexpr auto node_fields = [](auto&& visit, auto& row) { schema::describe_node(visit, row); };
constexpr auto fact_fields = [](auto&& visit, auto& row) { schema::describe_fact(visit, row); };
constexpr auto pair_fields = [](auto&& visit, auto& row) { schema::describe_pair(visit, row); };
constexpr auto warning_fields = [](auto&& visit, auto& row) {
  schema::describe_warning(visit, row);
};

void write_pairs(hdf5::Group& group, const std::string& table,
                 const std::map<std::string, std::string>& pairs) {
  std::vector<schema::PairRow> rows;
  for (const auto& [name, value] : pairs) rows.push_back({name, value});
  write_table(group, table, std::span<const schema::PairRow>(rows), pair_fields);
}

std::map<std::string, std::string> read_pairs(const hdf5::Group& group, const std::string& table) {
  std::map<std::string, std::string> pairs;
  for (auto& row : read_table<schema::PairRow>(group, table, pair_fields)) {
    if (!pairs.emplace(std::move(row.name), std::move(row.value)).second) {
      group.refuse("has a name twice in its table " + table);
    }
  }
  return pairs;
}

}  // namespace

void write_environment(hdf5::Group& root, const Environment& environment) {
  auto group = root.create_group(std::string(schema::environment),
                                 "Where it ran: ranks, nodes, software, settings, warnings.");
  write_table(group, "ranks", std::span<const RankInfo>(environment.ranks), rank_fields);
  write_table(group, "nodes", std::span<const NodeInfo>(environment.nodes), node_fields);
  auto topology = group.create_group(std::string(schema::topology),
                                     "hwloc's XML of each node, by the node's row in `nodes`.");
  std::vector<schema::FactRow> facts;
  for (std::size_t i = 0; i < environment.nodes.size(); ++i) {
    for (const auto& [name, value] : environment.nodes[i].facts) {
      facts.push_back({static_cast<int>(i), name, value});
    }
    topology.create_text(std::to_string(i), environment.nodes[i].topology_xml);
  }
  write_table(group, "facts", std::span<const schema::FactRow>(facts), fact_fields);
  write_pairs(group, "software", environment.software);
  write_pairs(group, "variables", environment.variables);
  std::vector<schema::WarningRow> warnings;
  for (const std::string& text : environment.warnings) warnings.push_back({text});
  write_table(group, "warnings", std::span<const schema::WarningRow>(warnings), warning_fields);
}

Environment read_environment(const hdf5::Group& root, Topologies topologies) {
  const auto group = root.group(std::string(schema::environment));
  Environment environment;
  environment.ranks = read_table<RankInfo>(group, "ranks", rank_fields);
  environment.nodes = read_table<NodeInfo>(group, "nodes", node_fields);
  if (topologies == Topologies::read) {
    const auto topology = group.group(std::string(schema::topology));
    for (std::size_t i = 0; i < environment.nodes.size(); ++i) {
      environment.nodes[i].topology_xml = topology.text(std::to_string(i));
    }
  }
  for (auto& row : read_table<schema::FactRow>(group, "facts", fact_fields)) {
    if (row.node < 0 || static_cast<std::size_t>(row.node) >= environment.nodes.size()) {
      group.refuse("has a fact of a node that is not listed");
    }
    auto& of_node = environment.nodes[static_cast<std::size_t>(row.node)].facts;
    if (!of_node.emplace(std::move(row.name), std::move(row.value)).second) {
      group.refuse("has a fact of a node twice");
    }
  }
  environment.software = read_pairs(group, "software");
  environment.variables = read_pairs(group, "variables");
  for (auto& row : read_table<schema::WarningRow>(group, "warnings", warning_fields)) {
    environment.warnings.push_back(std::move(row.text));
  }
  return environment;
}

}  // namespace steelyard::results
