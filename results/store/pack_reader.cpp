#include <fmt/format.h>

#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/pack.hpp"
#include "results/store/pack_content.hpp"
#include "results/store/pack_message.hpp"
#include "results/store/reading_limits.hpp"
#include "results/store/run_answer.hpp"

// As in run_reader.cpp, the HDF5 library works in processes apart. A pack is read in pieces, so
// that several processes share the work and none hands over more than fits beside all else.
namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

/// Rows of /cases in a piece: some tens of megabytes on their way, with the quantiles of some
/// dozens of ranks too.
constexpr std::uint64_t cases_of_piece(PackParts parts) {
  return parts == PackParts::whole ? 5'000 : 50'000;
}

/// What a process told of the pack; for a piece of it.
std::string_view told(const ProcessEnd& end, const fs::path& file) {
  return message_from(end, file, hdf5::pack, limits_for(file));
}

/// Has a process apart read the pack and tell of it.
template <class Write>
ProcessEnd ask(const fs::path& file, Write write) {
  const auto work = [&](const Tell& tell) {
    tell_what_is_read(file, hdf5::pack, tell, [&] {
      PackContent content(file);
      std::string message(1, all_is_well);
      const Tell append = [&](std::string_view piece) { message.append(piece); };
      MessageWriter out(append);
      write(content, out);
      out.finish();
      tell(message);
    });
  };
  return run_separately(work, limits_for(file));
}

/// What is read at a time.
struct Piece {
  std::size_t first = 0;
  std::size_t count = 0;
};

struct PackList {
  std::vector<PackedRunHead> runs;
  std::string head;
};

PackList read_list(const fs::path& file) {
  const ProcessEnd end = ask(file, [](PackContent& content, MessageWriter& out) {
    out.add(content.head());
    out.add_list(content.list(), [&](const PackedRunHead& run) { tell_packed_head(out, run); });
  });
  MessageReader in(told(end, file));
  PackList list;
  in.take(list.head);
  in.take_list(list.runs, [&](PackedRunHead& run) { take_packed_head(in, run); });
  in.expect_end();
  return list;
}

std::vector<Piece> pieces_of(const std::vector<PackedRunHead>& runs, std::uint64_t most) {
  std::vector<Piece> pieces;
  std::uint64_t cases = most;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (cases >= most) {
      pieces.push_back({i, 0});
      cases = 0;
    }
    ++pieces.back().count;
    cases += static_cast<std::uint64_t>(runs[i].cases) + 1;
  }
  return pieces;
}

std::string message_of(PackContent& content, const Piece& piece, PackParts parts) {
  std::string message(1, all_is_well);
  const Tell append = [&](std::string_view part) { message.append(part); };
  MessageWriter out(append);
  content.read(piece.first, piece.count, parts,
               [&](const PackedRun& run) { tell_packed(out, run); });
  out.finish();
  return message;
}

/// Hands runs over in their order, whatever the order in which pieces come.
class InOrder {
 public:
  explicit InOrder(const std::function<void(PackedRun)>& take) : take_(take) {}

  void add(std::size_t piece, std::vector<PackedRun> runs) {
    waiting_.emplace(piece, std::move(runs));
    for (auto next = waiting_.find(next_); next != waiting_.end(); next = waiting_.find(++next_)) {
      for (PackedRun& run : next->second) take_(std::move(run));
      waiting_.erase(next);
    }
  }

 private:
  const std::function<void(PackedRun)>& take_;
  std::map<std::size_t, std::vector<PackedRun>> waiting_;
  std::size_t next_ = 0;
};

std::vector<PackedRun> runs_from(std::string_view message, const Piece& piece) {
  MessageReader in(message);
  std::vector<PackedRun> runs(piece.count);
  for (PackedRun& run : runs) take_packed(in, run);
  in.expect_end();
  return runs;
}

void read_runs(const fs::path& file, const std::vector<PackedRunHead>& list, PackParts parts,
               const std::function<void(PackedRun)>& take) {
  const auto pieces = pieces_of(list, cases_of_piece(parts));
  InOrder in_order(take);
  std::optional<PackContent> content;  // of the process that it is read in
  const auto work = [&](std::size_t i, const Tell& tell) {
    return tell_what_is_read(file, hdf5::pack, tell, [&] {
      if (!content) content.emplace(file);
      if (content->runs() != list.size())
        throw DataError(fmt::format("'{}' was replaced while it was read.", file.string()));
      tell(message_of(*content, pieces[i], parts));
    });
  };
  const auto take_piece = [&](std::size_t i, const ProcessEnd& end) {
    in_order.add(i, runs_from(told(end, file), pieces[i]));
  };
  run_separately({.count = pieces.size(),
                  .limits = [&](std::size_t) { return limits_for(file); },
                  .work = work,
                  .take = take_piece},
                 std::thread::hardware_concurrency());
}

}  // namespace

bool is_pack(const fs::path& file) {
  const auto end = run_separately([&](const Tell& tell) { tell(says_pack(file) ? "yes" : "no"); },
                                  limits_for(file));
  return end.kind == ProcessEnd::Kind::answered && end.text() == "yes";
}

std::vector<PackedRunHead> list_pack(const fs::path& file) { return read_list(file).runs; }

void read_pack(const fs::path& file, PackParts parts, const std::function<void(PackedRun)>& take) {
  read_runs(file, read_list(file).runs, parts, take);
}

PackCheck check_pack(const fs::path& file) {
  const PackList list = read_list(file);
  PackCheck check{list.runs.size(), list.head, {}};
  if (pack_head(list.runs) != list.head) {
    check.altered.emplace_back("the list of runs, a name in it, or a digest itself is");
  }
  read_runs(file, list.runs, PackParts::whole, [&](const PackedRun& run) {
    if (packed_digest(run) == run.digest) return;
    check.altered.push_back(
        fmt::format("the run {} ({}) is", run.brief.run.info.uuid, run.original));
  });
  return check;
}

}  // namespace steelyard::results
