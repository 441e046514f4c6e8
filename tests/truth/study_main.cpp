#include <fmt/format.h>

#include <cstdlib>

#include "tests/truth/study.hpp"

using namespace steelyard::truth;

int main(int argc, char** argv) {
  const int reps = argc > 1 ? std::atoi(argv[1]) : 100;
  const auto show = [&](const std::string& name, Noise noise, Effort effort) {
    Scenario s;
    s.name = name;
    s.noise = noise;
    s.effort = effort;
    s.repetitions = reps;
    s.speeds = {1.0, 1.1};
    const auto f = study(s);
    fmt::print("{:30} cases {:.3f} (below {:.3f}) width {:.4f}  groups {:.3f} width {:.4f}\n", name,
               f.cases.share(), double(f.cases.below) / f.cases.intervals, f.cases.width(),
               f.groups.share(), f.groups.width());
    fflush(stdout);
  };
  Noise n;
  Effort e;
  show("default", n, e);
  Noise flat = n;
  flat.drift = flat.offset = 0;
  show("only within", flat, e);
  Noise off = n;
  off.drift = 0;
  show("no drift", off, e);
  off.offset = 0.02;
  show("big offsets", off, e);
  Noise d = n;
  d.offset = 0;
  d.drift_correlation = 0;
  show("only iid drift", d, e);
  d = n;
  d.drift_correlation = 0.7;
  show("rho 0.7", d, e);
  Effort few = e;
  few.rounds = 3;
  show("3 rounds", n, few);
  few.rounds = 10;
  show("10 rounds", n, few);
  few = e;
  few.samples = 10;
  show("10 samples", n, few);
}
