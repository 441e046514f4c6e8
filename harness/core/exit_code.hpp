#pragma once

namespace steelyard {

/// What the process tells its caller. The same numbers for every command (docs/cli.md).
enum class ExitCode : int {
  fine = 0,
  wrong_result = 1,    ///< regression, refuted claim, failed audit or wrong numerical result
  usage = 2,           ///< the command line or an input file asks for something that cannot be
  inconclusive = 3,    ///< measured, but the data do not allow an answer
  incomplete = 4,      ///< a case or a device failed; the rest is there
  infrastructure = 5,  ///< no device, MPI, disk
};

/// The more serious of two, for a run that met both: infrastructure > incomplete > wrong result >
/// inconclusive > fine. `usage` never meets another, since it is found before anything runs.
ExitCode worse(ExitCode a, ExitCode b);

}  // namespace steelyard
