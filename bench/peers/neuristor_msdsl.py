"""Peer of the Verilog: one thermal neuristor of bench/c/neuristor.c as msdsl makes it, in SystemVerilog: one clock a step, tables without latency.

The same equations and reversal memory as the C loop; tables (linear, 512 segments, 4096 for 1/R) and ranges are chosen here, widths are msdsl's own (25 bits,
18 for tables). msdsl 0.3.8 has no arrays. Usage: neuristor_msdsl.py FOLDER; writes FOLDER/neuristor.sv and prints the folders of its headers.
"""
import collections
import collections.abc
import sys

import numpy as np

# msdsl 0.3.8 was written for an older Python and an older numpy.
collections.Iterable = collections.abc.Iterable
np.int = int

from msdsl import MixedSignalModel, VerilogGenerator  # noqa: E402
from msdsl.expr.expr import clamp_op, max_op  # noqa: E402
from msdsl.expr.extras import if_  # noqa: E402
from msdsl.expr.signals import DigitalOutput  # noqa: E402
from msdsl.files import get_msdsl_header  # noqa: E402
from svreal import get_svreal_header  # noqa: E402

r0, ea, rm, tc, w = 5.35882879e-3, 5220.47417, 1286.3165, 332.805839, 7.19357064
beta, gamma, c, ch, g = 0.252796285, 0.956269682, 145.34619293e-12, 49.62776831e-12, 0.20558726e-3
rl, t0, dt, vin = 12e3, 325.0, 10e-9, 12.0

m = MixedSignalModel("neuristor", DigitalOutput("spike"), dt=dt, build_dir=sys.argv[1])
# Temperatures are counted from t0: a range is always from minus to plus.
v = m.add_analog_state("v", range_=20, init=0)
t = m.add_analog_state("t", range_=80, init=340 - t0)
sign = m.add_digital_state("falls", init=0)
tr = m.add_analog_state("tr", range_=50, init=324.9 - t0)
tlast = m.add_analog_state("tlast", range_=50, init=324.9 - t0)
tpr = m.add_analog_state("tpr", range_=16, init=0)
inverse = m.add_analog_state("inverse", range_=8, init=0)
started = m.add_digital_state("started", init=0)
above = m.add_digital_state("above", init=0)


def table(name, function, domain, value, numel=512):
    made = m.make_function(np.vectorize(function, otypes=[float]), domain=list(domain), name="f_" + name, numel=numel, order=1)
    m.set_from_async_func(name, made, value)
    return m.get_signal(name)


def proximity(name, tk):
    x = clamp_op((tk - tr) * inverse, -4.0, 4.0)
    m.bind_name("x_" + name, x)
    p = table("p_" + name, lambda x: 0.5 * (1 - np.sin(gamma * x)) * (1 + np.tanh(np.pi**2 - 2 * np.pi * x)), (-4, 4), m.get_signal("x_" + name))
    return m.bind_name("tp_" + name, tpr * p)


tk = m.bind_name("tk", clamp_op(t, 305 - t0, 370 - t0))
tp = proximity("now", tk)
f = table("f", lambda u: 0.5 + 0.5 * np.tanh(beta * u), (-32, 32), m.bind_name("u", if_(sign, -w / 2, w / 2) + (tc - t0) - tk - tp))
e = table("e", lambda x: r0 * np.exp(ea / (x + t0)), (305 - t0, 370 - t0), tk)
conductance = table("conductance", lambda r: 1 / (r + rm), (0, 150e3), m.bind_name("rho", e * f), 4096)
current = m.bind_name("current", v * conductance)
m.set_next_cycle(v, v + (dt / c / rl) * (vin - v) - (dt / c) * current)
next_t = m.bind_name("next_t", t + (dt / ch) * (v * current) - (dt / ch * g) * t)
m.set_next_cycle(t, next_t)
after = m.bind_name("after", clamp_op(next_t, 305 - t0, 370 - t0))
change = m.bind_name("change", after - tlast)
moved = m.bind_name("moved", max_op([change, -1 * change]) > 0.01)
falls = m.bind_name("falls_now", change < 0)
turned = m.bind_name("turned", moved & (falls ^ sign))
fresh = m.bind_name("fresh", if_(falls, -w, w) + proximity("after", after))
# 1 / Tpr from a table of its magnitude, which is between 1/4 K and 16 K.
size = table("size", lambda y: 1 / y, (0.25, 16), m.bind_name("magnitude", max_op([fresh, -1 * fresh])), 4096)
m.set_next_cycle(tpr, if_(turned, fresh, tpr))
m.set_next_cycle(inverse, if_(turned, if_(fresh < 0, -1 * size, size), inverse))
m.set_next_cycle(tr, if_(turned, after, tr))
m.set_next_cycle(sign, if_(moved, falls, sign))
m.set_next_cycle(tlast, if_(moved, after, tlast))
now = m.bind_name("now", current >= 1.5e-3)
m.set_next_cycle(above, now)
m.set_next_cycle(started, 1)
m.set_this_cycle(m.spike, now & (above ^ 1) & started)
m.compile_to_file(VerilogGenerator())
print(get_svreal_header().parent)
print(get_msdsl_header().parent)
