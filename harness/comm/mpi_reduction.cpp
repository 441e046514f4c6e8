#include "harness/comm/mpi_reduction.hpp"

#include "harness/comm/mpi_call.hpp"
#include "harness/comm/reduction.hpp"

namespace steelyard::comm {
namespace {

template <auto reduce, ReduceOp op>
void user_function(void* in, void* inout, int* count, MPI_Datatype*) {
  reduce(op, static_cast<const std::uint16_t*>(in), static_cast<std::uint16_t*>(inout),
         static_cast<std::size_t>(*count));
}

template <auto reduce>
void create(std::array<MPI_Op, 3>& ops) {
  constexpr int commutative = 1;
  check(MPI_Op_create(&user_function<reduce, ReduceOp::sum>, commutative, &ops[0]),
        "MPI_Op_create");
  check(MPI_Op_create(&user_function<reduce, ReduceOp::min>, commutative, &ops[1]),
        "MPI_Op_create");
  check(MPI_Op_create(&user_function<reduce, ReduceOp::max>, commutative, &ops[2]),
        "MPI_Op_create");
}

}  // namespace

MpiReductions::MpiReductions() {
  static_assert(static_cast<int>(ReduceOp::sum) == 0 && static_cast<int>(ReduceOp::min) == 1 &&
                static_cast<int>(ReduceOp::max) == 2);
  create<&reduce_bf16>(bf16_);
  create<&reduce_fp16>(fp16_);
}

MpiReductions::~MpiReductions() {
  for (std::array<MPI_Op, 3>* ops : {&bf16_, &fp16_}) {
    for (MPI_Op& op : *ops) check_quietly(MPI_Op_free(&op), "MPI_Op_free");
  }
}

MPI_Datatype MpiReductions::datatype(Dtype dtype) {
  check_reducible(dtype);
  switch (dtype) {
    case Dtype::f64:
      return MPI_DOUBLE;
    case Dtype::f32:
      return MPI_FLOAT;
    case Dtype::int32:
      return MPI_INT32_T;
    case Dtype::int8:
      return MPI_INT8_T;
    case Dtype::uint8:
      return MPI_UINT8_T;
    default:
      return MPI_UINT16_T;
  }
}

MPI_Op MpiReductions::operation(Dtype dtype, ReduceOp op) const {
  const auto index = static_cast<std::size_t>(op);
  if (dtype == Dtype::bf16) return bf16_[index];
  if (dtype == Dtype::fp16) return fp16_[index];
  switch (op) {
    case ReduceOp::sum:
      return MPI_SUM;
    case ReduceOp::min:
      return MPI_MIN;
    case ReduceOp::max:
      return MPI_MAX;
  }
  return MPI_OP_NULL;
}

}  // namespace steelyard::comm
