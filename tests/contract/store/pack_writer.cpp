// Adds runs to a pack, as `steelyard history --pack` does:
//
//     pack_writer PACK RUN_FILE...
//
// Exits with the code of the error, and its message on standard error, if that cannot be done.
#include <cstdio>
#include <filesystem>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/pack.hpp"

int main(int count, char** arguments) {
  using namespace steelyard;
  if (count < 3) return static_cast<int>(ExitCode::usage);
  try {
    const std::vector<std::filesystem::path> files(arguments + 2, arguments + count);
    results::extend_pack(arguments[1], files);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
