"""The AXI4-Lite side of a host interface under cocotbext-axi, with every channel stalling at random.

Beside this file: Noisy_registers.py (the map), expected.json (what the bit-exact simulator says). AXI4-Lite: ARM IHI 0022.
"""

import json
import random
from pathlib import Path

import cocotb
import Noisy_registers as registers
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge
from cocotbext.axi import AxiLiteBus, AxiLiteMaster

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text())
OKAY, SLVERR, DECERR = 0, 2, 3
ADDRESS = registers.ADDRESS
KINDS = EXPECTED["kinds"]


class Bench:
    def __init__(self, dut, seed):
        self.dut = dut
        self.random = random.Random(seed)
        for name in ("link_good", "link_damaged", "link_broken", "link_overrun"):
            getattr(dut, name).value = 0
        dut.rst.value = 1
        cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start())
        self.master = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi"), dut.clk, dut.rst)

    async def begin(self):
        for _ in range(10):
            await RisingEdge(self.dut.clk)
        self.dut.rst.value = 0
        for _ in range(10):
            await RisingEdge(self.dut.clk)
        writes, reads = self.master.write_if, self.master.read_if
        for channel in (writes.aw_channel, writes.w_channel, writes.b_channel, reads.ar_channel, reads.r_channel):
            channel.set_pause_generator(self.stalling())

    def stalling(self):
        while True:
            yield self.random.random() < 0.5

    async def read(self, address):
        answer = await self.master.read(address, 4)
        return int.from_bytes(answer.data, "little"), int(answer.resp)

    async def write(self, address, value):
        return int((await self.master.write(address, value.to_bytes(4, "little"))).resp)

    async def run(self, name, value=None):
        """A register that must answer OKAY."""
        if value is None:
            data, answer = await self.read(ADDRESS[name])
            assert answer == OKAY, f"reading {name}: {answer}"
            return data
        answer = await self.write(ADDRESS[name], value)
        assert answer == OKAY, f"writing {name}: {answer}"
        return None


@cocotb.test()
async def every_address_answers_as_the_map_says(dut):
    bench = Bench(dut, 1)
    await bench.begin()
    named = {address: name for name, address in ADDRESS.items()}
    assert await bench.run("MAGIC") == registers.MAGIC_VALUE
    assert await bench.run("VERSION") == registers.MAP_VERSION
    digits = "".join([f"{await bench.run(f'FINGERPRINT_{i}'):08x}" for i in range(4)])
    assert registers.FINGERPRINT.startswith(digits)
    for address in range(0, 0x1000, 4):
        name = named.get(address)
        kind = KINDS.get(name)
        data, answer = await bench.read(address)
        empty = kind == "take" and name != "STEP_LOW"
        want = DECERR if kind is None else SLVERR if kind == "command" or empty else OKAY
        assert answer == want, f"read of {address:#x} {name}: {answer}"
        assert answer == OKAY or data == 0
        value = bench.random.getrandbits(32)
        if kind == "command":
            # nothing is asked for by a COMMAND of 0; there is nothing to restore
            value = 0
            want = SLVERR if name == "RESTORE_DATA" else OKAY
        else:
            want = {None: DECERR, "read": SLVERR, "take": SLVERR}.get(kind, OKAY)
        answer = await bench.write(address, value if name != "CONTROL" else 0)
        assert answer == want, f"write to {address:#x} {name}: {answer}"
        if kind == "write read" and name != "CONTROL":
            assert await bench.run(name) == value
    assert await bench.run("ERRORS") & 32


@cocotb.test()
async def strobes_and_addresses_that_are_no_multiple_of_four(dut):
    bench = Bench(dut, 2)
    await bench.begin()
    await bench.run("STEPS_LOW", 0x11223344)
    # a byte at its own address is refused: registers are written by their word's address, bytes are chosen by strobes
    assert int((await bench.master.write(ADDRESS["STEPS_LOW"] + 2, b"\xaa")).resp) == SLVERR
    assert await bench.run("STEPS_LOW") == 0x11223344
    # a command needs all four strobes
    assert int((await bench.master.write(ADDRESS["COMMAND"], b"\x01")).resp) == SLVERR
    assert await bench.run("STATUS") & 3 == 2, "it is idle"


