# Benchmarks: built with everything else so that they cannot rot, run by tests/bench/run, never by ctest.
function(engram_bench name)
  add_executable(${name} ${CMAKE_CURRENT_SOURCE_DIR}/bench/${name}.cpp
                 ${CMAKE_CURRENT_SOURCE_DIR}/bench/machine_limits.cpp)
  target_link_libraries(${name} PRIVATE engram_engine)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
  engram_compile_options(${name})
endfunction()

engram_bench(bench_delivery)
engram_bench(bench_plasticity)
engram_bench(bench_limits)
engram_bench(bench_neurons)
