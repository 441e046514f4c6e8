#include "results/store/run_info_message.hpp"

#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

void write_environment(MessageWriter& out, const Environment& environment) {
  out.add_list(environment.ranks, [&](const RankInfo& rank) { schema::describe_rank(out, rank); });
  out.add_list(environment.nodes, [&](const NodeInfo& node) {
    schema::describe_node(out, node);
    out.add(node.facts);
    out.add(node.topology_xml);
  });
  out.add(environment.software);
  out.add(environment.variables);
  out.add_list(environment.warnings, [&](const std::string& text) { out.add(text); });
}

void read_environment(MessageReader& in, Environment& environment) {
  in.take_list(environment.ranks, [&](RankInfo& rank) { schema::describe_rank(in, rank); });
  in.take_list(environment.nodes, [&](NodeInfo& node) {
    schema::describe_node(in, node);
    in.take(node.facts);
    in.take(node.topology_xml);
  });
  in.take(environment.software);
  in.take(environment.variables);
  in.take_list(environment.warnings, [&](std::string& text) { in.take(text); });
}

}  // namespace

void tell_info(MessageWriter& out, const RunInfo& info) {
  schema::describe_run(out, info);
  out.add(info.suite_text);
  write_environment(out, info.environment);
  out.add_list(info.continuations, [&](const Continuation& continuation) {
    schema::describe_continuation(out, continuation);
    write_environment(out, continuation.environment);
  });
}

void take_info(MessageReader& in, RunInfo& info) {
  schema::describe_run(in, info);
  in.take(info.suite_text);
  read_environment(in, info.environment);
  in.take_list(info.continuations, [&](Continuation& continuation) {
    schema::describe_continuation(in, continuation);
    read_environment(in, continuation.environment);
  });
}

}  // namespace steelyard::results
