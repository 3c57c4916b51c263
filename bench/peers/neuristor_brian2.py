"""Peer of the simulators: the thermal neuristor of bench/c/neuristor.c in Brian2, C++ standalone: the same equations, full reversal memory, Euler.

The reversal is a custom event, the spike a threshold with a flag that lets I through 1.5 mA count once. Neighbours are synapses with a summed variable.
It writes a program into FOLDER and compiles it. The program makes FIRST steps, prints the spikes, then times STEPS more with the processor's clock.
Usage: neuristor_brian2.py INSTANCES FIRST STEPS COLUMNS FOLDER
"""
import sys

import numpy as np
from brian2 import NeuronGroup, SpikeMonitor, Synapses, amp, defaultclock, device, prefs, run, second, set_device

n, first, steps, columns = (int(word) for word in sys.argv[1:5])
set_device("cpp_standalone", directory=sys.argv[5], build_on_run=False)
prefs.devices.cpp_standalone.openmp_threads = 0
prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-ffast-math", "-march=native", "-std=c++11"]
dt = 10e-9
defaultclock.dt = dt * second

# Plain numbers in SI: time alone has a unit, since Brian2 asks for one.
names = {
    "R0": 5.35882879e-3, "Ea": 5220.47417, "Rm": 1286.3165, "Tc": 332.805839, "width": 7.19357064, "slope": 0.252796285, "gam": 0.956269682,
    "C": 145.34619293e-12, "Ch": 49.62776831e-12, "Ge": 0.20558726e-3, "RL": 12e3, "T0": 325.0, "Gn": 4.11e-6, "pi2": np.pi**2, "tau": 2 * np.pi,
}
tp = "(int(Tpr != 0) * Tpr * 0.5 * (1 - sin(gam * ({t} - Tr) / (Tpr + int(Tpr == 0)))) * (1 + tanh(pi2 - tau * ({t} - Tr) / (Tpr + int(Tpr == 0)))))"
equations = f"""
dv/dt = (((vin - v) / RL - current) / C) / second : 1
dT/dt = ((v * current - Ge * (T - T0) + heat) / Ch) / second : 1
Tk = clip(T, 305, 370) : 1
Tp = {tp.format(t="Tk")} : 1
R = R0 * exp(Ea / Tk) * (0.5 + 0.5 * tanh(slope * (sgn * width / 2 + Tc - Tk - Tp))) + Rm : 1
current = v / R : 1
heat : 1
vin : 1 (constant)
sgn : 1
Tr : 1
Tpr : 1
Tlast : 1
"""
cell = NeuronGroup(
    n, equations, method="euler", namespace=names,
    threshold="current >= 1.5e-3", refractory="current >= 1.5e-3",
    events={"moved": "abs(Tk - Tlast) > 0.01"},
)
cell.run_on_event("moved", """
turned = int(sign(Tk - Tlast) != sgn)
Tpr_new = turned * (-sgn * width + Tp) + (1 - turned) * Tpr
Tr = turned * Tk + (1 - turned) * Tr
Tpr = Tpr_new
sgn = sign(Tk - Tlast)
Tlast = Tk
""")
i = np.arange(n)
cell.vin = 12.0 if n == 1 else 10.5 + (4.5 * ((i * 0.6180339887498949) % 1) if columns else i * (4.5 / (n - 0.5)))
cell.T = 340.0 if columns else 325.0
cell.sgn, cell.Tr, cell.Tlast = 1, 324.9, 324.9
if columns and n > 1:
    neighbours = Synapses(cell, cell, "heat_post = Gn * (T_pre - T_post) : 1 (summed)", namespace=names)
    y, x = np.divmod(i, columns)
    rows = n // columns
    sources = [((y + dy) % rows) * columns + (x + dx) % columns for dy, dx in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    neighbours.connect(i=np.concatenate(sources), j=np.tile(i, 4))
spikes = SpikeMonitor(cell, record=False)

run(first * dt * second, namespace=names)
device.insert_code("main", """
{ long total = 0; for (int k = 0; k < _num__array_spikemonitor_count; k++) total += _array_spikemonitor_count[k]; printf("{\\"spikes\\": %ld, ", total); }
std::clock_t began = std::clock();
""")
run(steps * dt * second, namespace=names)
device.insert_code("main", f"""
printf("\\"stepsPerSecond\\": %.6g}}\\n", {float(n * steps)!r} * CLOCKS_PER_SEC / (double)(std::clock() - began));
""")
device.build(compile=True, run=False, clean=False, directory=sys.argv[5])
