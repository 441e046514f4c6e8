// The only file that knows processor architectures. A loop is a block of independent instructions
// on registers, each of which depends only on its own result of the pass before, and enough of them
// to hide the latency of the unit: so the unit's throughput is measured. The blocks are assembly,
// because a compiler may fold or spill what it understands.
#include "harness/backends/cpu/probe.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace steelyard::cpu {
namespace {

bool always() { return true; }

#if defined(__x86_64__)

// One pass: a line for each accumulator, .irp repeats it for each number of a list, and two
// operands that no line writes; all are zero. The whole loop is one block, so that nothing of the
// compiler's comes between.
#define STEELYARD_LOOP(name, features, clear, numbers, line, ...)                                  \
  __attribute__((target(features))) void name(std::uint64_t passes) {                              \
    asm volatile(clear "\n1:\n\t.irp n," numbers "\n\t" line                                       \
                       "\n\t.endr\n\t"                                                             \
                       "dec %0\n\tjnz 1b"                                                          \
                 : "+r"(passes)                                                                    \
                 :                                                                                 \
                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", \
                   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", __VA_ARGS__);             \
  }

// Sixteen accumulators: two pipes of six cycles, as Zen 5 has for bf16, would keep twelve busy only
// if the scheduler never erred. Its operands are registers that AVX-512 alone has.
#define STEELYARD_AVX512_LOOP(name, features, instruction)                                   \
  STEELYARD_LOOP(name, features,                                                             \
                 "vzeroall\n\tvpxord %%zmm16, %%zmm16, %%zmm16\n\tvpxord %%zmm17, %%zmm17, " \
                 "%%zmm17",                                                                  \
                 "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",                                    \
                 instruction " %%zmm16, %%zmm17, %%zmm\\n", "xmm16", "xmm17", "cc")
STEELYARD_AVX512_LOOP(run_avx512_f32, "avx512f", "vfmadd231ps")
STEELYARD_AVX512_LOOP(run_avx512_f64, "avx512f", "vfmadd231pd")
STEELYARD_AVX512_LOOP(run_avx512_bf16, "avx512f,avx512bf16", "vdpbf16ps")
STEELYARD_AVX512_LOOP(run_avx512_vnni, "avx512f,avx512vnni", "vpdpbusd")
#undef STEELYARD_AVX512_LOOP

// Twelve accumulators, of sixteen registers.
#define STEELYARD_SMALL_LOOP(name, features, clear, line) \
  STEELYARD_LOOP(name, features, clear, "0,1,2,3,4,5,6,7,8,9,10,11", line, "cc")
STEELYARD_SMALL_LOOP(run_avx2_f32, "avx2,fma", "vzeroall", "vfmadd231ps %%ymm12, %%ymm13, %%ymm\\n")
STEELYARD_SMALL_LOOP(run_avx2_f64, "avx2,fma", "vzeroall", "vfmadd231pd %%ymm12, %%ymm13, %%ymm\\n")
// Without VNNI a library widens to 16 bits, multiplies and adds neighbours, and adds up.
STEELYARD_SMALL_LOOP(run_avx2_int8, "avx2", "vzeroall",
                     "vpmaddwd %%ymm12, %%ymm13, %%ymm14\n\tvpaddd %%ymm14, %%ymm\\n, %%ymm\\n")
// x = x * 1 + 0, on zeros.
STEELYARD_SMALL_LOOP(run_sse2_f32, "sse2", "xorps %%xmm12, %%xmm12\n\txorps %%xmm13, %%xmm13",
                     "mulps %%xmm12, %%xmm\\n\n\taddps %%xmm13, %%xmm\\n")
STEELYARD_SMALL_LOOP(run_sse2_f64, "sse2", "xorps %%xmm12, %%xmm12\n\txorps %%xmm13, %%xmm13",
                     "mulpd %%xmm12, %%xmm\\n\n\taddpd %%xmm13, %%xmm\\n")
STEELYARD_SMALL_LOOP(run_sse2_int8, "sse2", "pxor %%xmm12, %%xmm12\n\tpxor %%xmm13, %%xmm13",
                     "pmaddwd %%xmm12, %%xmm\\n\n\tpaddd %%xmm13, %%xmm\\n")
#undef STEELYARD_SMALL_LOOP
#undef STEELYARD_LOOP

bool has_avx512f() { return __builtin_cpu_supports("avx512f") != 0; }
bool has_avx512_bf16() { return has_avx512f() && __builtin_cpu_supports("avx512bf16") != 0; }
bool has_avx512_vnni() { return has_avx512f() && __builtin_cpu_supports("avx512vnni") != 0; }
bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
bool has_avx2_fma() { return has_avx2() && __builtin_cpu_supports("fma") != 0; }

/// Tiles: the processor must have the unit (CPUID leaf 7: EDX bits 22 bf16, 24 tiles, 25 int8), and
/// the kernel must grant the process their 8 KiB of state, once for all its threads.
bool has_amx(unsigned feature_bit) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
  if ((d >> 24 & 1) == 0 || (d >> feature_bit & 1) == 0) return false;
  constexpr int request_permission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr int tile_data = 18;
  static const bool granted = syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
  return granted;
}
bool has_amx_bf16() { return has_amx(22); }
bool has_amx_int8() { return has_amx(25); }

