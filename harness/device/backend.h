/* The backend ABI of Steelyard, version 1.
 *
 * A backend drives one family of devices. It is a shared object that exports one C function,
 *
 *     const sy_backend_v1* steelyard_backend_v1(void);
 *
 * and needs nothing else of Steelyard: this header is plain C11 and stands alone. C++ authors may
 * use backend_kit.hpp, which turns an ordinary class into the table below.
 *
 * Groups. Functions stand in groups. `devices`, `memory` and `streams` are required; any other
 * group may be NULL, and then what needs it is skipped with that reason and never faked. Within a
 * group every function is present unless its comment says that it may be NULL. Each group starts
 * with its own size, so that later versions can append functions.
 *
 * Errors. Every call returns a status. After a status other than SY_OK, last_error() gives the
 * vendor's own message and code. No C++ exception and no signal may leave the backend.
 *
 * Ownership. A handle belongs to the caller from the call that fills it until the matching destroy
 * or close. Strings in the tables and in filled structures are copied, except those of the table,
 * which live as long as the library is loaded. A backend is never unloaded.
 *
 * Threads. One thread uses a device and all that was made from it. Different devices may be used by
 * different threads at the same time. abort() of the collectives group and the telemetry group may
 * be called from a second thread while the first is inside any other call.
 *
 * Blocking. Functions with a stream argument enqueue and return, unless the device has no queue (a
 * CPU): then they finish the work before they return. All others block.
 */
#ifndef STEELYARD_BACKEND_H
#define STEELYARD_BACKEND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SY_ABI_VERSION 1u
#define SY_TEXT 128      /* bytes of a short text, with its terminating zero */
#define SY_LONG_TEXT 512 /* bytes of a sentence or a list of versions */

typedef enum sy_status {
  SY_OK = 0,
  SY_UNSUPPORTED = 1, /* this device or library does not do that; the case is skipped */
  SY_OUT_OF_MEMORY = 2,
  SY_INVALID_ARGUMENT = 3, /* the caller's fault */
  SY_NOT_READY = 4,        /* query: the work is still running */
  SY_TIMEOUT = 5,          /* synchronize: the time given ran out; the work is still running */
  SY_DEVICE_LOST = 6,      /* nothing of this device can be used any more */
  SY_FAILED = 7            /* anything else */
} sy_status;

/* Element types; the numbers never change. tf32 (NVIDIA), hf32 (Huawei) and xf32 (AMD) are stored
 * as f32 and multiplied with fewer bits: each is a type of its own and never f32. fp8 formats are
 * those of OCP, or, where they say so, the FNUZ formats (no infinity, no negative zero) of AMD's
 * CDNA3. A library that multiplies a type by other arithmetic than its name says (16-bit integers
 * for fp16) must not offer it under that name. */
typedef enum sy_dtype {
  SY_F64 = 1,
  SY_F32 = 2,
  SY_TF32 = 3,
  SY_BF16 = 4,
  SY_FP16 = 5,
  SY_FP8_E4M3 = 6,
  SY_FP8_E5M2 = 7,
  SY_INT8 = 8,
  SY_UINT8 = 9,
  SY_INT32 = 10,
  SY_HF32 = 11,
  SY_XF32 = 12,
  SY_FP8_E4M3_FNUZ = 13,
  SY_FP8_E5M2_FNUZ = 14
} sy_dtype;
#define SY_LAST_DTYPE SY_FP8_E5M2_FNUZ

typedef struct sy_device sy_device;
typedef struct sy_stream sy_stream;
typedef struct sy_event sy_event;
typedef struct sy_gemm sy_gemm;
typedef struct sy_comm sy_comm;

/* ---- devices (required) ---------------------------------------------------------------------- */

