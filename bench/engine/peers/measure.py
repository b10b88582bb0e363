"""Runs a command, TIMEOUT_SECONDS COMMAND ..., and prints JSON: wallMs from its start to its end, cpuMs (user and system, children that it waited
for too), peakBytes (of the largest process of the tree), code, and out (the last line of its standard output). A small program does this because
the peak of a process counts from its fork, and the bench itself is not small. After the timeout the command and its children are ended."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

started = time.perf_counter()
child = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, start_new_session=True)
timer = threading.Timer(float(sys.argv[1]), lambda: os.killpg(child.pid, signal.SIGKILL))
timer.start()
assert child.stdout
printed = child.stdout.read().decode()
_, status, usage = os.wait4(child.pid, 0)
timer.cancel()
wall = time.perf_counter() - started
print(
    json.dumps(
        {
            "wallMs": wall * 1000,
            "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
            "peakBytes": usage.ru_maxrss * 1024,
            "code": os.waitstatus_to_exitcode(status),
            "out": (printed.strip().splitlines() or [""])[-1],
        }
    )
)
