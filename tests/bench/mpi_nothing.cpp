// The least that an MPI program does: what bench_startup weighs `steelyard run` against.
#include <mpi.h>

int main(int count, char** arguments) {
  MPI_Init(&count, &arguments);
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
}
