#include "harness/app/process_end.hpp"

#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace steelyard::app {
namespace {

extern "C" void end_now(int) { ::_exit(static_cast<int>(ExitCode::incomplete)); }

}  // namespace

void end_process(ExitCode code) {
  // Not within the reach of a hung disk: standard error is written without a buffer.
  ::_exit(static_cast<int>(code));
}

void end_process_within(double seconds) {
  struct sigaction action {};
  action.sa_handler = end_now;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGALRM, &action, nullptr);
  ::alarm(static_cast<unsigned>(std::ceil(seconds)));
}

}  // namespace steelyard::app
