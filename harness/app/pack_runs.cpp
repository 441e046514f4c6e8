#include "harness/app/pack_runs.hpp"

#include <cstdio>

#include "harness/app/run_files.hpp"
#include "harness/core/log.hpp"
#include "harness/core/plain.hpp"
#include "results/report/pack_text.hpp"
#include "results/store/pack.hpp"

namespace steelyard::app {

ExitCode pack_runs(const std::string& pack, const std::vector<std::string>& names) {
  const auto done = results::extend_pack(pack, run_files(names));
  for (const std::string& each : done.left_out) log_warning(plain(each));
  std::fputs(results::extension_text(pack, done).c_str(), stdout);
  return done.left_out.empty() ? ExitCode::fine : ExitCode::incomplete;
}

}  // namespace steelyard::app
