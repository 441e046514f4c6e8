#include "results/store/run_answer.hpp"

#include <fmt/format.h>

#include <new>
#include <string_view>

#include "harness/core/error.hpp"
#include "results/store/run_content.hpp"
#include "results/store/run_message.hpp"

namespace steelyard::results {
namespace {

/// First byte of what the process hands over.
constexpr char is_run = 'R';
constexpr char is_error = 'E';

}  // namespace

void read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept {
  try {
    const RunFileContent content = read_content(file);
    tell({&is_run, 1});
    write_message(content, tell);
  } catch (const DataError& error) {
    tell(is_error + std::string(error.what()));
  } catch (const std::bad_alloc&) {
    tell(is_error + fmt::format("'{}' cannot be read as a run file: it asks for more memory than "
                                "its size justifies. It is damaged or hostile.",
                                file.string()));
  }
}

RunFileContent run_from(const ProcessEnd& end, const std::filesystem::path& file,
                        const ProcessLimits& limits) {
  const auto refuse = [&](const std::string& why) {
    throw DataError(fmt::format("'{}' cannot be read as a run file: {}", file.string(), why));
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
  if (!text.starts_with(is_run)) refuse("nothing was read of it. It is hostile.");
  return from_message(text.substr(1));
}

}  // namespace steelyard::results
