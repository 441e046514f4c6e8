#include "harness/device/expendable.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <fstream>

namespace steelyard::device {

void make_expendable() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  std::ofstream("/proc/self/oom_score_adj") << 1000;
  // A sanitizer's runtime would catch these and exit with a code instead.
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(crash, SIG_DFL);
  ::fcntl(report_descriptor, F_SETFD, FD_CLOEXEC);
}

}  // namespace steelyard::device
