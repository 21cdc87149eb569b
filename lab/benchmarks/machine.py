"""The machine that a benchmark runs on: what it is, and whether it had other work meanwhile."""

import datetime
import importlib.metadata
import os
import platform

import psutil
from archspec import cpu
from archspec.cpu.detect import detected_info

# More than this share of all processor time for other work, and a measurement is no result. An idle
# system takes 1 or 2 %; each step waits for its slowest core, so a disturbed one counts fully.
LARGEST_OTHER_SHARE = 0.05
# flags of x86 and ARM processors that decide how fast matrix products are
INSTRUCTION_SETS = {
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx512_bf16": "AVX512-BF16",
    "avx512_fp16": "AVX512-FP16",
    "amx_bf16": "AMX-BF16",
    "asimd": "NEON",
    "sve": "SVE",
    "bf16": "BF16",
    "sme": "SME",
}
PACKAGES = ("tensorflow", "keras", "numpy", "torch", "jax", "optax")
BUSY_TIMES = ("user", "nice", "system", "irq", "softirq", "steal")
IDLE_TIMES = ("idle", "iowait")


def describe():
    """What it is, what is installed, and its load now, as a dictionary for records.

    load: mean number of waiting processes over the last minute; None on Windows, which counts none.
    """
    flags = _flags()
    return {
        "processor": cpu.brand_string() or platform.processor() or platform.machine(),
        "cores": _usable_cores(),
        "instruction_sets": [name for flag, name in INSTRUCTION_SETS.items() if flag in flags],
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "versions": {"python": platform.python_version(), **_versions()},
        "date": datetime.datetime.now().astimezone().isoformat(timespec="minutes"),
        "load_at_start": _load(),
    }


def _flags():
    """The processor's features as Linux names them.

    Those detected are exact. Of an Apple processor only the model is, whose features `host` knows.
    """
    return detected_info().features | cpu.host().features


def _load():
    try:
        return round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        # Windows has none
        return None


def _usable_cores():
    """Cores that this process may use; on macOS, which binds none, all."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):
        return len(process.cpu_affinity())
    return os.cpu_count()


def _versions():
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def show(machine):
    """Prints what `describe` found."""
    sets = ", ".join(machine["instruction_sets"]) or "instruction sets unknown"
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = "unknown" if machine["load_at_start"] is None else f"{machine['load_at_start']:.2f}"
    print(f"{machine['processor']}, {machine['cores']} cores ({sets}), {machine['memory_gb']} GB")
    print(f"{machine['system']}; {versions}")
    print(f"{machine['date']}, load {load}", flush=True)


class OtherWork:
    """How much of the processors other work takes while a `with` block runs.

    That is all programs but this process and the children it waits for, and on a virtual machine
    what its host gives to others ("steal").
    """

    def __enter__(self):
        self._before = _clocks()
        return self

    def __exit__(self, *_):
        self.share = other_share(
            *(after - b for after, b in zip(_clocks(), self._before, strict=True))
        )


def _clocks():
    """Seconds of all processors so far: busy, idle, and busy with this process and its children."""
    times = psutil.cpu_times()
    busy = sum(getattr(times, name, 0.0) for name in BUSY_TIMES)
    idle = sum(getattr(times, name, 0.0) for name in IDLE_TIMES)
    return busy, idle, sum(os.times()[:4])


def other_share(busy, idle, own):
    """The share of all processor time, busy and idle, that was busy with anything but `own`."""
    return max(0.0, busy - own) / (busy + idle) if busy + idle else 0.0


def is_busy(share):
    """Whether other work took so much that what was measured is no result."""
    return share > LARGEST_OTHER_SHARE


def show_other_work(share):
    """Prints how much other work there was, and whether the numbers above are results."""
    taken = f"other work took {share:.1%} of the processor time"
    if is_busy(share):
        limit = f"more than {LARGEST_OTHER_SHARE:.0%}"
        print(f"The machine was busy ({taken}, {limit}): THESE ARE NO RESULTS.")
    else:
        print(f"The machine was idle enough: {taken}.")
