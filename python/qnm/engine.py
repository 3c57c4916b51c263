"""Pieces of a sweep on a Dask cluster: what ``qnmc simulate --engine dask://host:port`` starts, as a script.

Reads one JSON document on stdin: where the scheduler is, the files of the circuit, the options of ``qnmc simulate``, and the
pieces that are missing. Each piece is a task that runs ``qnmc`` on a worker and returns a file; the file is written here, whole
or not at all, and its name goes to stdout. Workers need ``qnmc`` (on the PATH or in ``$QNMC``) and Python with Dask, nothing else: no shared
disk, not this package. A worker that dies loses its piece, which another one then runs.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

#: How often a piece may be lost with its worker before the run gives up.
MOST_LOSSES = 8
#: Exit codes, those of ``qnmc``.
TOOL_MISSING, FAILED = 3, 70


def run_piece(request: dict[str, Any], piece: dict[str, str]) -> tuple[str, bytes]:
    """One piece on a worker: the name of the machine and the bytes of the file. Sent by value, so it imports all that it needs."""
    import base64
    import os
    import shutil
    import socket
    import subprocess
    import tempfile
    from pathlib import Path

    asked = os.environ.get("QNMC") or shutil.which("qnmc")
    if asked is None:
        raise RuntimeError(f"no qnmc on {socket.gethostname()}: put it on the PATH of the workers, or set $QNMC there")
    command = ["node", asked] if asked.endswith((".js", ".mjs")) else [asked]
    with tempfile.TemporaryDirectory(prefix="qnm-piece-") as folder:
        for file in request["files"]:
            place = Path(folder, "circuit", file["name"])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(base64.b64decode(file["content"]))
        words = ["simulate", request["file"], *request["options"], "--quiet", "--pieces", piece["range"], "-o", str(Path(folder, "pieces"))]
        done = subprocess.run([*command, *words], cwd=Path(folder, "circuit"), capture_output=True, text=True, encoding="utf-8")
        made = Path(folder, "pieces", piece["name"])
        if done.returncode != 0 or not made.is_file():
            raise RuntimeError(f"qnmc ended with {done.returncode} on {socket.gethostname()}: {done.stderr.strip()}")
        return socket.gethostname(), made.read_bytes()


def write_whole(place: Path, content: bytes) -> None:
    """A file that is there in full or not at all."""
    part = place.with_name(f".{place.name}.{os.getpid()}")
    part.write_bytes(content)
    os.replace(part, place)


def say(line: str) -> None:
    print(line, flush=True)


def run(request: dict[str, Any]) -> None:
    """Submits all pieces and writes each as it comes."""
    from distributed import Client, KilledWorker, as_completed

    folder = Path(request["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    with Client(request["scheduler"], timeout="15s") as client:
        if not client.scheduler_info()["workers"]:
            say("# the scheduler has no workers yet: waiting")
        shared = {key: request[key] for key in ("files", "file", "options")}
        losses: dict[str, int] = {}
        submitted: dict[Any, dict[str, str]] = {}

        def submit(piece: dict[str, str]) -> Any:
            # pure: a piece is a function of its request, but results of an earlier run are not waited for
            future = client.submit(run_piece, shared, piece, pure=False, key=f"qnm-{piece['name']}-{losses.get(piece['name'], 0)}-{os.getpid()}")
            submitted[future.key] = piece
            return future

        waiting = as_completed([submit(piece) for piece in request["pieces"]])
        for future in waiting:
            piece = submitted.pop(future.key)
            try:
                host, content = future.result()
            except KilledWorker:
                losses[piece["name"]] = losses.get(piece["name"], 0) + 1
                if losses[piece["name"]] > MOST_LOSSES:
                    raise
                say(f"# {piece['name']} was lost with its worker: once more")
                waiting.add(submit(piece))
                continue
            write_whole(folder / piece["name"], content)
            say(piece["name"])
            future.release()


def main() -> int:
    request = json.load(sys.stdin)
    try:
        import distributed  # noqa: F401
    except ImportError:
        print(f'{sys.executable} has no Dask: pip install "dask[distributed]", or set $QNM_PYTHON to a Python that has it', file=sys.stderr)
        return TOOL_MISSING
    try:
        run(request)
    except OSError as error:
        print(f"no Dask scheduler answers at {request['scheduler']}: {error}", file=sys.stderr)
        return TOOL_MISSING
    except Exception as error:  # what a task raised, with its text
        print(str(error) or repr(error), file=sys.stderr)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
