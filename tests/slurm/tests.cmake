# jobs/ on a Slurm of several nodes, started on this machine and ended by the test. Nothing else runs meanwhile:
# the daemons take each other for dead when they do not answer for some seconds.
engram_pytest(slurm LABEL slurm TIMEOUT 600 FILES -rs slurm)
set_tests_properties(slurm PROPERTIES RESOURCE_LOCK slurm RUN_SERIAL TRUE
  SKIP_REGULAR_EXPRESSION "Slurm is not installed;cannot run here")
