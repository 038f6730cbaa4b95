"""How long the darkroom takes, and how many bytes a reader loads: `python -m bench.renditions`.

Each picture is developed once; beside the time by the clock stands the processor's, which other
work on the machine changes less. All of it is done by a child of the worker's, never of a page's.
Give paths of pictures to measure these, too. On a machine of four cores, `taskset -c 0,1` before
it shows what one of two would do.
"""
# ruff: noqa: T201 (it prints)

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from articles import darkroom
from articles.prose.material import PrintedShape
from tests import pictures

WAITS = "the goal is 5 s for the 21 uncropped files of 24 megapixels, here come crops on top"
PHONES = {"390 px, 1 dot per px": 390, "390 px, 2 dots": 780, "390 px, 3 dots": 1170}


def main(paths: list[str]) -> None:
    tiny = pictures.file(pictures.corners(20, 20), "PNG")
    seconds = statistics.median(took(darkroom.examine, tiny) for _ in range(11))
    print(f"The smallest picture, looked at in a child process   {seconds * 1000:6.0f} ms")

    photograph = pictures.file(pictures.photograph(6000, 4000), "JPEG", quality=92)
    print(f"\nOn {len(os.sched_getaffinity(0))} cores; {WAITS}")
    measure("photograph, 6000 × 4000", photograph)
    for path in paths:
        with Path(path).open("rb") as file:
            measure(path, file)


def measure(name: str, file: IO[bytes] | BytesIO) -> None:
    size = file.seek(0, os.SEEK_END)
    print(f"\n{name}, {size / 1000:,.0f} kB")
    print(f"  looked at   {took(darkroom.examine, file):5.2f} s")
    print(f"  thumbnail   {took(darkroom.thumbnail, file):5.2f} s")
    start, worked = time.perf_counter(), processor()
    made = darkroom.develop(file)
    elapsed, worked = time.perf_counter() - start, processor() - worked
    total = sum(map(len, made.files.values()))
    print(f"  developed   {elapsed:5.2f} s, {len(made.files)} files, {total / 1000:,.0f} kB")
    print(f"  processor   {worked:5.2f} s, of all its cores together")
    print(f"  placeholder {len(made.renditions['placeholder']):5} bytes")
    for shape, printed in made.renditions["shapes"].items():
        for kind, files in printed["files"].items():
            row = " ".join(f"{w}: {len(made.files[n]) / 1000:.0f}" for w, n in files)
            print(f"    {shape:6} {kind:4} kB  {row}")
    for phone, dots in PHONES.items():
        print(f"  {phone:22} {loaded(made, made.renditions['shapes']['whole'], dots)}")


def loaded(made: darkroom.Developed, printed: PrintedShape, dots: int) -> str:
    """What a browser takes that needs so many dots, by the formats that it may know."""
    taken = []
    for kind, files in printed["files"].items():
        width, name = next((file for file in files if file[0] >= dots), files[-1])
        taken.append(f"{kind} {len(made.files[name]) / 1000:.0f} kB ({width})")
    return ", ".join(taken)


def processor() -> float:
    """The seconds of work of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def took(act: Callable[[Any], object], file: Any) -> float:
    start = time.perf_counter()
    act(file)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
