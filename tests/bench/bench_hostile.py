"""What hostile files of every format cost: seconds of the processor, memory beyond the program's own, and what is said.

    python tests/bench/bench_hostile.py [--damaged 20]

Each is read in a process of its own with the limits of a document; the rest of a build goes on whatever becomes of it.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
from collections import Counter
from pathlib import Path

from duikou.extract.read import content_of
from duikou.extract.readers import doc, docx, html, odt, ofd, parts, pdf, rtf  # noqa: F401 - loaded once for all
from duikou.extract.readers.base import ReadError
from duikou.tests.extract.formats import hostile

SECONDS, MEMORY = 60, 2 << 30


def cost(name: str, data: bytes) -> tuple[float, float, str]:
    """Seconds, megabytes and the outcome of reading *data* as a file called *name*."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        own = memory("VmRSS")
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY + memory("VmSize"), MEMORY + memory("VmSize")))
        try:
            said = f"read, {len(content_of(data, Path(name).suffix).text)} characters"
        except ReadError as error:
            said = f"refused: {error.reason}"
        except MemoryError:
            said = "takes too much memory"
        except BaseException as error:
            said = f"FAULT: {type(error).__name__}: {error}"[:200]
        os.write(writing, f"{memory('VmHWM') - own} {said}".encode("utf-8", "replace"))
        os._exit(0)
    os.close(writing)
    taken, _, said = os.read(reading, 10_000).decode("utf-8", "replace").partition(" ")
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        said = f"ended at its limit ({signal.Signals(os.WTERMSIG(status)).name})"
    return used.ru_utime + used.ru_stime, int(taken or 0) / 1_000_000, said


def memory(name: str) -> int:
    """Bytes of this process, by a name of Linux's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--damaged", type=int, default=20, help="ways in which each sound file is damaged")
    times = parser.parse_args().damaged
    print(f"{'file':24}{'seconds':>8}{'MB':>7}  outcome")
    faults = 0
    for name, made in hostile.attacks().items():
        seconds, megabytes, said = cost(name, made())
        faults += said.startswith("FAULT")
        print(f"{name:24}{seconds:8.2f}{megabytes:7.0f}  {said}", flush=True)
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    for name, data in hostile.damaged(times):
        seconds, _, said = cost(name, data)
        slowest = max(slowest, (seconds, name))
        outcomes[said.partition(",")[0].partition(":")[0]] += 1
        faults += said.startswith("FAULT")
        if said.startswith("FAULT"):
            print(f"{name:24}{'':15}  {said}")
    print("damaged:", dict(outcomes), f"the slowest {slowest[0]:.2f} s ({slowest[1]})")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
