# What the program does when something is wrong: with what it is given, with the machine, or in the middle of a run.
# Both parts wait more than they compute, and so may run side by side.
engram_pytest(faults_ended LABEL faults TIMEOUT 900 PROCESSORS 1 WORKERS 2 FILES faults/test_ended_runs.py faults/test_resume.py)
engram_pytest(faults LABEL faults TIMEOUT 900 PROCESSORS 1 WORKERS 6
  FILES faults --ignore=faults/test_ended_runs.py --ignore=faults/test_resume.py)
