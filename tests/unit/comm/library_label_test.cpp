#include "harness/comm/library_label.hpp"

#include <gtest/gtest.h>

namespace steelyard::comm {
namespace {

TEST(LibraryLabel, IsNameAndVersion) {
  EXPECT_EQ(
      library_label("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4"),
      "Open MPI 4.1.4");
  EXPECT_EQ(library_label("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7 2022\n"),
            "MPICH 4.0.2");
  EXPECT_EQ(library_label("Intel(R) MPI Library 2021.9 for Linux* OS\n"),
            "Intel(R) MPI 2021.9 for Linux* OS");
}

TEST(LibraryLabel, KeepsWordsThatOnlyLookLikeAVersion) {
  EXPECT_EQ(library_label("MVAPICH2 Version      :\t2.3.7"), "MVAPICH2 Version : 2.3.7");
  EXPECT_EQ(library_label("v very vendor v9"), "v very vendor 9");
  EXPECT_EQ(library_label(""), "");
}

}  // namespace
}  // namespace steelyard::comm
