#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// The command line that measures one case of a run again, quoted for a POSIX shell:
///
///     mpirun -n 2 steelyard run --backend cpu --suite quick --case allreduce:dtype=f32,...
///
/// Made of the run's own command line, of which those options are taken that change what is
/// measured. Left out is what names files to write, and what loads code (--backend-file,
/// --torch-load): run files come from anybody; and a label that no terminal shows as it is. "" for
/// what this program did not measure or model, and where another word holds such characters.
std::string reproduce_command(const RunInfo& run, const CaseRecord& record);

}  // namespace steelyard::results
