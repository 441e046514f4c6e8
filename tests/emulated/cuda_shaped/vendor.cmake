# steelyard_emulated_cuda_shaped(VENDOR LIBRARY_FILE [ALIASES ...] [SOURCES ...]): a CUDA-shaped
# vendor's libraries as one file. tests/emulated/VENDOR/vendor.hpp gives names and numbers; SOURCES
# are what it has besides the runtime.
include_guard()
function(steelyard_emulated_cuda_shaped vendor file)
  cmake_parse_arguments(ARG "" "" "ALIASES;SOURCES" ${ARGN})
  set(body ${CMAKE_SOURCE_DIR}/tests/emulated/cuda_shaped)
  list(TRANSFORM ARG_SOURCES PREPEND ${body}/)
  steelyard_emulated(${vendor} ${file}
    SOURCES ${body}/runtime.cpp ${body}/product.cpp ${ARG_SOURCES}
    DEFINITIONS EMULATED_VENDOR="tests/emulated/${vendor}/vendor.hpp")
  steelyard_emulated_alias(${vendor} ${file} ${ARG_ALIASES})
endfunction()

# What every CUDA-shaped runtime's planted faults must be caught by.
set(emulated_runtime_faults event_unit:streams leak:leaks async_error:memory)
