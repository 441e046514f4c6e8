#include "results/store/run_message.hpp"

#include <utility>
#include <vector>

#include "results/store/message_stream.hpp"
#include "results/store/run_info_message.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_row.hpp"

namespace steelyard::results {
namespace {

void write_case(MessageWriter& out, const CaseRecord& record) {
  out.add(record.id);
  schema::describe_case(out, record);
  out.add_list(record.visits, [&](const Visit& visit) {
    const schema::VisitRow row{visit};
    schema::describe_visit(out, row);
    out.add_all(visit.samples);
    out.add_all(visit.late);
    out.add_list(visit.batches, [&](const Batch& batch) {
      const schema::BatchRow batch_row{visit.round, batch};
      schema::describe_batch(out, batch_row);
    });
  });
}

void read_case(MessageReader& in, CaseRecord& record) {
  in.take(record.id);
  schema::describe_case(in, record);
  in.take_list(record.visits, [&](Visit& visit) {
    schema::VisitRow row;
    schema::describe_visit(in, row);
    visit = std::move(row.visit);
    in.take_all(visit.samples);
    in.take_all(visit.late);
    in.take_list(visit.batches, [&](Batch& batch) {
      schema::BatchRow batch_row;
      schema::describe_batch(in, batch_row);
      batch = batch_row.batch;
    });
  });
}

void tell_summary(MessageWriter& out, const StoredSummary& summary) {
  out.add(summary.form);
  schema::describe_summary_head(out, summary);
  out.add_list(summary.cases, [&](const SummarisedCase& each) {
    const schema::SummaryRow row = to_row(each);
    schema::describe_summary(out, row);
    out.add_all(row.summary.rank_medians_seconds);
  });
}

void take_summary(MessageReader& in, StoredSummary& summary) {
  in.take(summary.form);
  schema::describe_summary_head(in, summary);
  in.take_list(summary.cases, [&](SummarisedCase& each) {
    schema::SummaryRow row;
    schema::describe_summary(in, row);
    in.take_all(row.summary.rank_medians_seconds);
    each = from_row(std::move(row));
  });
}

}  // namespace

void write_message(const RunFileContent& content,
                   const std::function<void(std::string_view)>& tell) {
  const RunRecord& run = content.run;
  MessageWriter out(tell);
  tell_info(out, run.info);
  out.add_list(run.cases, [&](const CaseRecord& record) { write_case(out, record); });
  out.add_list(run.telemetry,
               [&](const TelemetrySample& sample) { schema::describe_telemetry(out, sample); });
  out.add(content.digests.form);
  schema::describe_digests(out, content.digests.digests);
  out.add_list(content.digests.digests.cases,
               [&](const CaseDigests& each) { schema::describe_case_digests(out, each); });
  tell_summary(out, content.summary);
  out.finish();
}

std::string to_message(const RunFileContent& content) {
  std::string message;
  write_message(content, [&](std::string_view piece) { message.append(piece); });
  return message;
}

RunFileContent from_message(std::string_view message) {
  MessageReader in(message);
  RunFileContent content;
  RunRecord& run = content.run;
  take_info(in, run.info);
  in.take_list(run.cases, [&](CaseRecord& record) { read_case(in, record); });
  in.take_list(run.telemetry,
               [&](TelemetrySample& sample) { schema::describe_telemetry(in, sample); });
  in.take(content.digests.form);
  schema::describe_digests(in, content.digests.digests);
  in.take_list(content.digests.digests.cases,
               [&](CaseDigests& each) { schema::describe_case_digests(in, each); });
  take_summary(in, content.summary);
  in.expect_end();
  if (content.digests.form == digest_form &&
      content.digests.digests.cases.size() != run.cases.size()) {
    MessageReader::refuse();
  }
  return content;
}

}  // namespace steelyard::results
