# What users see: the library for their own programs, the examples, and `cmake --install build --prefix DIR`.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(EngramLibrary)
add_subdirectory(${PROJECT_SOURCE_DIR}/experiments ${PROJECT_BINARY_DIR}/examples)

set(engram_share ${CMAKE_INSTALL_DATADIR}/engram)
set(engram_config ${CMAKE_INSTALL_LIBDIR}/cmake/engram)

# The schema of experiment files, from the tables of the models in this build.
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/experiment.schema.json
  COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0 $<TARGET_FILE:engram> models --schema >
          ${PROJECT_BINARY_DIR}/experiment.schema.json
  DEPENDS engram VERBATIM)
add_custom_target(engram_schema ALL DEPENDS ${PROJECT_BINARY_DIR}/experiment.schema.json)

install(TARGETS engram RUNTIME)
install(TARGETS engram_library EXPORT engram_targets ARCHIVE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/engram DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/engram DESTINATION ${engram_share}/python
        FILES_MATCHING PATTERN "*.py")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/jobs DESTINATION ${engram_share} USE_SOURCE_PERMISSIONS)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/experiments DESTINATION ${engram_share}
        FILES_MATCHING PATTERN "*.yaml" PATTERN "*.cpp" PATTERN "*.py")
install(FILES ${PROJECT_BINARY_DIR}/experiment.schema.json DESTINATION ${engram_share})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT engram_targets NAMESPACE engram:: FILE engram_targets.cmake DESTINATION ${engram_config})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/engram-config.cmake.in
  ${PROJECT_BINARY_DIR}/engram-config.cmake INSTALL_DESTINATION ${engram_config}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/engram-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/engram-config.cmake ${PROJECT_BINARY_DIR}/engram-config-version.cmake
        DESTINATION ${engram_config})
