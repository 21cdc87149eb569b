"""Runs as Ray tasks, on this machine or on a cluster: the one place that knows Ray."""

import collections
import contextlib
import dataclasses
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import lab
from lab.errors import LabError

LAB = Path(lab.__file__).parent
# of a worker that died; what it had trained is resumed where its machine still lives
RETRIES = 3
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 3, 10
SECONDS_PER_LOOK = 1
SHARED_MEMORY_BYTES = 100_000_000
# the most that a run takes
RUN_BYTES = 3_000_000_000


def execute(jobs, *, address=None, cpus_per_run=1):
    """Executes runs as Ray tasks, as many at a time as there are cores; yields events.

    jobs: {name of a run: arguments of `run_part`}. Yields (what, name, result): "started";
    "finished", with None where the record lies in the run's `out`, or, from a cluster, with its
    files {path: bytes}; "failed", with the reason; and "waiting", without a name, about once a
    second. address: HOST:PORT of the cluster, else Ray is started on this machine. On a cluster
    each machine has a folder of its own in place of `out`.
    Raises LabError where Ray is not installed, the cluster doesn't answer, or no machine of it has
    `cpus_per_run` cores.
    """
    ray = _ray()
    with _connected(ray, address):
        needs = {"CPU": cpus_per_run, "GPU": int("GPU" in ray.cluster_resources())}
        # a fresh process for each run, as on the command line
        task = ray.remote(
            num_cpus=needs["CPU"], num_gpus=needs["GPU"], max_calls=1, max_retries=RETRIES
        )(_run)
        sweep = None if address is None else f"lab-sweep-{secrets.token_hex(4)}"
        place = {"sweep": sweep, "threads": cpus_per_run}
        try:
            yield from _events(ray, task, collections.deque(jobs.items()), place, needs)
        finally:
            if sweep:
                _clean(ray, sweep)


def _events(ray, task, waiting, place, needs):
    running = {}
    try:
        while waiting or running:
            slots = _slots(ray, needs)
            if not slots:
                raise LabError(
                    f"no machine has the {needs['CPU']} cores that a run needs: lower "
                    "--cpus-per-run or add a machine"
                )
            while waiting and len(running) < slots:
                name, arguments = waiting.popleft()
                running[task.remote(arguments, **place)] = name
                yield "started", name, None
            yield "waiting", None, None
            for reference in ray.wait(list(running), timeout=SECONDS_PER_LOOK)[0]:
                yield _outcome(ray, reference, running.pop(reference))
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def _outcome(ray, reference, name):
    try:
        files, reason = ray.get(reference)
    except ray.exceptions.RayTaskError:
        # a bug of ours, with its traceback
        raise
    except ray.exceptions.RayError as error:
        reason = f"its process died {RETRIES + 1} times ({str(error).splitlines()[0]})"
    return ("failed", name, reason) if reason else ("finished", name, files)


def _slots(ray, needs):
    """How many runs the live machines can execute at the same time."""
    return sum(_room(node["Resources"], needs) for node in ray.nodes() if node["Alive"])


def _room(has, needs):
    """How many runs fit on a machine by cores, GPUs and memory; memory never forbids the first."""
    rooms = [has.get(name, 0) // count for name, count in needs.items() if count]
    return int(min(*rooms, max(1, has["memory"] // RUN_BYTES)))


def _run(job, sweep, threads):
    """In a worker: one run. Returns (files of its record or None, why it failed or None)."""
    os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = str(threads)
    # only now: TensorFlow reads these numbers when it is loaded
    from lab.commands.run import run_part

    if sweep:
        options = dataclasses.replace(job["options"], out=_own_folder(sweep))
        job = {**job, "options": options}
    try:
        result = run_part(**job)
    except LabError as error:
        return None, str(error)
    except ImportError as error:
        return None, f"{error}: install what requirements.txt lists on every machine"
    if not sweep:
        return None, None
    paths = [path for path in sorted(result.folder.rglob("*")) if path.is_file()]
    return {path.relative_to(result.folder).as_posix(): path.read_bytes() for path in paths}, None


def _own_folder(sweep):
    """The folder of a sweep's runs on this worker's machine."""
    # only a worker, in which Ray is loaded, comes here
    import ray

    return Path(tempfile.gettempdir(), sweep, ray.get_runtime_context().get_node_id())


def _remove(sweep):
    shutil.rmtree(Path(tempfile.gettempdir(), sweep), ignore_errors=True)


def _clean(ray, sweep):
    """Removes a sweep's runs from every live machine."""
    # Ray loads with the first sweep, never before
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy as OnNode

    task = ray.remote(num_cpus=0, max_retries=0)(_remove)
    nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"]]
    done = [
        task.options(scheduling_strategy=OnNode(node, soft=False)).remote(sweep) for node in nodes
    ]
    ray.wait(done, num_returns=len(done), timeout=10)


def _ray():
    # neither Ray's own data collection nor its advice on screen; it reads these once
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".")
    try:
        # only now: nothing but a sweep needs it
        import ray
    except ImportError:
        raise LabError(
            "--sweep needs Ray, which is not installed: python -m pip install -r requirements.txt"
        ) from None
    return ray


@contextlib.contextmanager
def _connected(ray, address):
    """Ray on this machine alone, or on a cluster; shut down at the end."""
    # not below $TMPDIR: the path of a socket may not be longer than 107 bytes
    short = "/tmp" if Path("/tmp").is_dir() else None
    with tempfile.TemporaryDirectory("", "lab-ray-", short, ignore_cleanup_errors=True) as folder:
        try:
            if address is None:
                _start(ray, folder)
            else:
                _join(ray, address)
            with _ended_as_by_hand():
                yield
        finally:
            ray.shutdown(wait_for_processes=True)


@contextlib.contextmanager
def _ended_as_by_hand():
    """SIGTERM ends the block as Ctrl-C does; with Ray's own handler the process would abort."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


def _start(ray, folder):
    # nobody else on this machine may hand tasks to it, and Ray needs no file for it
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(16))
    try:
        ray.init(
            address="local",
            object_store_memory=SHARED_MEMORY_BYTES,
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
            _temp_dir=folder,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise LabError(
            f"Ray cannot start on this machine ({str(error).splitlines()[0]}): run them one "
            "by one with --set and --seed; a later sweep counts them"
        ) from None


def _join(ray, address):
    _check_answers(address)
    try:
        # the lab itself is sent to the machines
        ray.init(
            address=address,
            log_to_driver=False,
            logging_level="ERROR",
            runtime_env={"py_modules": [str(LAB)]},
        )
    except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise LabError(
            f"the Ray cluster at --address {address} cannot be used ({reason}): start the sweep "
            "on one of its machines, with the same versions of Python and Ray on all"
        ) from None


def _check_answers(address):
    """Asked before Ray connects, which would retry for minutes and print messages of its own."""
    host, _, port = address.rpartition(":")
    command = [sys.executable, "-m", "ray.scripts.scripts", "health-check", "--address", address]
    try:
        socket.create_connection((host, int(port)), SECONDS_TO_CONNECT).close()
        subprocess.run(command, capture_output=True, check=True, timeout=SECONDS_TO_ANSWER)
    except (OSError, ValueError, OverflowError, subprocess.SubprocessError) as error:
        reason = getattr(error, "strerror", None) or "it is not a healthy Ray cluster"
        raise LabError(
            f"no Ray cluster answers at --address {address} ({reason}): give HOST:PORT, as "
            "`ray start --head` prints it"
        ) from None
