#include "results/store/pack_message.hpp"

#include "results/store/brief_message.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {

void tell_packed(MessageWriter& out, const PackedRun& run) {
  out.add(run.original);
  out.add(run.head);
  out.add(run.digest);
  std::string brief;
  write_brief(run.brief, [&](std::string_view piece) { brief.append(piece); });
  out.add(brief);
  out.add_list(run.quantiles, [&](const std::vector<float>& rows) { out.add_all(rows); });
}

void take_packed(MessageReader& in, PackedRun& run) {
  in.take(run.original);
  in.take(run.head);
  in.take(run.digest);
  std::string brief;
  in.take(brief);
  run.brief = brief_from(brief);
  in.take_list(run.quantiles, [&](std::vector<float>& rows) { in.take_all(rows); });
  if (!run.quantiles.empty() && run.quantiles.size() != run.brief.run.cases.size()) {
    MessageReader::refuse();
  }
}

void tell_packed_head(MessageWriter& out, const PackedRunHead& run) {
  out.add(run.original);
  out.add(run.head);
  out.add(run.digest);
  schema::describe_run(out, run.info);
  out.add(run.cases);
}

void take_packed_head(MessageReader& in, PackedRunHead& run) {
  in.take(run.original);
  in.take(run.head);
  in.take(run.digest);
  schema::describe_run(in, run.info);
  in.take(run.cases);
}

}  // namespace steelyard::results