typedef struct sy_properties {
  char name[SY_TEXT]; /* product name, as the vendor writes it */
  char vendor[SY_TEXT];
  char chip_id[SY_TEXT];    /* id in Steelyard's catalogue, or "" if the backend cannot say */
  char uuid[SY_TEXT];       /* unique for the physical device, or "" */
  char pci_bus_id[SY_TEXT]; /* "0000:3b:00.0", or "" */
  char driver[SY_TEXT];     /* versions, or "" */
  char firmware[SY_TEXT];
  char runtime[SY_TEXT];
  char libraries[SY_LONG_TEXT]; /* "name version; name version" */
  uint64_t memory_bytes;        /* whole device memory; 0 if unknown */
  uint64_t cache_bytes;         /* last-level cache, for cold inputs; 0 if unknown */
  uint32_t is_accelerator;      /* 0: the host's own processor */
  uint32_t host_accessible;     /* 1: device pointers can be read and written by the host */
  uint32_t emulated;            /* 1: a test double; its results never enter a ranking */
  uint32_t threads;             /* host threads that compute for this device; 0 for accelerators */
  uint64_t gemm_dtypes;         /* bit n set: sy_dtype n can be multiplied */
  uint32_t virtual_time;        /* 1: event times are of a virtual clock, not of the host's */
  /* 1: a chip that exists as figures alone. Its events tell what a model predicts, it keeps no
   * bytes and computes nothing, so nothing can be verified; every result is labelled modelled. */
  uint32_t modelled;
  uint32_t reserved; /* 0 */
} sy_properties;

typedef struct sy_devices {
  size_t size;
  /* Is there a device? SY_OK: yes. SY_UNSUPPORTED: no, and `sentence` (may hold SY_LONG_TEXT bytes)
   * says what is missing and how to get it. Must be quick and must not crash on a machine without
   * the vendor's libraries. */
  sy_status (*probe)(char* sentence, size_t capacity);
  sy_status (*count)(uint32_t* devices);
  sy_status (*open)(uint32_t index, sy_device** device);
  sy_status (*close)(sy_device* device);
  sy_status (*properties)(sy_device* device, sy_properties* properties);
} sy_devices;

/* ---- memory (required) ----------------------------------------------------------------------- */

typedef struct sy_memory {
  size_t size;
  /* At least 64-byte aligned. bytes > 0. */
  sy_status (*allocate)(sy_device* device, size_t bytes, void** pointer);
  sy_status (*release)(sy_device* device, void* pointer);
  sy_status (*free_bytes)(sy_device* device, uint64_t* bytes); /* that can still be allocated */
  /* Enqueued on the stream in order. Host memory is pageable and must live until synchronised. */
  sy_status (*copy_to_device)(sy_stream* stream, void* device, const void* host, size_t bytes);
  sy_status (*copy_to_host)(sy_stream* stream, void* host, const void* device, size_t bytes);
  sy_status (*copy_on_device)(sy_stream* stream, void* to, const void* from, size_t bytes);
  sy_status (*fill)(sy_stream* stream, void* device, uint8_t value, size_t bytes);
} sy_memory;

/* ---- streams and events (required) ----------------------------------------------------------- */

typedef struct sy_streams {
  size_t size;
  sy_status (*stream_create)(sy_device* device, sy_stream** stream);
  sy_status (*stream_destroy)(sy_stream* stream);
  /* Waits for all work enqueued so far. SY_TIMEOUT after timeout_seconds; <= 0 waits for ever. */
  sy_status (*stream_synchronize)(sy_stream* stream, double timeout_seconds);
  sy_status (*stream_query)(sy_stream* stream); /* SY_OK or SY_NOT_READY */
  sy_status (*event_create)(sy_device* device, sy_event** event);
  sy_status (*event_destroy)(sy_event* event);
  sy_status (*event_record)(sy_stream* stream, sy_event* event);
  /* Seconds between two recorded and completed events of one device, never negative if `first` was
   * recorded before `second`. SY_NOT_READY if one is not completed. */
  sy_status (*event_elapsed)(sy_event* first, sy_event* second, double* seconds);
} sy_streams;

/* ---- gemm ------------------------------------------------------------------------------------ */

/* C = alpha * op(A) * op(B), row-major, dense, contiguous. op(A) is m x k, op(B) k x n, C m x n.
 * transpose_a = 0: A is stored m x k; 1: k x m. transpose_b = 0: B is stored k x n; 1: n x k.
 * Batches are stored one after another. */
