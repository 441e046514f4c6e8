#include "tests/emulated/cuda_shaped/product.hpp"

#include "tests/emulated/core/memory.hpp"

namespace steelyard::emulated {
namespace {

Matrix matrix_of(const StoredMatrix& stored) {
  return {const_cast<void*>(stored.data),
          stored.dtype,
          stored.rows,
          stored.columns,
          stored.leading,
          true,
          stored.stride};
}

bool stored_well(const StoredMatrix& stored, std::int64_t batch) {
  const bool apart =
      batch == 1 || stored.stride >= stored.leading * (stored.columns - 1) + stored.rows;
  return stored.rows > 0 && stored.columns > 0 && stored.leading >= stored.rows && apart;
}

bool lies_on_device(const StoredMatrix& stored, std::int64_t batch) {
  return memory_is_whole(stored.data, matrix_of(stored).extent_bytes(batch));
}

}  // namespace

bool sizes_fit(const Product& p) {
  const auto rows = [](const StoredMatrix& m, bool t) { return t ? m.columns : m.rows; };
  const auto columns = [](const StoredMatrix& m, bool t) { return t ? m.rows : m.columns; };
  return p.batch > 0 && stored_well(p.a, p.batch) && stored_well(p.b, p.batch) &&
         stored_well(p.c, p.batch) && rows(p.a, p.transpose_a) == p.c.rows &&
         columns(p.b, p.transpose_b) == p.c.columns &&
         columns(p.a, p.transpose_a) == rows(p.b, p.transpose_b);
}

bool memory_is_whole(const void* data, std::size_t bytes) {
  return data != nullptr && device_of(data) == current_device() && holds(data, bytes);
}

bool memory_fits(const Product& p) {
  return lies_on_device(p.a, p.batch) && lies_on_device(p.b, p.batch) &&
         lies_on_device(p.c, p.batch);
}

void enqueue_product(const std::shared_ptr<StreamObject>& stream, const Product& p) {
  enqueue(stream, [p] {
    const bool done = multiply(matrix_of(p.a), p.transpose_a, matrix_of(p.b), p.transpose_b,
                               matrix_of(p.c), p.alpha, p.beta, p.batch);
    return done ? 0 : ErrorCodes{}.illegal_address;
  });
}

}  // namespace steelyard::emulated
