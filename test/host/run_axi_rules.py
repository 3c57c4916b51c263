"""Builds NAME_axi for Icarus and runs axi_rules.py on it; exit code 0 when every test passed."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from cocotb_tools.runner import get_runner

here = Path(__file__).parent.resolve()
top = sys.argv[1]
runner = get_runner("icarus")
runner.build(
    sources=[here / name for name in (here / "host.f").read_text().split()],
    hdl_toplevel=top,
    build_args=["-g2005"],
    # short queues, so that they are full sometimes
    parameters={"QUEUE_BITS": 5},
    build_dir=here / "sim_build",
    timescale=("1ns", "1ps"),
)
results = runner.test(hdl_toplevel=top, test_module="axi_rules", build_dir=here / "sim_build", test_dir=here, results_xml=str(here / "results.xml"))
cases = list(ElementTree.parse(results).iter("testcase"))
bad = [c.get("name") for c in cases if c.find("failure") is not None or c.find("error") is not None]
print(f"{len(cases) - len(bad)} of {len(cases)} tests passed")
sys.exit(1 if bad or not cases else 0)
