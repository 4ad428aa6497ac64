# engram::engram: what a user's own program links. All modules but the command line, in one static library, so
# that nobody outside has to know the modules or the order in which they are linked.
set(engram_public_modules core model parallel neurons stimuli plasticity modulation partitioning io network
    engine api)

set(engram_objects "")
foreach(module ${engram_public_modules})
  list(APPEND engram_objects $<TARGET_OBJECTS:engram_${module}>)
endforeach()

# A static library links nothing itself: whoever uses it must. MPI, HDF5 and METIS are named as the very files
# it was compiled with, because another MPI or a serial HDF5 in their place would link and then fail.
set(engram_fixed_libraries ${MPI_C_LIBRARIES} ${HDF5_LIBRARIES} ${METIS_LIBRARY})
set(engram_fixed_includes ${MPI_C_INCLUDE_DIRS})

add_library(engram_library STATIC ${engram_objects})
add_library(engram::engram ALIAS engram_library)
set_target_properties(engram_library PROPERTIES
  OUTPUT_NAME engram EXPORT_NAME engram LINKER_LANGUAGE CXX)
target_compile_features(engram_library INTERFACE cxx_std_20)
target_include_directories(engram_library INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# The C interface only: Open MPI's old C++ classes stay out.
target_compile_definitions(engram_library INTERFACE OMPI_SKIP_MPICXX)
target_include_directories(engram_library SYSTEM INTERFACE ${engram_fixed_includes})
target_link_libraries(engram_library INTERFACE
  fmt::fmt yaml-cpp OpenMP::OpenMP_CXX ${engram_fixed_libraries})
if(ENGRAM_SANITIZE)
  target_link_options(engram_library INTERFACE -fsanitize=address,undefined)
endif()
