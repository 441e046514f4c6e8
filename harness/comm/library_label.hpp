#pragma once

#include <string>
#include <string_view>

namespace steelyard::comm {

/// The short name of an MPI library from the text of MPI_Get_library_version:
/// "Open MPI v4.1.4, package: Debian OpenMPI, ..." gives "Open MPI 4.1.4", and
/// "MPICH Version:\t4.0.2\nMPICH Release date: ..." gives "MPICH 4.0.2".
std::string library_label(std::string_view version_text);

}  // namespace steelyard::comm
