#!/bin/bash
# The main job on the published VO2 neuristor: float64, fixed point and Verilog compared, and pictures of the spikes. Under Verilator alone: Icarus
# interprets, and takes minutes for the same 180,000 steps of devices.
set -uo pipefail
cd "$(dirname "$0")/.."
npx qnmc verify examples/neuristor.qnm --simulator verilator
code=$?
echo
echo "Plots of voltage, temperature and current:"
find build/neuristor -name '*.png' | sort | sed 's/^/  /'
echo "Tables, results and a page to read: $(find build/neuristor -name report.html | sort | tr "\n" " ")"
echo "Under a second simulator, Icarus, too (minutes): npx qnmc verify examples/neuristor.qnm"
exit "$code"
