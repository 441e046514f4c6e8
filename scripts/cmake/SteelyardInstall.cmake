# A tree that can be moved: the program finds backends, suites, catalogue and baselines relative to
# itself (bin/../lib/steelyard, bin/../share/steelyard).
set(STEELYARD_SHARE ${CMAKE_INSTALL_DATADIR}/steelyard)

if(TARGET steelyard)
  install(TARGETS steelyard RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS steelyard_examine_backend steelyard_climb_backend
    RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/steelyard)
endif()
get_property(backends GLOBAL PROPERTY STEELYARD_BACKENDS)
foreach(backend IN LISTS backends)
  install(TARGETS steelyard_backend_${backend}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/steelyard/backends)
endforeach()

foreach(data IN ITEMS workloads/suites results/chips results/baselines)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${data} DESTINATION ${STEELYARD_SHARE}
    FILES_MATCHING PATTERN *.yaml)
endforeach()

# For authors of backends. In this tree includes start at the root; installed, they start at
# "steelyard/", so that -I PREFIX/include is all a vendor needs.
install(CODE "set(STEELYARD_DEVICE_HEADERS \"${CMAKE_SOURCE_DIR}/harness/device\")
set(STEELYARD_INCLUDE_DESTINATION \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}/steelyard\")")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/install_backend_headers.cmake)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN *.md PATTERN reviews EXCLUDE)
