#include "results/store/run_answer.hpp"

#include <fmt/format.h>

#include <new>
#include <string_view>

#include "harness/core/error.hpp"
#include "results/store/brief_message.hpp"
#include "results/store/hdf5_file.hpp"
#include "results/store/run_content.hpp"
#include "results/store/run_message.hpp"

namespace steelyard::results {
namespace {

/// First byte of what the process hands over where something is wrong with the file.
constexpr char is_error = 'E';

}  // namespace

bool tell_what_is_read(const std::filesystem::path& file, const char* kind, const Tell& tell,
                       const std::function<void()>& read) noexcept {
  try {
    read();
    return true;
  } catch (const DataError& error) {
    tell(is_error + std::string(error.what()));
  } catch (const std::bad_alloc&) {
    tell(is_error +
         fmt::format("'{}' cannot be read as a {}: it asks for more memory than its size "
                     "justifies. It is damaged or hostile.",
                     file.string(), kind));
  }
  return false;
}

std::string_view message_from(const ProcessEnd& end, const std::filesystem::path& file,
                              const char* kind, const ProcessLimits& limits) {
  const auto refuse = [&](const std::string& why) {
    throw DataError(fmt::format("'{}' cannot be read as a {}: {}", file.string(), kind, why));
  };
  switch (end.kind) {
    case ProcessEnd::Kind::crashed:
      refuse(
          fmt::format("the HDF5 library crashed on it ({}). It is damaged or hostile.", end.cause));
      break;
    case ProcessEnd::Kind::overdue:
      refuse(
          fmt::format("it was not read within {} s of processor time and {} s in all. It is "
                      "damaged or hostile, or its file system does not answer.",
                      limits.cpu_seconds, limits.wall_seconds));
      break;
    case ProcessEnd::Kind::answered:
      break;
  }
  const std::string_view text = end.text();
  if (text.starts_with(is_error)) throw DataError(std::string(text.substr(1)));
  if (!text.starts_with(all_is_well)) refuse("nothing was read of it. It is hostile.");
  return text.substr(1);
}

bool read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept {
  return tell_what_is_read(file, hdf5::run_file, tell, [&] {
    const RunFileContent content = read_content(file);
    tell({&all_is_well, 1});
    write_message(content, tell);
  });
}

bool read_brief_and_tell(const std::filesystem::path& file, Depth depth,
                         const Tell& tell) noexcept {
  return tell_what_is_read(file, hdf5::run_file, tell, [&] {
    const RunInBrief brief = read_brief(file, depth);
    tell({&all_is_well, 1});
    write_brief(brief, tell);
  });
}

RunFileContent run_from(const ProcessEnd& end, const std::filesystem::path& file,
                        const ProcessLimits& limits) {
  return from_message(message_from(end, file, hdf5::run_file, limits));
}

RunInBrief brief_from(const ProcessEnd& end, const std::filesystem::path& file,
                      const ProcessLimits& limits) {
  return brief_from(message_from(end, file, hdf5::run_file, limits));
}

}  // namespace steelyard::results