typedef struct sy_gemm_shape {
  int64_t m, n, k, batch;
  uint32_t transpose_a, transpose_b;
  sy_dtype a, b, c;
  sy_dtype accumulate; /* f64, f32 or s32 */
  double alpha;        /* scaling of the product; 1 unless the dtype needs a scale */
  /* fp8 alone, else 0. 1: partial sums may be kept with fewer bits than `accumulate` for speed
   * (cuBLASLt's fast accumulation); 0: they may not. Whoever cannot choose refuses the other. */
  uint32_t fast_accumulation;
  uint32_t reserved; /* 0 */
} sy_gemm_shape;

/* Which matrix. Packing an operand means reordering it, outside the timed region, into a layout
 * that the plan likes better; the algorithm's name must then say "packed". */
typedef enum sy_operand { SY_OPERAND_A = 0, SY_OPERAND_B = 1 } sy_operand;

typedef struct sy_gemm_functions {
  size_t size;
  /* SY_UNSUPPORTED if this shape or combination of dtypes is not offered. */
  sy_status (*plan)(sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan);
  /* Tries the candidates on scratch memory of its own and keeps the fastest; remembered for equal
   * shapes of this device. Blocks; may take seconds. `seconds` bounds the search, softly. */
  sy_status (*autotune)(sy_gemm* plan, double seconds);
  /* Library, kernel and layout that run() uses: "oneDNN brg:avx512_core_amx_bf16, B packed". */
  sy_status (*algorithm)(sy_gemm* plan, char* text, size_t capacity);
  /* Bytes of the packed form of an operand, 0 if run() takes it plain. After autotune. */
  sy_status (*packed_bytes)(sy_gemm* plan, sy_operand operand, size_t* bytes);
  sy_status (*pack)(sy_stream* stream, sy_gemm* plan, sy_operand operand, const void* plain,
                    void* packed);
  /* One multiplication; a and b in the form that packed_bytes() says. */
  sy_status (*run)(sy_stream* stream, sy_gemm* plan, const void* a, const void* b, void* c);
  sy_status (*destroy)(sy_gemm* plan);
} sy_gemm_functions;

/* ---- pointwise ------------------------------------------------------------------------------- */

/* Adam as in Kingma & Ba 2015, algorithm 1, with bias correction; f32 state. */
typedef struct sy_adam {
  double learning_rate, beta1, beta2, epsilon;
  int64_t step; /* from 1 */
} sy_adam;

typedef struct sy_pointwise {
  size_t size;
  /* Element counts, not bytes. f32 and f64 at least; SY_UNSUPPORTED for other dtypes is fine. */
  sy_status (*triad)(sy_stream* stream, sy_dtype dtype, void* a, const void* b, const void* c,
                     double scalar, size_t count); /* a = b + scalar * c */
  sy_status (*scale)(sy_stream* stream, sy_dtype dtype, void* a, const void* b, double scalar,
                     size_t count); /* a = scalar * b */
  sy_status (*reduce)(sy_stream* stream, sy_dtype dtype, void* a, const void* b,
                      size_t count); /* a = a + b */
  sy_status (*adam)(sy_stream* stream, float* parameter, float* first_moment, float* second_moment,
                    const float* gradient, const sy_adam* settings, size_t count);
} sy_pointwise;

/* ---- collectives ----------------------------------------------------------------------------- */

/* Room for the largest known (HCCL: 4108 bytes). `length` bytes are sent to the other ranks. */
#define SY_UNIQUE_ID_BYTES 8184
typedef struct sy_unique_id {
  uint64_t length;
  uint8_t bytes[SY_UNIQUE_ID_BYTES];
} sy_unique_id;
typedef enum sy_reduce_op { SY_SUM = 0, SY_MIN = 1, SY_MAX = 2 } sy_reduce_op;

