// Objects that are others than the schema says: links, cycles, storage elsewhere, gaps.
#include <array>

#include "tests/unit/store/tampering.hpp"

namespace steelyard::results::testing {
namespace {

void remove(hid_t f, const std::string& path) { H5Ldelete(f, path.c_str(), H5P_DEFAULT); }

void make_group(hid_t f, const std::string& path) {
  H5Gclose(H5Gcreate2(f, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

void link_hard(hid_t f, const std::string& to, const std::string& path) {
  H5Lcreate_hard(f, to.c_str(), f, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

void link_soft(hid_t f, const std::string& to, const std::string& path) {
  H5Lcreate_soft(to.c_str(), f, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

void link_outside(hid_t f, const std::string& file, const std::string& to,
                  const std::string& path) {
  H5Lcreate_external(file.c_str(), to.c_str(), f, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
}

/// What this does is made in the oldest form that the library writes.
void write_old_form(hid_t f) { H5Fset_libver_bounds(f, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110); }

void set_integer(hid_t f, const std::string& object, const char* attribute, int value) {
  set_attribute(f, object, attribute, H5T_STD_I32LE, &value);
}

void remove_attribute(hid_t f, const std::string& object, const char* attribute) {
  H5Adelete_by_name(f, object.c_str(), attribute, H5P_DEFAULT);
}

std::string own_name(hid_t f) {
  std::array<char, 4096> name{};
  H5Fget_name(f, name.data(), name.size());
  return name.data();
}

std::vector<Tampering> schemas() {
  return {
      {"schema_of_another_program", [](hid_t f) { set_text(f, "/", "schema", "other"); },
       "not a run file of this program"},
      {"schema_missing", [](hid_t f) { remove_attribute(f, "/", "schema"); },
       "opening attribute 'schema' of / failed"},
      {"schema_is_a_number", [](hid_t f) { set_integer(f, "/", "schema", 1); },
       "attribute 'schema' of / has another type"},
      {"schema_version_newer", [](hid_t f) { set_integer(f, "/", "schema_version", 2); },
       "schema version 2, and this program knows up to 1"},
      {"schema_version_0", [](hid_t f) { set_integer(f, "/", "schema_version", 0); },
       "impossible schema version 0"},
  };
}

std::vector<Tampering> links() {
  return {
      {"link_to_another_file",
       [](hid_t f) {
         remove(f, "/telemetry");
         link_outside(f, "/etc/other.h5", "/x", "/telemetry");
       },
       "/telemetry is a link, which is not followed"},
      {"link_to_itself_from_outside",
       [](hid_t f) {
         remove(f, "/cases");
         link_outside(f, own_name(f), "/cases", "/cases");
       },
       "/cases is a link, which is not followed"},
      {"link_by_name",
       [](hid_t f) {
         remove(f, in_case("samples"));
         link_soft(f, "/telemetry/seconds", in_case("samples"));
       },
       "is a link, which is not followed"},
      {"link_to_nothing",
       [](hid_t f) {
         remove(f, "/suite_text");
         link_soft(f, "/nothing", "/suite_text");
       },
       "/suite_text is a link, which is not followed"},
      {"links_in_a_circle",
       [](hid_t f) {
         remove(f, "/telemetry");
         link_soft(f, "/there", "/telemetry");
         link_soft(f, "/telemetry", "/there");
       },
       "/telemetry is a link, which is not followed"},
      {"topology_is_its_parent",
       [](hid_t f) {
         remove(f, "/environment/topology");
         link_hard(f, "/environment", "/environment/topology");
       },
       "finding /environment/topology/0 failed"},
      {"cases_hold_the_root", [](hid_t f) { link_hard(f, "/", "/cases/again"); },
       "attribute 'index'"},
      {"case_twice", [](hid_t f) { link_hard(f, in_case("."), "/cases/twice"); },
       "that of another case"},
  };
}

std::vector<Tampering> names() {
  return {
      {"name_that_draws_on_the_terminal", [](hid_t f) { make_group(f, "/cases/\x1b[2J"); },
       "/cases/\\x1b[2J"},
      {"name_of_256_bytes", [](hid_t f) { make_group(f, "/cases/" + std::string(256, 'x')); },
       "a name of more than 255 bytes"},
      {"name_of_255_bytes", [](hid_t f) { make_group(f, "/cases/" + std::string(255, 'x')); },
       "opening attribute 'index' of /cases/xxx"},
      {"more_than_is_asked_for", [](hid_t f) { make_group(f, "/environment/more"); }, "read"},
      {"index_of_a_case_below_0", [](hid_t f) { set_integer(f, in_case("."), "index", -1); },
       "outside of the suite"},
      {"index_of_a_case_beyond_the_suite",
       [](hid_t f) { set_integer(f, in_case("."), "index", 3); }, "outside of the suite"},
      {"index_of_a_case_missing", [](hid_t f) { remove_attribute(f, in_case("."), "index"); },
       "opening attribute 'index'"},
      {"no_cases",
       [](hid_t f) {
         remove(f, "/cases");
         make_group(f, "/cases");
       },
       "read"},
  };
}

std::vector<Tampering> kinds_of_objects() {
  return {
      {"late_missing", [](hid_t f) { remove(f, in_case("late")); },
       "finding /cases/00000000000000a0/late failed"},
      {"environment_missing", [](hid_t f) { remove(f, "/environment"); },
       "finding /environment failed"},
      {"late_is_a_group",
       [](hid_t f) {
         remove(f, in_case("late"));
         make_group(f, in_case("late"));
       },
       "late is not what schema version 1 says"},
      {"telemetry_is_a_text",
       [](hid_t f) {
         remove(f, "/telemetry");
         link_hard(f, "/suite_text", "/telemetry");
       },
       "/telemetry is not what schema version 1 says"},
      {"suite_text_is_a_type",
       [](hid_t f) {
         remove(f, "/suite_text");
         const hid_t type = H5Tcopy(H5T_STD_I32LE);
         H5Tcommit2(f, "/suite_text", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
         H5Tclose(type);
       },
       "/suite_text is not what schema version 1 says"},
      {"group_of_the_oldest_form",
       [](hid_t f) {
         remove(f, "/telemetry");
         write_old_form(f);
         make_group(f, "/telemetry");
       },
       "/telemetry has a header without checksums"},
  };
}

std::vector<Tampering> continuations() {
  return {
      {"continuations_none", [](hid_t f) { make_group(f, "/continuations"); }, "read"},
      {"continuation_without_a_number",
       [](hid_t f) {
         make_group(f, "/continuations");
         make_group(f, "/continuations/2");
       },
       "finding /continuations/1 failed"},
      {"continuation_without_its_facts",
       [](hid_t f) {
         make_group(f, "/continuations");
         make_group(f, "/continuations/1");
       },
       "attribute 'created_utc' of /continuations/1"},
      {"continuations_are_the_cases", [](hid_t f) { link_hard(f, "/cases", "/continuations"); },
       "finding /continuations/1 failed"},
      {"continuations_are_a_text", [](hid_t f) { link_hard(f, "/suite_text", "/continuations"); },
       "/continuations is not what schema version 1 says"},
  };
}

std::vector<Tampering> digests() {
  const auto text = [](const std::string& name, const std::string& object, const char* attribute,
                       const std::string& value) {
    return Tampering{name, [=](hid_t f) { set_text(f, object, attribute, value); },
                     std::string("has an attribute '") + attribute + "' that is no SHA-256 digest"};
  };
  const auto form = [](const std::string& name, std::int32_t value, const std::string& said) {
    return Tampering{
        name, [=](hid_t f) { set_attribute(f, "/digests", "form", H5T_STD_I32LE, &value); }, said};
  };
  const std::string long_text(30000, 'a');
  return {
      {"digests_none", [](hid_t f) { remove(f, "/digests"); }, "read"},
      form("digests_of_form_0", 0, "/digests has the impossible form 0"),
      form("digests_of_a_newer_form", 2, "read"),
      text("digest_that_is_short", "/digests", "head", std::string(63, 'a')),
      text("digest_that_is_long", "/digests", "run", long_text),
      text("digest_in_capitals", "/digests", "environment", std::string(64, 'A')),
      text("digest_with_terminal_codes", "/digests", "telemetry", "\x1b[2J" + std::string(60, 'a')),
      text("digest_of_a_case_that_is_short", in_case(""), "digest", "0"),
      text("digest_of_visits_with_a_blank", in_case(""), "visits_digest",
           std::string(63, '0') + " "),
      {"digest_that_is_a_number",
       [](hid_t f) {
         const double number = 1;
         set_attribute(f, "/digests", "head", H5T_IEEE_F64LE, &number);
       },
       "attribute 'head' of /digests has another type"},
      {"digests_without_a_head",
       [](hid_t f) { H5Adelete_by_name(f, "/digests", "head", H5P_DEFAULT); },
       "attribute 'head' of /digests"},
      {"digests_without_that_of_a_case",
       [](hid_t f) { H5Adelete_by_name(f, in_case("").c_str(), "digest", H5P_DEFAULT); },
       "attribute 'digest' of /cases/"},
      {"digests_are_a_text",
       [](hid_t f) {
         remove(f, "/digests");
         link_hard(f, "/suite_text", "/digests");
       },
       "/digests is not what schema version 1 says"},
      {"digests_are_a_link",
       [](hid_t f) {
         remove(f, "/digests");
         H5Lcreate_soft("/cases", f, "/digests", H5P_DEFAULT, H5P_DEFAULT);
       },
       "/digests is a link, which is not followed"},
  };
}

}  // namespace

std::vector<Tampering> tampered_structure() {
  std::vector<Tampering> all;
  for (const auto& part :
       {schemas(), links(), names(), kinds_of_objects(), continuations(), digests()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace steelyard::results::testing
