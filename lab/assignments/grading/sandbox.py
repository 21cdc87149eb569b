"""How a worker is kept from the judge, other students, the network and the machine.

bubblewrap (https://github.com/containers/bubblewrap) gives it namespaces of its own and a view of
the disk that holds the interpreter, the blanked copy of the package and the student's file, all of
them read-only, and one small folder to write in, which is gone with it. Limits are set before
anything of a student is read, and cannot be raised again.
"""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from lab.assignments.isolation import BOOT, PIPES, QUIET
from lab.assignments.source import PACKAGE
from lab.errors import LabError
from lab.languages import say, to_say

# of each process: bytes of addresses, of a file, open files; of all of them together: how many
ADDRESSES, LARGEST_FILE, OPEN_FILES, PROCESSES = 4 * 2**30, 2**24, 2**8, 2**6
SCRATCH_BYTES = 2**26
LIMITED = (
    "import resource as r; "
    f"r.setrlimit(r.RLIMIT_AS, ({ADDRESSES}, {ADDRESSES})); "
    f"r.setrlimit(r.RLIMIT_FSIZE, ({LARGEST_FILE}, {LARGEST_FILE})); "
    f"r.setrlimit(r.RLIMIT_NOFILE, ({OPEN_FILES}, {OPEN_FILES})); "
    f"r.setrlimit(r.RLIMIT_NPROC, ({PROCESSES}, {PROCESSES})); "
    "r.setrlimit(r.RLIMIT_CORE, (0, 0)); "
)
ENVIRONMENT = QUIET | {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    # the same order of sets, and so the same replies, at every grading
    "PYTHONHASHSEED": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# as the worker sees them, wherever they are
TREE, WORK, SCRATCH = "/sandbox/tree", "/sandbox/work", "/sandbox/scratch"
PROBE_SECONDS = 30
CONTAINER = (
    'docker run --rm -it --privileged -v "$PWD":/here -w /here python:3.11 bash -c "apt-get update '
    "&& apt-get install -y bubblewrap && pip install -r requirements.txt && python run_lab.py "
    '{arguments}"'
)
_users = itertools.count()


class Bubblewrap:
    """A worker in bubblewrap's namespaces; `layers` says what keeps it from harming others."""

    layers = (
        to_say("bubblewrap: processes, network, files and users of its own"),
        to_say("the interpreter and the student's file are read-only, nothing else is seen"),
        to_say("limits on memory, processes, files and time"),
    )

    def start(self, tree, work):
        """A worker's process: of this copy of the package, with the student's files in `work`."""
        boot = LIMITED + BOOT.format(tree=TREE, work=WORK)
        seen = ["--ro-bind", tree, TREE, "--ro-bind", work, WORK]
        return subprocess.Popen(
            [*_bubblewrap(seen), *_python(boot)],
            **PIPES,
            env={},
        )

    def kill(self, process):
        """Ends a worker: with bubblewrap's process the whole of its namespace dies."""
        process.kill()
        process.wait()


class OtherUser:
    """A worker under another user, where a container forbids namespaces; needs root."""

    layers = (
        to_say("another user: no file of the judge can be read or written"),
        to_say("limits on memory, processes, files and time"),
        to_say("NOT isolated: the network"),
    )

    def start(self, tree, work):
        """A worker's process: of this copy of the package, with the student's files in `work`."""
        self._user = _free_user()
        return subprocess.Popen(
            _python(LIMITED + BOOT.format(tree=tree, work=work)),
            **PIPES,
            cwd="/",
            env=ENVIRONMENT,
            user=self._user,
            group=self._user,
            extra_groups=[],
            start_new_session=True,
        )

    def kill(self, process):
        """Ends every process of the worker's user."""
        process.kill()
        process.wait()
        while theirs := [
            other
            for other in psutil.process_iter(["uids", "status"])
            if other.info["uids"]
            and other.info["uids"].real == self._user
            and other.info["status"] != psutil.STATUS_ZOMBIE
        ]:
            for other in theirs:
                other.kill()


def check_bubblewrap(arguments):
    """Raises LabError where no sandbox can be had, with the command that has one in a container.

    arguments: of the command line, as a text, for that command.
    """
    reason = _missing()
    if reason:
        raise LabError(
            say(
                "students' code is run in a sandbox alone, and there is none here: {reason}. In a "
                "container: {command} (--isolation none runs their code without one, as yours)",
                reason=reason,
                command=CONTAINER.format(arguments=arguments),
            )
        )


def _missing():
    """Why there is no sandbox, in words; "" where there is one."""
    if sys.platform != "linux":
        return say("bubblewrap is a program for Linux")
    if shutil.which("bwrap") is None:
        return say("bubblewrap is not installed (Debian, Ubuntu: apt install bubblewrap)")
    try:
        probe = subprocess.run(
            [*_bubblewrap([]), *_python("pass")],
            capture_output=True,
            text=True,
            errors="replace",
            env={},
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return probe.stderr.strip() or str(probe.returncode) if probe.returncode else ""


def _python(code):
    # not -I: it would ignore the order of sets that the environment asks for
    return [sys.executable, "-s", "-P", "-B", "-c", code]


def _bubblewrap(seen):
    """The command that runs what follows in a sandbox. seen: further options, of what it sees."""
    is_root = os.geteuid() == 0
    command = [
        *(shutil.which("bwrap"), "--die-with-parent", "--new-session", "--clearenv"),
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--hostname", "sandbox"),
        *([] if is_root else ["--unshare-user", "--disable-userns"]),
        *_system(),
        *("--proc", "/proc", "--dev", "/dev", "--perms", "0755", "--dir", "/sandbox"),
        *("--perms", "1777", "--size", str(SCRATCH_BYTES), "--tmpfs", SCRATCH),
        *seen,
        *("--chdir", SCRATCH),
    ]
    for name, value in (ENVIRONMENT | {"HOME": SCRATCH, "TMPDIR": SCRATCH}).items():
        command += ["--setenv", name, value]
    return [*command, *_as_nobody()] if is_root else command


def _as_nobody():
    """Root's limit on processes binds nobody: the worker runs under a user that nobody else has."""
    user = str(_free_user())
    return [
        *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
        *("setpriv", "--reuid", user, "--regid", user, "--clear-groups"),
        *("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"),
    ]


def _free_user():
    """A user's number that no other worker has: what one starts does not count for another."""
    return 2**30 + os.getpid() % 2**16 * 2**10 + next(_users) % 2**10


def _system():
    """Options that show the interpreter with its libraries, and nothing of the package itself."""
    options = ["--ro-bind", "/usr", "/usr"]
    for place in map(Path, ("/bin", "/lib", "/lib32", "/lib64")):
        if place.is_symlink():
            options += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            options += ["--ro-bind", str(place), str(place)]
    options += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    shown = ["/usr", *_prefixes()]
    for prefix in shown[1:]:
        for parent in reversed(Path(prefix).parents[:-1]):
            # bubblewrap makes them for its user alone
            options += ["--perms", "0755", "--dir", str(parent)]
        options += ["--ro-bind", prefix, prefix]
    for place in _of_the_lab():
        if any(Path(place).is_relative_to(prefix) for prefix in shown):
            options += ["--tmpfs", place]
    return options


def _prefixes():
    """The folders of the interpreter, outermost first, beside the system's."""
    found = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}
    real = {os.path.realpath(prefix) for prefix in found} | found
    return sorted(prefix for prefix in real if not Path(prefix).is_relative_to("/usr"))


def _of_the_lab():
    """Folders where the package lies with its answers: the checkout, or where it is installed."""
    checkout = PACKAGE.parent
    of_this = {str(checkout if (checkout / "run_lab.py").exists() else PACKAGE)}
    installed = {str(Path(folder, PACKAGE.name)) for folder in sys.path if folder}
    return sorted(place for place in of_this | installed if Path(place).is_dir())