/* Counts are elements. Buffers are device memory; send and receive do not overlap. */
typedef struct sy_collectives {
  size_t size;
  sy_status (*unique_id)(sy_device* device, sy_unique_id* id); /* on rank 0; sent to all by MPI */
  sy_status (*init)(sy_device* device, const sy_unique_id* id, uint32_t ranks, uint32_t rank,
                    sy_comm** comm);
  sy_status (*destroy)(sy_comm* comm);
  sy_status (*abort)(sy_comm* comm); /* any thread; unblocks enqueued collectives; may be NULL */
  sy_status (*library)(sy_comm* comm, char* text, size_t capacity);   /* name and version */
  sy_status (*algorithm)(sy_comm* comm, char* text, size_t capacity); /* "" if not known */
  sy_status (*all_reduce)(sy_stream*, sy_comm*, const void* send, void* receive, size_t count,
                          sy_dtype, sy_reduce_op);
  sy_status (*reduce_scatter)(sy_stream*, sy_comm*, const void* send, void* receive,
                              size_t receive_count, sy_dtype, sy_reduce_op);
  sy_status (*all_gather)(sy_stream*, sy_comm*, const void* send, void* receive, size_t send_count,
                          sy_dtype);
  sy_status (*broadcast)(sy_stream*, sy_comm*, void* buffer, size_t count, sy_dtype, uint32_t root);
  sy_status (*all_to_all)(sy_stream*, sy_comm*, const void* send, void* receive,
                          size_t count_per_rank, sy_dtype);
  sy_status (*send)(sy_stream*, sy_comm*, const void* buffer, size_t count, sy_dtype, uint32_t to);
  sy_status (*receive)(sy_stream*, sy_comm*, void* buffer, size_t count, sy_dtype, uint32_t from);
  /* Calls between group_start and group_end are issued as one. */
  sy_status (*group_start)(sy_comm* comm);
  sy_status (*group_end)(sy_comm* comm);
} sy_collectives;

/* ---- telemetry ------------------------------------------------------------------------------- */

/* NaN (or 0 for `throttle_reasons`) where there is no such sensor. */
typedef struct sy_telemetry_reading {
  double power_watts;
  double energy_joules; /* counter since an arbitrary start */
  double temperature_celsius;
  double core_clock_hz;
  double memory_clock_hz;
  double power_limit_watts;
  uint64_t throttle_reasons; /* bits: 1 power, 2 thermal, 4 hardware, 8 other */
} sy_telemetry_reading;

typedef struct sy_telemetry {
  size_t size;
  sy_status (*read)(sy_device* device, sy_telemetry_reading* reading);
  /* The sensors' own period: reading faster than this yields the same value again. */
  sy_status (*period)(sy_device* device, double* seconds);
} sy_telemetry;

/* ---- probe ----------------------------------------------------------------------------------- */

/* A short run of one unit that touches nothing else: register-only arithmetic, or a stream through
 * memory. Tells whether the machine is in the same state as before. */
typedef enum sy_probe_unit { SY_PROBE_MULTIPLY = 0, SY_PROBE_MEMORY = 1 } sy_probe_unit;

typedef struct sy_probe {
  size_t size;
  /* Runs about `seconds`; `rate` in FLOP/s (OP/s for integers) of the unit that multiplies `dtype`,
   * or bytes/s. `text` names the loop: "AMX tdpbf16ps", "AVX-512 f32 FMA". */
  sy_status (*run)(sy_device* device, sy_probe_unit unit, sy_dtype dtype, double seconds,
                   double* rate, char* text, size_t capacity);
} sy_probe;

/* ---- the table ------------------------------------------------------------------------------- */

typedef struct sy_backend_v1 {
  uint32_t abi;     /* SY_ABI_VERSION */
  uint32_t size;    /* sizeof(sy_backend_v1) */
  const char* name; /* "cuda": [a-z0-9_]+ */
  const char* version;
  const char* description; /* one line */
  /* Message and code of the last call of this thread that did not return SY_OK. Never NULL. */
  const char* (*last_error)(void);
  const sy_devices* devices;
  const sy_memory* memory;
  const sy_streams* streams;
  const sy_gemm_functions* gemm;     /* NULL: matmul is skipped */
  const sy_pointwise* pointwise;     /* NULL: memory and optimizer workloads are skipped */
  const sy_collectives* collectives; /* NULL: collectives go over MPI on host memory */
  const sy_telemetry* telemetry;     /* NULL: no energy, no clock fractions */
  const sy_probe* probe;             /* NULL: no probe readings */
} sy_backend_v1;

typedef const sy_backend_v1* (*sy_backend_v1_entry)(void);
#define SY_ENTRY_NAME "steelyard_backend_v1"

#ifdef __cplusplus
}
#endif
#endif /* STEELYARD_BACKEND_H */
