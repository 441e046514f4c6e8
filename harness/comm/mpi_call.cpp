#include "harness/comm/mpi_call.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <exception>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

namespace steelyard::comm {
namespace {

std::string sentence(int status, const char* call) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (MPI_Error_string(status, text, &length) != MPI_SUCCESS) length = 0;
  if (length == 0) return fmt::format("{} failed with MPI error {}.", call, status);
  return fmt::format("{} failed with MPI error {}: {}.", call, status,
                     std::string_view(text, static_cast<std::size_t>(length)));
}

}  // namespace

void check(int status, const char* call) {
  if (status != MPI_SUCCESS) throw CommError(sentence(status, call));
}

void check_quietly(int status, const char* call) noexcept {
  if (status == MPI_SUCCESS) return;
  try {
    log_error(sentence(status, call));
  } catch (const std::exception&) {
    // Not even the text could be made: there is nobody left to tell.
  }
}

bool mpi_running() noexcept {
  int started = 0;
  int ended = 0;
  return MPI_Initialized(&started) == MPI_SUCCESS && MPI_Finalized(&ended) == MPI_SUCCESS &&
         started != 0 && ended == 0;
}

}  // namespace steelyard::comm
