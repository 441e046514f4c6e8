# What makes a shared object a backend. This tree uses the file, and an installed one ships it as
# part of the package `steelyard`, so that both build alike.

# steelyard_make_backend(TARGET NAME): the MODULE library TARGET becomes steelyard_backend_NAME.so. It
# exports its entry point alone, so that two backends never meet by a symbol, and stays loaded until
# the process ends, since vendors' libraries leave threads behind.
function(steelyard_make_backend target name)
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/backend_exports.map)
  set_target_properties(${target} PROPERTIES
    PREFIX "" SUFFIX .so OUTPUT_NAME steelyard_backend_${name}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${exports})
  target_link_options(${target} PRIVATE -Wl,--version-script=${exports} -Wl,-z,nodelete)
endfunction()

# steelyard_add_backend(NAME SOURCES a.cpp ... [LIBRARIES ...]): a backend outside of Steelyard's tree,
# against an installed one. Makes the target steelyard_backend_NAME; its file is what
# `steelyard conformance --backend-file` climbs and what is copied into lib/steelyard/backends.
# No vendor's library is to be linked: open it in probe(), as kit/vendor_library.hpp shows.
function(steelyard_add_backend name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT name MATCHES "^[a-z0-9_]+$" OR NOT ARG_SOURCES OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "steelyard_add_backend(NAME SOURCES ... [LIBRARIES ...]): a name of small "
      "letters, digits and underscores, and at least one source")
  endif()
  add_library(steelyard_backend_${name} MODULE ${ARG_SOURCES})
  target_link_libraries(steelyard_backend_${name} PRIVATE ${ARG_LIBRARIES} steelyard::backend_kit)
  steelyard_make_backend(steelyard_backend_${name} ${name})
endfunction()
