#include "harness/backends/cpu/onednn_gemm.hpp"

#include <array>
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

#include "harness/device/kit/guard.hpp"

#if DNNL_VERSION_MAJOR != 2
#error \
    "The cpu backend is written for oneDNN 2.x; version 3 has another way to describe operations."
#endif

namespace steelyard::cpu {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

/// Throws kit::Failure with oneDNN's own text and status in place of dnnl::error.
template <typename Body>
auto checked(const char* what, Body&& body) {
  try {
    return body();
  } catch (const dnnl::error& error) {
    throw kit::Failure(error.status == dnnl_out_of_memory ? SY_OUT_OF_MEMORY : SY_FAILED,
                       std::string("oneDNN could not ") + what + ": " + error.what() + " (status " +
                           std::to_string(error.status) + ").");
  }
}

dnnl::engine& engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

std::optional<memory::data_type> to_onednn(sy_dtype dtype) {
  switch (dtype) {
    case SY_F32:
      return memory::data_type::f32;
    case SY_BF16:
      return memory::data_type::bf16;
    case SY_INT8:
      return memory::data_type::s8;
    case SY_UINT8:
      return memory::data_type::u8;
    case SY_INT32:
      return memory::data_type::s32;
    default:
      return std::nullopt;
  }
}

/// A matrix, or a batch of them if batch > 1, row-major or stored transposed.
memory::desc describe(std::int64_t batch, std::int64_t rows, std::int64_t columns,
                      memory::data_type type, bool transposed) {
  if (batch == 1) return {{rows, columns}, type, transposed ? Tag::ba : Tag::ab};
  return {{batch, rows, columns}, type, transposed ? Tag::acb : Tag::abc};
}

/// The same matrix in whatever layout the library likes best.
memory::desc any_layout(const memory::desc& plain) {
  return {plain.dims(), plain.data_type(), Tag::any};
}

/// Reorders one operand into the kernel's layout.
class Packing {
 public:
  Packing(const memory::desc& plain, const memory::desc& packed)
      : from_(plain, engine(), DNNL_MEMORY_NONE),
        to_(packed, engine(), DNNL_MEMORY_NONE),
        reorder_({engine(), plain, engine(), packed}) {}

  void run(dnnl::stream& stream, const void* plain, void* packed) {
    from_.set_data_handle(const_cast<void*>(plain), stream);
    to_.set_data_handle(packed, stream);
    reorder_.execute(stream, from_, to_);
    stream.wait();
  }

 private:
  memory from_;
  memory to_;
  dnnl::reorder reorder_;
};

struct Matrices {
  memory::desc a, b, c;
};

class OnednnGemm final : public GemmKernel {
 public:
  OnednnGemm(const dnnl::matmul::primitive_desc& chosen, const Matrices& plain, const Host& host,
             const char* layout)
      : team_(host.team),
        stream_(engine()),
        primitive_(chosen),
        a_(chosen.src_desc(), engine(), DNNL_MEMORY_NONE),
        b_(chosen.weights_desc(), engine(), DNNL_MEMORY_NONE),
        c_(chosen.dst_desc(), engine(), DNNL_MEMORY_NONE),
        scratchpad_(chosen.scratchpad_desc(), engine(), DNNL_MEMORY_NONE) {
    if (const std::size_t bytes = chosen.scratchpad_desc().get_size(); bytes > 0) {
      scratch_ = allocate_touched(bytes, host.limits, host.team);
      scratchpad_.set_data_handle(scratch_.get(), stream_);
    }
    if (chosen.src_desc() != plain.a) pack_a_.emplace(plain.a, chosen.src_desc());
    if (chosen.weights_desc() != plain.b) pack_b_.emplace(plain.b, chosen.weights_desc());
    arguments_ = {{{DNNL_ARG_SRC, a_.get()},
                   {DNNL_ARG_WEIGHTS, b_.get()},
                   {DNNL_ARG_DST, c_.get()},
                   {DNNL_ARG_SCRATCHPAD, scratchpad_.get()}}};
    algorithm_ = onednn_label() + " " + chosen.impl_info_str() + ", " + layout + ", " +
                 std::to_string(team_.threads()) + (team_.threads() == 1 ? " thread" : " threads");
  }

  std::string algorithm() const override { return algorithm_; }

  std::size_t packed_bytes(sy_operand operand) const override {
    if (operand == SY_OPERAND_A) return pack_a_ ? a_.get_desc().get_size() : 0;
    return pack_b_ ? b_.get_desc().get_size() : 0;
  }

