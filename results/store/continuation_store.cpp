#include "results/store/continuation_store.hpp"

#include <string>

#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

const std::string group_name(schema::continuations);

}  // namespace

void append_continuation(hdf5::Group& root, const Continuation& continuation) {
  auto all = root.has(group_name)
                 ? root.group(group_name)
                 : root.create_group(group_name, "Later starts of the run, by number from 1.");
  auto group = all.create_group(std::to_string(all.names().size() + 1),
                                "One start: when, how and where the run was gone on with.");
  schema::describe_continuation(AttributeWriter(group), continuation);
  write_environment(group, continuation.environment);
}

std::vector<Continuation> read_continuations(const hdf5::Group& root, Topologies topologies) {
  std::vector<Continuation> continuations;
  if (!root.has(group_name)) return continuations;
  const auto all = root.group(group_name);
  const std::size_t count = all.names().size();
  while (continuations.size() < count) {
    const auto group = all.group(std::to_string(continuations.size() + 1));
    Continuation& continuation = continuations.emplace_back();
    schema::describe_continuation(AttributeReader(group), continuation);
    continuation.environment = read_environment(group, topologies);
  }
  return continuations;
}

}  // namespace steelyard::results