/// Eight tiles of 16 rows of 64 bytes, the largest there are (palette 1).
struct TileConfiguration {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t bytes_per_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfiguration) == 64);

// Four accumulators, tiles 0 to 3; operands: tiles 4 to 7. Compilers use no tiles of their own.
// ldtilecfg sets all tiles to zero; tilerelease leaves the thread as it was for the libraries.
#define STEELYARD_TILE_LOOP(name, features, instruction)                                      \
  __attribute__((target(features))) void name(std::uint64_t passes) {                         \
    const TileConfiguration configuration;                                                    \
    asm volatile("ldtilecfg %1\n1:\n\t" instruction " %%tmm6, %%tmm4, %%tmm0\n\t" instruction \
                 " %%tmm7, %%tmm4, %%tmm1\n\t" instruction                                    \
                 " %%tmm6, %%tmm5, %%tmm2\n\t" instruction                                    \
                 " %%tmm7, %%tmm5, %%tmm3\n\tdec %0\n\tjnz 1b\n\ttilerelease"                 \
                 : "+r"(passes)                                                               \
                 : "m"(configuration)                                                         \
                 : "cc");                                                                     \
  }
STEELYARD_TILE_LOOP(run_amx_bf16, "amx-tile,amx-bf16", "tdpbf16ps")
STEELYARD_TILE_LOOP(run_amx_int8, "amx-tile,amx-int8", "tdpbssd")
#undef STEELYARD_TILE_LOOP

constexpr double multiply_add = 2;
constexpr double zmm_f32 = multiply_add * 16 * 16;  ///< accumulators x numbers in each
constexpr double ymm_f32 = multiply_add * 12 * 8;
constexpr double xmm_f32 = multiply_add * 12 * 4;
constexpr double tile_products = 4.0 * 16 * 16;  ///< results of one pass over four tiles

constexpr ProbeLoop f64_loops[] = {
    {"AVX-512 f64 FMA", zmm_f32 / 2, has_avx512f, run_avx512_f64},
    {"AVX2 f64 FMA", ymm_f32 / 2, has_avx2_fma, run_avx2_f64},
    {"SSE2 f64 multiply and add", xmm_f32 / 2, always, run_sse2_f64}};
constexpr ProbeLoop f32_loops[] = {{"AVX-512 f32 FMA", zmm_f32, has_avx512f, run_avx512_f32},
                                   {"AVX2 f32 FMA", ymm_f32, has_avx2_fma, run_avx2_f32},
                                   {"SSE2 f32 multiply and add", xmm_f32, always, run_sse2_f32}};
// Without a unit for bf16 the libraries widen to f32: then that unit is the one to watch.
constexpr ProbeLoop bf16_loops[] = {
    {"AMX tdpbf16ps", multiply_add* tile_products * 32, has_amx_bf16, run_amx_bf16},
    {"AVX-512 vdpbf16ps", 2 * zmm_f32, has_avx512_bf16, run_avx512_bf16},
    f32_loops[0],
    f32_loops[1],
    f32_loops[2]};
constexpr ProbeLoop int8_loops[] = {
    {"AMX tdpbssd", multiply_add* tile_products * 64, has_amx_int8, run_amx_int8},
    {"AVX-512 vpdpbusd", 4 * zmm_f32, has_avx512_vnni, run_avx512_vnni},
    {"AVX2 vpmaddwd", 2 * ymm_f32, has_avx2, run_avx2_int8},
    {"SSE2 pmaddwd", 2 * xmm_f32, always, run_sse2_int8}};

#else

constexpr int plain_chains = 16;

/// Chains of acc = acc * x + x in plain C++: a compiler may not reorder them.
template <typename T>
void run_plain(std::uint64_t passes) {
  volatile T source = static_cast<T>(1);
  const T factor = source;
  T chains[plain_chains] = {};
  for (std::uint64_t pass = 0; pass < passes; ++pass) {
#pragma GCC unroll 16
    for (int i = 0; i < plain_chains; ++i) chains[i] = static_cast<T>(chains[i] * factor + factor);
  }
  for (const T chain : chains) source = chain;  // the results are used
}

constexpr double plain_operations = 2.0 * plain_chains;

constexpr ProbeLoop f64_loops[] = {
    {"f64 multiply and add", plain_operations, always, run_plain<double>}};
constexpr ProbeLoop f32_loops[] = {
    {"f32 multiply and add", plain_operations, always, run_plain<float>}};
constexpr ProbeLoop bf16_loops[] = {f32_loops[0]};
constexpr ProbeLoop int8_loops[] = {
    {"integer multiply and add", plain_operations, always, run_plain<std::uint32_t>}};

#endif

}  // namespace

std::span<const ProbeLoop> probe_loops(sy_dtype dtype) {
  switch (dtype) {
    case SY_F64:
      return f64_loops;
    case SY_F32:
      return f32_loops;
    case SY_BF16:
      return bf16_loops;
    case SY_INT8:
    case SY_UINT8:
    case SY_INT32:
      return int8_loops;
    default:
      return {};
  }
}

}  // namespace steelyard::cpu