class Raw:
    """Signals by hand, for what no polite master does."""

    def __init__(self, dut):
        self.dut = dut

    async def begin(self):
        for name in ("link_good", "link_damaged", "link_broken", "link_overrun"):
            getattr(self.dut, name).value = 0
        for name in ("awvalid", "wvalid", "bready", "arvalid", "rready"):
            getattr(self.dut, f"s_axi_{name}").value = 0
        self.dut.rst.value = 1
        cocotb.start_soon(Clock(self.dut.clk, 10, unit="ns").start())
        for _ in range(10):
            await RisingEdge(self.dut.clk)
        self.dut.rst.value = 0
        await RisingEdge(self.dut.clk)

    async def send(self, name, **values):
        valid, ready = (getattr(self.dut, f"s_axi_{name}{part}") for part in ("valid", "ready"))
        for field, value in values.items():
            getattr(self.dut, f"s_axi_{field}").value = value
        valid.value = 1
        await RisingEdge(self.dut.clk)
        while not ready.value:
            await RisingEdge(self.dut.clk)
        valid.value = 0

    async def take(self, name, *fields):
        valid, ready = (getattr(self.dut, f"s_axi_{name}{part}") for part in ("valid", "ready"))
        ready.value = 1
        await RisingEdge(self.dut.clk)
        while not valid.value:
            await RisingEdge(self.dut.clk)
        found = tuple(int(getattr(self.dut, f"s_axi_{field}").value) for field in fields)
        ready.value = 0
        return found

    async def read(self, address):
        await self.send("ar", araddr=address)
        return await self.take("r", "rdata", "rresp")

    async def write(self, address, value, strobes=15):
        # data before its address
        await self.send("w", wdata=value, wstrb=strobes)
        await self.send("aw", awaddr=address)
        return (await self.take("b", "bresp"))[0]


@cocotb.test()
async def bytes_by_strobes_and_data_before_its_address(dut):
    bench = Raw(dut)
    await bench.begin()
    assert await bench.write(ADDRESS["STEPS_LOW"], 0x11223344) == OKAY
    assert await bench.write(ADDRESS["STEPS_LOW"], 0xAAAAAAAA, strobes=4) == OKAY
    assert await bench.write(ADDRESS["STEPS_LOW"], 0xFFFFFFFF, strobes=0) == OKAY
    for low in (1, 2, 3):
        assert await bench.read(ADDRESS["MAGIC"] + low) == (0, SLVERR)
        assert await bench.write(ADDRESS["STEPS_LOW"] + low, 0xFFFFFFFF) == SLVERR
    assert await bench.read(ADDRESS["STEPS_LOW"]) == (0x11AA3344, OKAY)
    # an answer waits for its reader, and the next request behind it
    await bench.send("ar", araddr=ADDRESS["MAGIC"])
    await bench.send("ar", araddr=ADDRESS["VERSION"])
    for _ in range(20):
        await RisingEdge(dut.clk)
        assert not dut.s_axi_arready.value
    assert await bench.take("r", "rdata", "rresp") == (registers.MAGIC_VALUE, OKAY)
    assert await bench.take("r", "rdata", "rresp") == (registers.MAP_VERSION, OKAY)


@cocotb.test()
async def reads_and_writes_at_the_same_time(dut):
    bench = Bench(dut, 3)
    await bench.begin()
    count = 200

    async def writes():
        for i in range(count):
            assert await bench.write(ADDRESS["PARAM_ROW"], i) == OKAY

    async def reads():
        last = 0
        for _ in range(count):
            data, answer = await bench.read(ADDRESS["PARAM_ROW"])
            assert answer == OKAY and data >= last, "a register goes back"
            last = data

    both = [cocotb.start_soon(writes()), cocotb.start_soon(reads())]
    for task in both:
        await task
    assert await bench.run("PARAM_ROW") == count - 1


