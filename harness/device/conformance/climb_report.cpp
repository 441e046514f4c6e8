#include "harness/device/conformance/climb_report.hpp"

namespace steelyard::device::conformance {
namespace {

enum Kind : std::uint32_t { unusable_kind = 1, begins_kind, ends_kind };

struct End {
  std::int32_t number = 0;
  std::uint32_t outcome = 0;
};

}  // namespace

void ClimbWriter::unusable(const std::string& sentence) {
  write_frame(descriptor_, unusable_kind, sentence);
}

void ClimbWriter::begins(const Rung& rung) {
  write_frame(descriptor_, begins_kind, raw(rung.number));
}

void ClimbWriter::ends(const Rung& rung, const Verdict& verdict) {
  const End end{rung.number, static_cast<std::uint32_t>(verdict.outcome)};
  write_frame(descriptor_, ends_kind, std::string(raw(end)).append(verdict.sentence));
}

void ClimbReport::feed(std::span<const char> bytes) {
  if (garbled_) return;
  const auto take_frame = [this](std::uint32_t kind, std::string_view text) { take(kind, text); };
  if (!frames_.feed(bytes, take_frame)) garbled_ = true;
}

void ClimbReport::take(std::uint32_t kind, std::string_view bytes) {
  int number = 0;
  End end;
  if (kind == unusable_kind) {
    unusable_ = bytes;
  } else if (kind == begins_kind && read_raw(bytes, number)) {
    heard_.begins(number);
  } else if (kind == ends_kind && read_raw(bytes.substr(0, sizeof(end)), end) &&
             end.outcome <= static_cast<std::uint32_t>(Outcome::not_offered)) {
    heard_.ends(end.number,
                {static_cast<Outcome>(end.outcome), std::string(bytes.substr(sizeof(end)))});
  } else {
    garbled_ = true;
  }
}

}  // namespace steelyard::device::conformance
