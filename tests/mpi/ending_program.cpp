// ending_program HOW: rank 0 waits in a barrier for rank 1, which ends the program HOW:
//   abort   a second thread of rank 0 aborts with code 42, as a watchdog does
//   throw   the last rank leaves main's session by an exception
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>

#include "harness/comm/mpi_communicator.hpp"

namespace {

void run(const std::string& how) {
  steelyard::comm::MpiSession session;
  const auto world = session.world();
  if (world->rank() == world->size() - 1 && how == "throw") throw std::runtime_error("on purpose");
  if (world->rank() == 1) {
    // A message that never comes: this rank does not arrive at the barrier.
    std::byte nothing{};
    world->receive({&nothing, 1}, 0);
  }
  std::jthread watchdog;
  if (how == "abort") watchdog = std::jthread([&] { world->abort(42); });
  world->barrier();
}

}  // namespace

int main(int, char** argv) {
  try {
    run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