@cocotb.test()
async def a_run_gives_the_events_and_states_of_the_simulator(dut):
    bench = Bench(dut, 4)
    await bench.begin()
    steps = EXPECTED["steps"]
    await bench.run("STEPS_LOW", steps)
    await bench.run("COMMAND", 1)
    # a second start is refused
    assert await bench.write(ADDRESS["COMMAND"], 1) == SLVERR
    words, sent = [], 0
    stimulus = EXPECTED["stimulus"]
    for _ in range(5000):
        if sent < len(stimulus):
            answer = await bench.write(ADDRESS["STIMULUS_DATA"], stimulus[sent])
            assert answer in (OKAY, SLVERR)
            sent += answer == OKAY
        data, answer = await bench.read(ADDRESS["EVENT_DATA"])
        if answer == OKAY:
            words.append(data)
        elif sent == len(stimulus) and await bench.run("STATUS") & 2 and await bench.run("EVENT_LEVEL") == 0:
            break
    events = [f"{time >> 8} {address >> 24} {address & 0xFFFFFF}" for address, time in zip(words[::2], words[1::2])]
    assert events == EXPECTED["events"]
    assert await bench.run("STEP_LOW") == steps
    await bench.run("COMMAND", 4)
    states = []
    while len(states) < len(EXPECTED["states"]):
        data, answer = await bench.read(ADDRESS["STATE_DATA"])
        if answer == OKAY:
            states.append(data)
    assert states == EXPECTED["states"]


@cocotb.test()
async def events_that_find_no_room_are_lost_whole_and_counted(dut):
    bench = Bench(dut, 5)
    await bench.begin()
    await bench.run("CONTROL", 2)
    await bench.run("STEPS_LOW", EXPECTED["steps"])
    await bench.run("COMMAND", 1)
    stimulus = list(EXPECTED["stimulus"])
    for _ in range(5000):
        if stimulus and await bench.write(ADDRESS["STIMULUS_DATA"], stimulus[0]) == OKAY:
            stimulus.pop(0)
        if not stimulus and await bench.run("STATUS") & 2:
            break
    words = [await bench.run("EVENT_DATA") for _ in range(await bench.run("EVENT_LEVEL"))]
    events = [f"{time >> 8} {address >> 24} {address & 0xFFFFFF}" for address, time in zip(words[::2], words[1::2])]
    assert len(words) % 2 == 0 and words
    lost = await bench.run("EVENTS_LOST")
    assert lost > 0 and lost + len(events) == len(EXPECTED["events"])
    # nobody read: those that came first are there
    assert events == EXPECTED["events"][: len(events)]
    assert await bench.run("ERRORS") & 8


@cocotb.test()
async def states_that_are_read_back_are_never_lost(dut):
    """Several read-backs behind a queue that nobody empties, then the same once more: `reading` falls while their beats still wait."""
    bench = Bench(dut, 6)
    await bench.begin()
    await bench.run("CONTROL", 4)
    for _ in range(4):
        await bench.run("COMMAND", 4)
        for _ in range(20):
            await bench.run("STATUS")
    states = []
    while len(states) < 4 * len(EXPECTED["states"]):
        data, answer = await bench.read(ADDRESS["STATE_DATA"])
        assert answer == OKAY or not await bench.run("STATES_LOST"), "beats of a read-back were dropped"
        if answer == OKAY:
            states.append(data)
    assert await bench.run("STATES_LOST") == 0
    one = states[: len(EXPECTED["states"])]
    assert states == 4 * one
    per_instance = len(one) // 5
    assert one[1::per_instance] == [0, 1, 2, 3, 4] and one[::per_instance] == [0] * 5
