#include "results/store/run_message.hpp"

#include <cstring>
#include <functional>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

/// What is gathered before it is told, in bytes.
constexpr std::size_t piece_bytes = 256 << 10;

/// Tells members. May be called as the visitor of the lists of schema.hpp.
class Writer {
 public:
  explicit Writer(const std::function<void(std::string_view)>& tell) : tell_(tell) {}
  template <class T>
  void operator()(const char*, const char*, const T& value) {
    add(value);
  }

  template <class T>
  void add(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      add(std::string(name(value)));
    } else {
      static_assert(std::is_arithmetic_v<T>);
      add_bytes(&value, sizeof value);
    }
  }
  void add(const std::string& text) { add_all(text); }
  template <class T>
  void add_all(const T& values) {
    add(static_cast<std::uint64_t>(values.size()));
    add_bytes(values.data(), values.size() * sizeof(typename T::value_type));
  }
  void add(const std::map<std::string, std::string>& pairs) {
    add(static_cast<std::uint64_t>(pairs.size()));
    for (const auto& [key, value] : pairs) {
      add(key);
      add(value);
    }
  }
  /// A list whose items are written by `write`.
  template <class T, class Write>
  void add_list(const std::vector<T>& items, Write write) {
    add(static_cast<std::uint64_t>(items.size()));
    for (const T& item : items) write(item);
  }

  void finish() {
    if (!gathered_.empty()) tell_(gathered_);
    gathered_.clear();
  }

 private:
  void add_bytes(const void* from, std::size_t bytes) {
    if (gathered_.size() + bytes > piece_bytes) finish();
    const std::string_view piece(static_cast<const char*>(from), bytes);
    if (bytes > piece_bytes) {
      tell_(piece);
    } else {
      gathered_.append(piece);
    }
  }

  const std::function<void(std::string_view)>& tell_;
  std::string gathered_;
};

/// Takes members off the front, in the same order.
class Reader {
 public:
  explicit Reader(std::string_view message) : rest_(message) {}

  template <class T>
  void operator()(const char*, const char*, T& value) {
    take(value);
  }

  template <class T>
  void take(T& value) {
    if constexpr (std::is_enum_v<T>) {
      std::string text;
      take(text);
      if (!parse_into(value, text)) refuse();
    } else if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      take(byte);
      value = byte != 0;
    } else {
      static_assert(std::is_arithmetic_v<T>);
      const auto bytes = take_bytes(sizeof value);
      std::memcpy(&value, bytes.data(), sizeof value);
    }
  }
  void take(std::string& text) { take_all(text); }
  template <class T>
  void take_all(T& values) {
    constexpr std::size_t size = sizeof(typename T::value_type);
    const auto bytes = take_bytes(take_count(size) * size);
    values.resize(bytes.size() / size);
    if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  void take(std::map<std::string, std::string>& pairs) {
    for (std::uint64_t left = take_count(1); left > 0; --left) {
      std::string key;
      take(key);
      take(pairs[key]);
    }
  }
  template <class T, class Read>
  void take_list(std::vector<T>& items, Read read) {
    for (std::uint64_t left = take_count(1); left > 0; --left) read(items.emplace_back());
  }

  void expect_end() const {
    if (!rest_.empty()) refuse();
  }
  [[noreturn]] static void refuse() {
    throw DataError("What was read of the run file is not a whole run. The file is hostile.");
  }

 private:
  /// A number of things of which each takes at least `size` bytes.
  std::uint64_t take_count(std::size_t size) {
    std::uint64_t count = 0;
    take(count);
    if (count > rest_.size() / size) refuse();
    return count;
  }
  std::string_view take_bytes(std::size_t bytes) {
    if (bytes > rest_.size()) refuse();
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::string_view rest_;
};

void write_environment(Writer& out, const Environment& environment) {
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

void read_environment(Reader& in, Environment& environment) {
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

void write_case(Writer& out, const CaseRecord& record) {
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

void read_case(Reader& in, CaseRecord& record) {
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

}  // namespace

void write_message(const RunFileContent& content,
                   const std::function<void(std::string_view)>& tell) {
  const RunRecord& run = content.run;
  Writer out(tell);
  schema::describe_run(out, run.info);
  out.add(run.info.suite_text);
  write_environment(out, run.info.environment);
  out.add_list(run.info.continuations, [&](const Continuation& continuation) {
    schema::describe_continuation(out, continuation);
    write_environment(out, continuation.environment);
  });
  out.add_list(run.cases, [&](const CaseRecord& record) { write_case(out, record); });
  out.add_list(run.telemetry,
               [&](const TelemetrySample& sample) { schema::describe_telemetry(out, sample); });
  out.add(content.digests.form);
  schema::describe_digests(out, content.digests.digests);
  out.add_list(content.digests.digests.cases,
               [&](const CaseDigests& each) { schema::describe_case_digests(out, each); });
  out.finish();
}

std::string to_message(const RunFileContent& content) {
  std::string message;
  write_message(content, [&](std::string_view piece) { message.append(piece); });
  return message;
}

RunFileContent from_message(std::string_view message) {
  Reader in(message);
  RunFileContent content;
  RunRecord& run = content.run;
  schema::describe_run(in, run.info);
  in.take(run.info.suite_text);
  read_environment(in, run.info.environment);
  in.take_list(run.info.continuations, [&](Continuation& continuation) {
    schema::describe_continuation(in, continuation);
    read_environment(in, continuation.environment);
  });
  in.take_list(run.cases, [&](CaseRecord& record) { read_case(in, record); });
  in.take_list(run.telemetry,
               [&](TelemetrySample& sample) { schema::describe_telemetry(in, sample); });
  in.take(content.digests.form);
  schema::describe_digests(in, content.digests.digests);
  in.take_list(content.digests.digests.cases,
               [&](CaseDigests& each) { schema::describe_case_digests(in, each); });
  in.expect_end();
  if (content.digests.form == digest_form &&
      content.digests.digests.cases.size() != run.cases.size()) {
    Reader::refuse();
  }
  return content;
}

}  // namespace steelyard::results
