# Configures and builds SOURCE in BUILD, and has PROGRAM run SUITE with what came out.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}")
  endif()
endfunction()
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} -DCMAKE_PREFIX_PATH=${PREFIX_PATH})
run(${CMAKE_COMMAND} --build ${BUILD})
set(ENV{OMPI_ALLOW_RUN_AS_ROOT} 1)
set(ENV{OMPI_ALLOW_RUN_AS_ROOT_CONFIRM} 1)
run(${PROGRAM} run --quiet --backend-file ${BUILD}/steelyard_backend_torch.so --suite ${SUITE}
  --output ${BUILD}/run.h5 --force)