  void pack(sy_operand operand, const void* plain, void* packed) override {
    checked("pack an operand", [&] {
      team_.use();
      (operand == SY_OPERAND_A ? *pack_a_ : *pack_b_).run(stream_, plain, packed);
    });
  }

  void run(const void* a, const void* b, void* c) override {
    checked("multiply", [&] {
      team_.use();
      a_.set_data_handle(const_cast<void*>(a), stream_);
      b_.set_data_handle(const_cast<void*>(b), stream_);
      c_.set_data_handle(c, stream_);
      // The C call, because execute() of the C++ interface builds a map and a vector each time.
      dnnl::error::wrap_c_api(
          dnnl_primitive_execute(primitive_.get(), stream_.get(),
                                 static_cast<int>(arguments_.size()), arguments_.data()),
          "the primitive could not be executed");
      stream_.wait();
    });
  }

 private:
  Team team_;
  dnnl::stream stream_;
  dnnl::matmul primitive_;
  memory a_, b_, c_, scratchpad_;
  HostMemory scratch_;
  std::optional<Packing> pack_a_, pack_b_;
  std::array<dnnl_exec_arg_t, 4> arguments_{};
  std::string algorithm_;
};

/// f32 is multiplied as f32 whatever the environment says, and alpha scales the result.
dnnl::primitive_attr attributes(double alpha) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);
  if (alpha != 1) attributes.set_output_scales(0, {static_cast<float>(alpha)});
  return attributes;
}

}  // namespace

template <Layout layout>
std::unique_ptr<GemmKernel> make_onednn_gemm(const sy_gemm_shape& shape, const Host& host) {
  const auto a = to_onednn(shape.a);
  const auto b = to_onednn(shape.b);
  const auto c = to_onednn(shape.c);
  if (!a || !b || !c) return nullptr;
  return checked("plan a multiplication", [&]() -> std::unique_ptr<GemmKernel> {
    host.team.use();  // Plans depend on the number of threads.
    const Matrices plain{describe(shape.batch, shape.m, shape.k, *a, shape.transpose_a != 0),
                         describe(shape.batch, shape.k, shape.n, *b, shape.transpose_b != 0),
                         describe(shape.batch, shape.m, shape.n, *c, false)};
    const dnnl::matmul::desc wanted(layout == Layout::ab_packed ? any_layout(plain.a) : plain.a,
                                    layout == Layout::plain ? plain.b : any_layout(plain.b),
                                    plain.c);
    const dnnl::matmul::primitive_desc chosen(wanted, attributes(shape.alpha), engine(), true);
    if (!chosen) return nullptr;
    if (layout == Layout::ab_packed && chosen.src_desc() == plain.a) return nullptr;
    if (layout == Layout::b_packed && chosen.weights_desc() == plain.b) return nullptr;
    const bool packs_b = chosen.weights_desc() != plain.b;
    return std::make_unique<OnednnGemm>(chosen, plain, host,
                                        layout == Layout::plain      ? "plain"
                                        : layout == Layout::b_packed ? "B packed"
                                        : packs_b                    ? "A and B packed"
                                                                     : "A packed");
  });
}

template std::unique_ptr<GemmKernel> make_onednn_gemm<Layout::plain>(const sy_gemm_shape&,
                                                                     const Host&);
template std::unique_ptr<GemmKernel> make_onednn_gemm<Layout::b_packed>(const sy_gemm_shape&,
                                                                        const Host&);
template std::unique_ptr<GemmKernel> make_onednn_gemm<Layout::ab_packed>(const sy_gemm_shape&,
                                                                         const Host&);

namespace {

const char* isa_text(dnnl::cpu_isa isa) {
  switch (isa) {
    case dnnl::cpu_isa::sse41:
      return "SSE4.1";
    case dnnl::cpu_isa::avx:
      return "AVX";
    case dnnl::cpu_isa::avx2:
      return "AVX2";
    case dnnl::cpu_isa::avx2_vnni:
      return "AVX2 VNNI";
    case dnnl::cpu_isa::avx512_core:
      return "AVX-512";
    case dnnl::cpu_isa::avx512_core_vnni:
      return "AVX-512 VNNI";
    case dnnl::cpu_isa::avx512_core_bf16:
      return "AVX-512 VNNI bf16";
    case dnnl::cpu_isa::avx512_core_amx:
      return "AMX bf16 int8";
    default:
      return "another instruction set";
  }
}

}  // namespace

std::string onednn_label() {
  const dnnl_version_t* version = dnnl_version();
  return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
         std::to_string(version->patch);
}

std::string onednn_isa() { return isa_text(dnnl::get_effective_cpu_isa()); }

}  // namespace steelyard::cpu
