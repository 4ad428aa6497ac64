# One CMake target per folder; a module sees only what it links.

function(engram_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    # GCC 12 warns wrongly about std::string's operator+ (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    # Vectors of eight numbers never cross a call, so it does not matter how they would.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-psabi>
    # The same bits from every loop, vectorised or not: no contraction to fused multiply-add, no -ffast-math.
    -ffp-contract=off -fno-math-errno -fno-trapping-math
    # `#pragma omp simd` on loops over neurons; no threads come with it.
    -fopenmp-simd)
  if(ENGRAM_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(ENGRAM_ARCH)
    target_compile_options(${target} PRIVATE -march=${ENGRAM_ARCH})
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${target} PRIVATE -O3)
  endif()
  if(ENGRAM_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
endfunction()

# engram_module(NAME FOLDER dir LINKS public... [PRIVATE private...])
# The library engram_NAME of all .cpp files directly in the folder and its subfolders (but not main/).
function(engram_module name)
  cmake_parse_arguments(arg "" "FOLDER" "LINKS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_FOLDER}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/src/cli/main/")
  if(NOT sources)
    add_library(engram_${name} INTERFACE)
    target_include_directories(engram_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src
      ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
    target_link_libraries(engram_${name} INTERFACE ${arg_LINKS})
    return()
  endif()
  add_library(engram_${name} STATIC ${sources})
  set_target_properties(engram_${name} PROPERTIES LINKER_LANGUAGE CXX EXPORT_NAME ${name})
  target_include_directories(engram_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:include>)
  target_link_libraries(engram_${name} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE})
  engram_compile_options(engram_${name})
endfunction()

# Debian's parallel HDF5 through its C interface.
if(NOT TARGET engram_hdf5)
  add_library(engram_hdf5 INTERFACE)
endif()

# GCC knows nothing of processors younger than itself and then tunes for all there are, without
# gathers, which plastic rows are a tenth faster with. Sets `flag` to what helps there, or to nothing.
function(engram_gather_tuning flag)
  set(${flag} "" PARENT_SCOPE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR NOT ENGRAM_ARCH STREQUAL "native")
    return()
  endif()
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -Q --help=target
    OUTPUT_VARIABLE target ERROR_QUIET)
  if(target MATCHES "-mtune=[ \t]+generic" AND target MATCHES "-mavx512vl[ \t]+\\[enabled\\]")
    set(${flag} "-mtune=icelake-server" PARENT_SCOPE)
  endif()
endfunction()
