#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::reference {

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t z = seed + (value + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace steelyard::workloads::reference
