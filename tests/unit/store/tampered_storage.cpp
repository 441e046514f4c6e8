// Arrays, tables and texts that are stored in another way, or claim to be enormous.
#include "tests/unit/store/tampering.hpp"

namespace steelyard::results::testing {
namespace {

using Adjust = std::function<void(hid_t creation)>;

/// The samples of the full case, of 16 iterations and 3 ranks, replaced by an empty dataset.
std::function<void(hid_t)> samples(const std::vector<hsize_t>& extent,
                                   const std::vector<hsize_t>& chunk, const Adjust& adjust = {}) {
  return
      [=](hid_t f) { replace(f, in_full_case("samples"), H5T_IEEE_F64LE, extent, chunk, adjust); };
}

std::vector<Tampering> shapes_of_samples() {
  const std::vector<hsize_t> whole{16, 3};
  return {
      {"samples_of_single_precision",
       [=](hid_t f) { replace(f, in_full_case("samples"), H5T_IEEE_F32LE, whole, whole); },
       "samples has another type"},
      {"samples_of_the_other_byte_order",
       [=](hid_t f) { replace(f, in_full_case("samples"), H5T_IEEE_F64BE, whole, whole); },
       "samples has another type"},
      {"samples_of_one_dimension", samples({16}, {16}), "samples has another rank"},
      {"samples_of_three_dimensions", samples({16, 3, 1}, {16, 3, 1}), "samples has another rank"},
      {"samples_of_four_ranks", samples({16, 4}, {16, 4}), "has 4 columns where 3 are expected"},
      {"samples_of_no_rank", samples({16, 0}, {16, 4}), "has 0 columns where 3 are expected"},
      {"samples_of_more_iterations", samples({17, 3}, whole), "other numbers of rows"},
      {"round_of_more_iterations",
       [](hid_t f) { replace(f, in_full_case("round"), H5T_STD_I32LE, {17}, {16}); },
       "other numbers of rows"},
      {"late_of_fewer_iterations",
       [](hid_t f) { replace(f, in_full_case("late"), H5T_STD_U8LE, {3}, {16}); },
       "other numbers of rows in samples, round and late"},
      {"late_of_two_dimensions",
       [](hid_t f) {
         replace(f, in_full_case("late"), H5T_STD_U8LE, {16, 1}, {16, 1});
       },
       "late has another rank"},
  };
}

std::vector<Tampering> chunks() {
  const std::vector<hsize_t> whole{16, 3};
  return {
      {"samples_without_chunks", samples(whole, whole), "samples lacks a chunk"},
      {"round_without_chunks",
       [](hid_t f) { replace(f, in_full_case("round"), H5T_STD_I32LE, {16}, {16}); },
       "round lacks a chunk"},
      {"samples_in_one_piece", samples(whole, {}), "not stored in chunks"},
      {"samples_packed_by_another_filter", samples(whole, whole, [](hid_t c) { H5Pset_nbit(c); }),
       "a filter that is not"},
      {"samples_in_chunks_too_large", samples(whole, {100000, 3}), "chunks too large"},
      {"samples_in_chunks_of_two_ranks",
       samples(whole, {8, 2}, [](hid_t c) { H5Pset_alloc_time(c, H5D_ALLOC_TIME_EARLY); }), "read"},
      {"telemetry_of_many_chunks",
       [](hid_t f) { replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {100000}, {1}); },
       "more chunks than the file has bytes"},
      // Its header has a checksum, its index has none.
      {"index_of_the_oldest_form",
       [](hid_t f) {
         H5Fset_libver_bounds(f, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110);
         replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {2}, {16}, [](hid_t creation) {
           H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED);
         });
       },
       "has a chunk index without checksums"},
      // HDF5 would inflate it without asking how far.
      {"chunk_larger_than_it_is",
       [](hid_t f) {
         replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {2}, {16},
                 [](hid_t creation) { H5Pset_deflate(creation, 1); });
         const hid_t dataset = H5Dopen2(f, "/telemetry/seconds", H5P_DEFAULT);
         const std::vector<char> bytes(10000);
         const hsize_t at = 0;
         H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &at, bytes.size(), bytes.data());
         H5Dclose(dataset);
       },
       "has a chunk of an impossible size"},
      {"chunk_that_does_not_inflate",
       [](hid_t f) {
         replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {2}, {16},
                 [](hid_t creation) { H5Pset_deflate(creation, 1); });
         const hid_t dataset = H5Dopen2(f, "/telemetry/seconds", H5P_DEFAULT);
         const std::vector<char> bytes(16, 'x');
         const hsize_t at = 0;
         H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &at, bytes.size(), bytes.data());
         H5Dclose(dataset);
       },
       "reading /telemetry/seconds failed"},
  };
}

