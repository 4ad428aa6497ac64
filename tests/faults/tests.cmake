# What the program does when something is wrong: with what it is given, with the machine, or in the middle of a run.
engram_pytest(faults LABEL faults TIMEOUT 900 FILES faults)
