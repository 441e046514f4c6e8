#include <fmt/format.h>
#include <mpi.h>

#include <cstdlib>
#include <exception>

#include "harness/comm/library_label.hpp"
#include "harness/comm/mpi_call.hpp"
#include "harness/comm/mpi_communicator.hpp"
#include "harness/comm/mpi_world.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/core/whereabouts.hpp"

namespace steelyard::comm {
namespace {

const char* thread_level_name(int level) {
  switch (level) {
    case MPI_THREAD_SINGLE:
      return "MPI_THREAD_SINGLE";
    case MPI_THREAD_FUNNELED:
      return "MPI_THREAD_FUNNELED";
    case MPI_THREAD_SERIALIZED:
      return "MPI_THREAD_SERIALIZED";
    default:
      return "MPI_THREAD_MULTIPLE";
  }
}

std::string describe() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  check(MPI_Get_library_version(text, &length), "MPI_Get_library_version");
  int level = MPI_THREAD_SINGLE;
  check(MPI_Query_thread(&level), "MPI_Query_thread");
  return fmt::format("{}, {}", library_label({text, static_cast<std::size_t>(length)}),
                     thread_level_name(level));
}

}  // namespace

MpiSession::MpiSession() {
  STEELYARD_ASSERT(!mpi_running());
  // Cross-memory attach is refused in many containers, which Open MPI reports once per message, and
  // is no faster where it is allowed. Whoever sets the variable decides.
  constexpr int keep_if_set = 0;
  setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", keep_if_set);
  // Another thread must be able to abort while this one is blocked in a collective.
  int level = MPI_THREAD_SINGLE;
  const InCall call("MPI_Init_thread", Waits::for_others);
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &level), "MPI_Init_thread");
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
}

MpiSession::~MpiSession() {
  int ranks = 1;
  check_quietly(MPI_Comm_size(MPI_COMM_WORLD, &ranks), "MPI_Comm_size");
  if (std::uncaught_exceptions() > 0 && ranks > 1) {
    log_error("A rank ends by an exception that nothing caught; all ranks are aborted.");
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::infrastructure));
  }
  const InCall call("MPI_Finalize", Waits::for_others);
  check_quietly(MPI_Finalize(), "MPI_Finalize");
}

std::unique_ptr<Communicator> MpiSession::world() { return make_mpi_world(describe()); }

}  // namespace steelyard::comm