/// All three columns of the full case claim this many iterations.
Tampering iterations(const std::string& name, hsize_t rows, const std::string& said) {
  return {name,
          [rows](hid_t f) {
            replace(f, in_full_case("round"), H5T_STD_I32LE, {rows}, {1024});
            replace(f, in_full_case("late"), H5T_STD_U8LE, {rows}, {1024});
            replace(f, in_full_case("samples"), H5T_IEEE_F64LE, {rows, 3}, {1024, 3});
          },
          said};
}

std::vector<Tampering> sizes() {
  return {
      iterations("iterations_of_gigabytes", hsize_t{1} << 32, "more than a file of"),
      iterations("iterations_of_petabytes", hsize_t{1} << 50, "more than a file of"),
      iterations("iterations_beyond_counting", hsize_t{1} << 62, "absurd number of rows"),
      {"telemetry_of_unequal_columns",
       [](hid_t f) { replace(f, "/telemetry/seconds", H5T_IEEE_F64LE, {0}, {16}); },
       "another number of rows than the other columns"},
  };
}

/// The table of nodes, replaced by an empty one whose only column holds texts.
std::function<void(hid_t)> nodes(const char* column, std::size_t bytes) {
  return [=](hid_t f) {
    const hid_t text = make_text_type(bytes);
    const hid_t record = H5Tcreate(H5T_COMPOUND, bytes == H5T_VARIABLE ? 16 : bytes);
    H5Tinsert(record, column, 0, text);
    replace(f, "/environment/nodes", record, {0}, {1});
    H5Tclose(record);
    H5Tclose(text);
  };
}

std::vector<Tampering> tables() {
  return {
      {"table_of_two_dimensions",
       [](hid_t f) {
         replace(f, "/environment/nodes", H5T_STD_I32LE, {1, 1}, {1, 1});
       },
       "nodes has another rank"},
      {"table_that_is_an_array",
       [](hid_t f) { replace(f, "/environment/nodes", H5T_STD_I32LE, {0}, {16}); },
       "nodes has other columns"},
      {"table_of_more_columns",
       [](hid_t f) {
         const hid_t record = H5Tcreate(H5T_COMPOUND, 8);
         H5Tinsert(record, "host", 0, H5T_STD_I32LE);
         H5Tinsert(record, "guest", 4, H5T_STD_I32LE);
         replace(f, "/environment/nodes", record, {0}, {1});
         H5Tclose(record);
       },
       "nodes has other columns"},
      {"table_with_an_absurd_column", nodes("host", 5000), "column of absurd width"},
      {"table_with_another_column", nodes("guest", 16), "nodes has other columns"},
      {"table_of_variable_texts", nodes("host", H5T_VARIABLE), "nodes has other columns"},
      {"table_of_no_rows", nodes("host", 16), "a fact of a node that is not listed"},
  };
}

std::vector<Tampering> texts() {
  const auto text = [](std::size_t bytes, const Adjust& adjust = {},
                       const std::function<void(hid_t)>& adjust_type = {}) {
    return [=](hid_t f) { replace_text(f, "/suite_text", bytes, adjust, adjust_type); };
  };
  return {
      {"text_longer_than_a_text_may_be", text((std::size_t{64} << 20) + 1),
       "suite_text is not a single text of a fixed length"},
      {"text_of_variable_length", text(H5T_VARIABLE),
       "suite_text is not a single text of a fixed length"},
      {"text_that_is_a_number", [](hid_t f) { replace(f, "/suite_text", H5T_STD_I32LE, {1}, {}); },
       "suite_text is not a single text of a fixed length"},
      {"text_of_one_dimension_elsewhere",
       [](hid_t f) {
         replace(f, "/suite_text", H5T_C_S1, {1}, {},
                 [](hid_t creation) { H5Pset_external(creation, "/etc/passwd", 0, 1); });
       },
       "not a single text of a fixed length"},
      {"text_elsewhere",
       text(100, [](hid_t creation) { H5Pset_external(creation, "/etc/passwd", 0, 100); }),
       "not stored within the file"},
      {"text_that_was_never_written", text(100), "not stored within the file"},
      {"text_in_its_header", text(100, [](hid_t c) { H5Pset_layout(c, H5D_COMPACT); }),
       "not stored within the file"},
      {"text_in_another_alphabet",
       text(
           100, [](hid_t creation) { H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY); },
           [](hid_t type) { H5Tset_cset(type, H5T_CSET_ASCII); }),
       "reading /suite_text failed"},
      {"text_of_nothing",
       text(1, [](hid_t creation) { H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY); }), "read"},
      {"text_of_more_memory_than_is_given",
       text(std::size_t{50} << 20,
            [](hid_t creation) {
              H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY);
              H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER);
            }),
       "more than a file of"},
  };
}

}  // namespace

std::vector<Tampering> tampered_storage() {
  std::vector<Tampering> all;
  for (const auto& part : {shapes_of_samples(), chunks(), sizes(), tables(), texts()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace steelyard::results::testing
