# steelyard_emulated_links(VENDOR LIBRARY_FILE ALIASES ... SOURCES ... [DEFINITIONS ...]): adds a
# vendor's collective and telemetry libraries to the file of its runtime, and their names as links to
# it. SOURCES are those of tests/emulated/cuda_shaped that say what the functions are called.
include_guard()
function(steelyard_emulated_links vendor file)
  cmake_parse_arguments(ARG "" "" "ALIASES;SOURCES;DEFINITIONS" ${ARGN})
  set(body ${CMAKE_SOURCE_DIR}/tests/emulated/cuda_shaped)
  list(TRANSFORM ARG_SOURCES PREPEND ${body}/)
  string(MAKE_C_IDENTIFIER "emulated_${vendor}_${file}" target)
  target_sources(${target} PRIVATE
    ${body}/collectives.cpp ${body}/runtime_view.cpp ${body}/sensors.cpp ${ARG_SOURCES}
    ${CMAKE_SOURCE_DIR}/harness/backends/cuda_shaped/pci_address.cpp)
  target_compile_definitions(${target} PRIVATE ${ARG_DEFINITIONS})
  steelyard_emulated_alias(${vendor} ${file} ${ARG_ALIASES})
endfunction()
