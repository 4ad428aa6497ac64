# The Python side, run by Debian's interpreter: an earlier python3 on PATH may lack h5py.
# Included from tests/CMakeLists.txt.
add_test(NAME python
  COMMAND /usr/bin/python3 -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_SOURCE_DIR}/python)
set_tests_properties(python PROPERTIES LABELS python TIMEOUT 300
  ENVIRONMENT "ENGRAM_PROGRAM=${PROJECT_BINARY_DIR}/engram;PYTHONDONTWRITEBYTECODE=1;MPLBACKEND=Agg")
