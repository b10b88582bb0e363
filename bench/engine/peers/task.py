"""What every peer is asked: python PEER.py --input entries.parquet --case T1|T2 --threads N --out FILE [--variant V] [--compute-only].

The input has the columns id, feature, back (days back) and value, sorted by the first three. The output is LibSVM: for each id in order the
line `0 column:value ...`, columns ascending from 1, column = (feature * 6 + window) * functions + function + 1, for the functions over the
values with back <= window; a window without a value gives no columns. Rules on ties: MODE the smallest, ARGMAX the smallest days back.
With --compute-only the input is read into memory first and the results stay there; the last line printed is JSON with computeMs and version.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

WINDOWS = (3, 7, 15, 30, 90, 180)
CASES = {
    "T1": "COUNT SUM MAX MIN MEAN STD RANGE".split(),
    "T2": "COUNT SUM MAX MIN MAXPARTITION MEAN MEDIAN STD RANGE MODE ARGMAX RECENCY".split(),
}


@dataclass(frozen=True)
class Task:
    input: str
    functions: list[str]
    threads: int
    out: str
    variant: str | None


def run(version: str, whole: Callable[[Task], None], compute: Callable[[Task], Callable[[], object]]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", required=True)
    parser.add_argument("--case", choices=CASES, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", default="")
    parser.add_argument("--variant")
    parser.add_argument("--compute-only", action="store_true")
    args = parser.parse_args()
    task = Task(args.input, CASES[args.case], args.threads, args.out, args.variant)
    work = compute(task) if args.compute_only else lambda: whole(task)
    started = time.perf_counter()
    work()
    print(json.dumps({"computeMs": (time.perf_counter() - started) * 1000, "version": version}))
