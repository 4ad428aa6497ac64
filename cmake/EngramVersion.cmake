# Version and commit of the sources, compiled into one small target so that a commit rebuilds one file.
execute_process(COMMAND git -C ${PROJECT_SOURCE_DIR} describe --always --dirty --abbrev=12
                OUTPUT_VARIABLE ENGRAM_GIT_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT ENGRAM_GIT_COMMIT)
  set(ENGRAM_GIT_COMMIT "unknown")
endif()
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type_upper)
add_library(engram_version INTERFACE)
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in
               ${PROJECT_BINARY_DIR}/generated/engram_version.hpp @ONLY)
target_include_directories(engram_version INTERFACE
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>)
