"""`qnmc simulate --engine dask://...` on a real scheduler and real workers on loopback: the bits of a local run, whatever dies."""

import filecmp
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import qnm

pytest.importorskip("distributed")
root = Path(__file__).resolve().parents[2]
CIRCUIT = """
device walker() {
  param pull = 1
  state u = 0 in -30 .. 30
  u' = -pull * u / 1 us + noise / sqrt(1 us)
  event up when rising(u, 0.5)
}
experiment Walk of walker {
  sweep pull = 0.5 .. 16 by 0.5
  stop = 8 ms  dt = 10 ns
  record u every 10 us
  measure m = rms(u)
  measure f = rate(up)
}
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(*words: str) -> subprocess.Popen:
    environment = {**os.environ, "QNMC": str(root / "dist/bundle/cli/main.js")}
    return subprocess.Popen([sys.executable, "-m", *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def start_worker(port: int) -> subprocess.Popen:
    # no nanny: nobody starts a killed worker again
    return start("distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")


def kill(process: subprocess.Popen) -> None:
    """The whole process group at once: Python and the qnmc that it runs."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


@pytest.fixture(scope="module")
def cluster():
    port = free_port()
    scheduler = start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
    workers = [start_worker(port) for _ in range(3)]
    yield port, workers
    for process in (*workers, scheduler):
        kill(process)


@pytest.fixture(scope="module")
def circuit(tmp_path_factory):
    file = tmp_path_factory.mktemp("circuit") / "walk.qnm"
    file.write_text(CIRCUIT)
    return file


@pytest.fixture(scope="module")
def local(circuit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    qnm.simulate(circuit, output=folder)
    return folder / "Walk"


def same(one: Path, other: Path) -> None:
    names = sorted(p.name for p in one.iterdir())
    assert sorted(p.name for p in other.iterdir()) == names
    _, different, broken = filecmp.cmpfiles(one, other, names, shallow=False)
    assert different == [] and broken == []


def begin(circuit: Path, folder: Path, port: int) -> subprocess.Popen:
    command = [*qnm.command.find_qnmc(root), "simulate", str(circuit), "--no-plots", "--engine", f"dask://127.0.0.1:{port}", "-o", str(folder)]
    return subprocess.Popen(command, env={**os.environ, "QNM_PYTHON": sys.executable}, stderr=subprocess.PIPE, text=True)


def wait_for_pieces(folder: Path, count: int, run: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while len(list(folder.glob("Walk/pieces-*/*.piece"))) < count:
        assert run.poll() is None and time.monotonic() < end
        time.sleep(0.05)


def test_a_worker_killed_in_the_middle_changes_nothing(cluster, circuit, local, tmp_path):
    port, workers = cluster
    run = begin(circuit, tmp_path, port)
    wait_for_pieces(tmp_path, 3, run)
    kill(workers[0])
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said
    assert len(list(tmp_path.glob("Walk/pieces-*"))) == 0
    same(local, tmp_path / "Walk")


def test_a_run_that_was_stopped_goes_on(cluster, circuit, local, tmp_path):
    port, _ = cluster
    run = begin(circuit, tmp_path, port)
    wait_for_pieces(tmp_path, 2, run)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130 and "goes on with the pieces" in said
    there = {p.name for p in tmp_path.glob("Walk/pieces-*/*.piece")}
    assert len(there) >= 2
    again = begin(circuit, tmp_path, port)
    _, said = again.communicate(timeout=300)
    assert again.returncode == 0, said
    assert "of 32 points were there" in said
    same(local, tmp_path / "Walk")


def test_a_wrong_option_is_told_in_the_words_of_the_worker(cluster, circuit, tmp_path):
    port, _ = cluster
    with pytest.raises(qnm.QnmcError) as raised:
        qnm.simulate(circuit, set={"pulll": "1"}, engine=f"dask://127.0.0.1:{port}", output=tmp_path)
    assert raised.value.code == 1


def test_no_scheduler_is_a_sentence(circuit, tmp_path):
    with pytest.raises(qnm.QnmcError, match="no Dask scheduler answers") as raised:
        qnm.simulate(circuit, engine=f"dask://127.0.0.1:{free_port()}", output=tmp_path)
    assert raised.value.code == 3
