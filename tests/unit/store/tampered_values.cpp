// Files in the right shape with values that cannot be.
#include <array>
#include <cstdint>
#include <limits>

#include "tests/unit/store/tampering.hpp"

namespace steelyard::results::testing {
namespace {

void set_batch(hid_t f, const char* column, std::uint64_t value) {
  set_cell(f, in_full_case("batches"), column, H5T_STD_U64LE, &value);
}

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

Tampering sample(const std::string& name, double value) {
  return {name,
          [value](hid_t f) {
            poke(f, in_full_case("samples"), H5T_IEEE_F64LE, {2, 1}, &value);
          },
          "not a time"};
}

/// The second visit claims this many iterations; it has 10, with one more in the third.
Tampering iterations(const std::string& name, std::uint64_t value, const std::string& said) {
  return {name,
          [value](hid_t f) {
            set_cell(f, in_full_case("visits"), "iterations", H5T_STD_U64LE, &value);
          },
          said};
}

void shorten(hid_t f, const std::string& path, hsize_t rows) {
  const hid_t dataset = H5Dopen2(f, path.c_str(), H5P_DEFAULT);
  H5Dset_extent(dataset, &rows);
  H5Dclose(dataset);
}

std::vector<Tampering> series() {
  return {
      sample("sample_below_0", -1),
      sample("sample_that_is_no_number", nan),
      sample("sample_without_end", infinity),
      {"iteration_of_another_round",
       [](hid_t f) {
         const std::int32_t nine = 9;
         poke(f, in_full_case("round"), H5T_STD_I32LE, {2}, &nine);
       },
       "of another round than their visit"},
      iterations("visit_of_12_iterations", 12, "more iterations than samples"),
      iterations("visit_of_2_to_64_iterations", most, "more iterations than samples"),
      iterations("visit_that_ends_where_it_began", most - 4, "more iterations than samples"),
      iterations("visit_of_9_iterations", 9, "another round"),
      {"batches_of_more_samples_than_their_visit", [](hid_t f) { set_batch(f, "samples", 7); },
       "has batches with more samples than their visit"},
      {"batches_of_fewer_samples_than_their_visit", [](hid_t f) { set_batch(f, "samples", 5); },
       "has samples of a visit that are in none of its batches"},
      {"batches_of_all_samples_there_are",
       [](hid_t f) { set_batch(f, "samples", ~std::uint64_t{0}); },
       "has batches with more samples than their visit"},
      {"batch_of_no_visit",
       [](hid_t f) {
         const int round = 9;
         set_cell(f, in_full_case("batches"), "round", H5T_STD_I32LE, &round);
       },
       "has a batch of a round that was not visited"},
      {"no_batches", [](hid_t f) { H5Ldelete(f, in_full_case("batches").c_str(), H5P_DEFAULT); },
       "read"},
      {"samples_of_no_visit", [](hid_t f) { shorten(f, in_full_case("visits"), 2); },
       "samples that belong to no visit"},
      {"fact_of_a_node_that_is_not_listed", [](hid_t f) { shorten(f, "/environment/nodes", 1); },
       "a fact of a node that is not listed"},
      {"fact_of_a_node_below_0",
       [](hid_t f) {
         const std::int32_t below = -1;
         set_cell(f, "/environment/facts", "node", H5T_STD_I32LE, &below);
       },
       "a fact of a node that is not listed"},
  };
}

std::vector<Tampering> cells() {
  return {
      {"word_in_a_table_that_is_unknown",
       [](hid_t f) {
         const hid_t type = make_text_type(32);
         const std::string word = std::string("tired") + std::string(27, '\0');
         set_cell(f, in_full_case("visits"), "stop_reason", type, word.data());
         H5Tclose(type);
       },
       "visits has an unknown value in its column stop_reason"},
      {"mark_that_is_neither_0_nor_1",
       [](hid_t f) {
         const std::uint8_t two = 2;
         set_cell(f, in_full_case("visits"), "disturbed", H5T_STD_U8LE, &two);
       },
       "visits has an unknown value in its column disturbed"},
      {"mark_of_late_iterations_that_is_neither_0_nor_1",
       [](hid_t f) {
         const std::uint8_t all = 255;
         set_cell(f, in_full_case("visits"), "late_recorded", H5T_STD_U8LE, &all);
       },
       "visits has an unknown value in its column late_recorded"},
  };
}

void set_name(hid_t f, const std::string& table, const std::string& name) {
  const hid_t type = make_text_type(name.size());
  set_cell(f, table, "name", type, name.data());
  H5Tclose(type);
}

std::vector<Tampering> names_twice() {
  return {
      {"fact_of_a_node_twice", [](hid_t f) { set_name(f, "/environment/facts", "governor"); },
       "/environment has a fact of a node twice"},
      {"software_twice", [](hid_t f) { set_name(f, "/environment/software", "compiler"); },
       "/environment has a name twice in its table software"},
  };
}

std::vector<Tampering> attributes() {
  return {
      {"attribute_of_another_kind",
       [](hid_t f) {
         const std::int64_t wide = 1;
         set_attribute(f, in_case("."), "ranks", H5T_STD_I64LE, &wide);
       },
       "attribute 'ranks' of /cases/00000000000000a0 has another type"},
      {"attribute_that_is_an_array",
       [](hid_t f) {
         const hsize_t two = 2;
         const std::array<std::int32_t, 2> values{3, 3};
         set_attribute(f, in_case("."), "ranks", H5T_STD_I32LE, values.data(),
                       H5Screate_simple(1, &two, nullptr));
       },
       "attribute 'ranks'"},
      {"attribute_of_nothing",
       [](hid_t f) {
         const std::int32_t three = 3;
         set_attribute(f, in_case("."), "ranks", H5T_STD_I32LE, &three, H5Screate(H5S_NULL));
       },
       "attribute 'ranks'"},
      {"attribute_of_variable_length",
       [](hid_t f) {
         const hid_t text = H5Tcopy(H5T_C_S1);
         H5Tset_size(text, H5T_VARIABLE);
         const char* value = "anything";
         set_attribute(f, "/", "label", text, &value);
         H5Tclose(text);
       },
       "attribute 'label' of / has another type"},
      {"attribute_of_many_bytes",
       [](hid_t f) { set_text(f, "/", "label", std::string(32001, 'x')); },
       "attribute 'label' of / has another type or size"},
  };
}

/// Every attribute that is one of a few words.
std::vector<Tampering> words() {
  std::vector<Tampering> all;
  const auto add = [&](const std::string& object, const std::string& attribute) {
    all.push_back({attribute + "_that_is_unknown",
                   [=](hid_t f) { set_text(f, object, attribute, "perfect"); },
                   "attribute '" + attribute + "' with an unknown value"});
  };
  add("/", "origin");
  add("/", "state");
  add(in_case("."), "outcome");
  add(in_case("."), "verification_state");
  return all;
}

std::vector<Tampering> work_models() {
  std::vector<Tampering> all;
  const auto add = [&](const std::string& name, const std::string& attribute, double value,
                       const std::string& said) {
    all.push_back(
        {attribute + name,
         [=](hid_t f) { set_attribute(f, in_case("."), attribute, H5T_IEEE_F64LE, &value); },
         said});
  };
  for (const char* attribute : {"flops", "bytes_moved", "message_bytes", "busbw_factor"}) {
    add("_below_0", attribute, -1, "work model");
    add("_without_end", attribute, infinity, "work model");
    add("_0", attribute, 0, "read");
  }
  all.push_back({"ranks_below_0",
                 [](hid_t f) {
                   const int ranks = -3;
                   set_attribute(f, in_case("."), "ranks", H5T_STD_I32LE, &ranks);
                 },
                 "number of ranks"});
  return all;
}

}  // namespace

std::vector<Tampering> tampered_values() {
  std::vector<Tampering> all;
  for (const auto& part :
       {series(), cells(), names_twice(), attributes(), words(), work_models()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace steelyard::results::testing
