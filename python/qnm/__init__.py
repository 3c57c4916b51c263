"""qnm in Python: runs ``qnmc`` and gives what it finds as numpy arrays, pandas tables and matplotlib plots.

>>> import qnm
>>> run = qnm.simulate("examples/neuristor.qnm", experiment="Firing")   # doctest: +SKIP
>>> run.measures          # a pandas table, one row a point of the sweep
>>> run["V(out)"]         # a numpy array in SI units, [samples, points]
>>> run.plot("V(out)", point=4)

Nothing is computed here: the numbers are those of the command line, byte for byte.
"""

from .command import QnmcError, build, check, qnmc, simulate, verify
from .result import Quantity, Result, load

__all__ = ["Quantity", "QnmcError", "Result", "build", "check", "load", "qnmc", "simulate", "verify"]
__version__ = "0.1.0"
