include(SteelyardBackend)

# The few functions that folders use to declare what they are. A plug-in folder needs one
# CMakeLists.txt with one call; its parent finds the folder, nothing else changes.

# steelyard_library(NAME SOURCES a.cpp ... [LINKS public targets ...] [PRIVATE targets ...])
# A static library `steelyard_NAME`, also known as `steelyard::NAME`.
function(steelyard_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE" ${ARGN})
  add_library(steelyard_${name} STATIC ${ARG_SOURCES})
  add_library(steelyard::${name} ALIAS steelyard_${name})
  target_include_directories(steelyard_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(steelyard_${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE} steelyard_options)
endfunction()

# steelyard_add_plugin_folders(): adds every folder below the current one that has a CMakeLists.txt.
function(steelyard_add_plugin_folders)
  file(GLOB lists CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  foreach(list IN LISTS lists)
    get_filename_component(folder ${list} DIRECTORY)
    add_subdirectory(${folder})
  endforeach()
endfunction()

# steelyard_workload(FOLDER SOURCES ... [LINKS ...]): a folder that exports
# `steelyard::workloads::FOLDER_workloads()` (see workloads/table.hpp).
function(steelyard_workload folder)
  steelyard_library(workload_${folder} ${ARGN})
  target_link_libraries(steelyard_workload_${folder} PUBLIC steelyard::run)
  set_property(GLOBAL APPEND PROPERTY STEELYARD_WORKLOAD_FOLDERS ${folder})
endfunction()

# steelyard_collector(FOLDER SOURCES ... [LINKS ...]): a folder that exports
# `steelyard::collectors::FOLDER_collector()` (see collectors/table.hpp).
function(steelyard_collector folder)
  steelyard_library(collector_${folder} ${ARGN})
  target_link_libraries(steelyard_collector_${folder} PUBLIC steelyard::run)
  set_property(GLOBAL APPEND PROPERTY STEELYARD_COLLECTOR_FOLDERS ${folder})
endfunction()

# steelyard_backend(NAME SOURCES ... [LIBRARIES ...]): a shared object behind the C ABI of
# harness/device/backend.h that exports one symbol and is opened at run time.
function(steelyard_backend name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(steelyard_backend_${name} MODULE ${ARG_SOURCES})
  steelyard_make_backend(steelyard_backend_${name} ${name})
  set_target_properties(steelyard_backend_${name} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/steelyard/backends)
  target_include_directories(steelyard_backend_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(steelyard_backend_${name} PRIVATE
    ${ARG_LIBRARIES} steelyard::device_kit steelyard_options)
  set_property(GLOBAL APPEND PROPERTY STEELYARD_BACKENDS ${name})
endfunction()

# steelyard_write_table(KIND OUT_VAR): writes the table of plug-in folders of that KIND
# (workload or collector) and names the generated source. Needs KINDs/table.cpp.in.
function(steelyard_write_table kind out_var)
  string(TOUPPER ${kind} upper)
  get_property(folders GLOBAL PROPERTY STEELYARD_${upper}_FOLDERS)
  list(SORT folders)
  set(DECLARATIONS "")
  set(ENTRIES "")
  foreach(folder IN LISTS folders)
    string(CONFIGURE "${ARGV2}" declaration @ONLY)
    string(CONFIGURE "${ARGV3}" entry @ONLY)
    string(APPEND DECLARATIONS "${declaration}\n")
    string(APPEND ENTRIES "${entry}\n")
  endforeach()
  set(file ${CMAKE_BINARY_DIR}/generated/${kind}_table.cpp)
  configure_file(${CMAKE_CURRENT_SOURCE_DIR}/table.cpp.in ${file} @ONLY)
  set(${out_var} ${file} PARENT_SCOPE)
endfunction()

# steelyard_test(NAME SOURCES ... [LINKS ...] [LABELS ...] [RANKS n ...] [TIMEOUT s] [ENVIRONMENT ...])
# A GoogleTest program. With RANKS it runs under mpiexec once for each count, with a main that
# gathers failures on rank 0; without, its tests are discovered one by one.
function(steelyard_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS;RANKS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    STEELYARD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" STEELYARD_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock steelyard_options)
  # PoCL keeps what it compiled for the next test.
  set(environment STEELYARD_BACKEND_PATH=${CMAKE_BINARY_DIR}/lib/steelyard/backends
    POCL_CACHE_DIR=${CMAKE_BINARY_DIR}/pocl-cache ${ARG_ENVIRONMENT})
  if(ARG_RANKS)
    target_link_libraries(${name} PRIVATE steelyard_test_mpi_main)
    foreach(ranks IN LISTS ARG_RANKS)
      add_test(NAME ${name}.ranks_${ranks}
        COMMAND ${CMAKE_SOURCE_DIR}/tests/mpi/launch ${ranks} $<TARGET_FILE:${name}>)
      set_tests_properties(${name}.ranks_${ranks} PROPERTIES
        LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "${environment}" PROCESSORS 2)
    endforeach()
  else()
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
    include(GoogleTest)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
      PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
    # It would take a list of several variables apart, so they are given to the tests it found.
    set(file ${CMAKE_CURRENT_BINARY_DIR}/${name}_environment.cmake)
    file(CONFIGURE OUTPUT ${file} @ONLY CONTENT [[
foreach(test IN LISTS @name@_TESTS)
  set_tests_properties("${test}" PROPERTIES ENVIRONMENT "@environment@")
endforeach()
]])
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${file})
  endif()
endfunction()

# steelyard_climb(NAME BACKEND [EMULATED] [MAY_BE_ABSENT] [SECONDS s] [LABELS ...]
#                 [ENVIRONMENT VARIABLE=VALUE ...] [FAULTS fault[:rung] ...])
# Tests in which `steelyard conformance --backend BACKEND` climbs the whole ladder. `climb.NAME` must
# come to the top: nothing fails. EMULATED: with the libraries in emulated/NAME of the build tree, by
# STEELYARD_BACKEND_LIBRARIES. MAY_BE_ABSENT: skipped where the backend is not usable. SECONDS: for one
# rung, 60 unless said. For each of the FAULTS, which STEELYARD_EMULATED_FAULT plants, `climb.NAME.fault`
# must fall, from that rung (an id or a group) if one is named:
#
#   steelyard_climb(cuda cuda EMULATED FAULTS transposition:gemm event_unit:streams.host_clock leak)
function(steelyard_climb name backend)
  cmake_parse_arguments(ARG "EMULATED;MAY_BE_ABSENT" "SECONDS" "ENVIRONMENT;FAULTS;LABELS" ${ARGN})
  if(NOT TARGET steelyard OR NOT TARGET steelyard_backend_${backend})
    return()
  endif()
  if(NOT ARG_SECONDS)
    set(ARG_SECONDS 60)
  endif()
  set(environment STEELYARD_BACKEND_PATH=${CMAKE_BINARY_DIR}/lib/steelyard/backends
    POCL_CACHE_DIR=${CMAKE_BINARY_DIR}/pocl-cache ${ARG_ENVIRONMENT})
  if(ARG_EMULATED)
    string(TOUPPER ${backend} upper)
    list(APPEND environment STEELYARD_${upper}_LIBRARIES=${CMAKE_BINARY_DIR}/emulated/${name})
  endif()
  add_test(NAME climb.${name}
    COMMAND steelyard conformance --backend ${backend} --seconds ${ARG_SECONDS})
  set_tests_properties(climb.${name} PROPERTIES
    LABELS "contract;${ARG_LABELS}" TIMEOUT 600 ENVIRONMENT "${environment}")
  if(ARG_MAY_BE_ABSENT)
    set_tests_properties(climb.${name} PROPERTIES SKIP_RETURN_CODE 5)
  endif()
  foreach(fault IN LISTS ARG_FAULTS)
    string(REPLACE ":" ";" parts ${fault})
    list(POP_FRONT parts planted)
    add_test(NAME climb.${name}.${planted}
      COMMAND ${CMAKE_SOURCE_DIR}/tests/contract/backend/must_fall $<TARGET_FILE:steelyard> ${backend} ${parts})
    set_tests_properties(climb.${name}.${planted} PROPERTIES LABELS "contract;${ARG_LABELS}" TIMEOUT 600
      ENVIRONMENT "${environment};STEELYARD_EMULATED_FAULT=${planted}")
  endforeach()
endfunction()
