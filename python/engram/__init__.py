"""Reading and picturing the results of Engram runs.

Every module needs only h5py and numpy; the pictures need matplotlib too.

* :mod:`engram.results` reads a directory of results,
* :mod:`engram.spike_statistics` has rates, regularity and correlations of spike trains,
* :mod:`engram.integrity` compares files with their checksums,
* :mod:`engram.report` draws the report (``python3 -m engram.report DIR``).
"""

from engram.results import Results, load

__all__ = ["Results", "load"]
