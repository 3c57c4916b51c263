#!/bin/bash
# The main job on the published VO2 neuristor: float64, fixed point and Verilog compared, and pictures of the spikes.
set -uo pipefail
cd "$(dirname "$0")/.."
npx qnmc verify examples/neuristor.qnm
code=$?
echo
echo "Plots of voltage, temperature and current:"
find build/neuristor -name '*.png' | sort | sed 's/^/  /'
echo "Tables, results and a page to read: $(find build/neuristor -name report.html | sort | tr "\n" " ")"
exit "$code"
