"""Submissions that attack whoever grades them: what a student's `linear` does before it answers.

`linear` gives the right answer only where its attack has succeeded. {name: lines of its body, or of
the file's top}. PORT, HOST_FILE and SOCKET are filled in by the test.
"""

# `answer` and `relu`, right: in NumPy, and in TensorFlow with their backward passes
IN_NUMPY = """\
import numpy


def relu(x):
    return numpy.maximum(x, 0)


def answer(x, w, b):
    return x @ w + b
"""
IN_TENSORFLOW = """\
import tensorflow as tf


@tf.custom_gradient
def relu(x):
    return tf.maximum(x, 0), lambda g: tf.where(x > 0, g, 0)


@tf.custom_gradient
def answer(x, w, b):
    def backward(g):
        dx, dw = tf.matmul(g, w, transpose_b=True), tf.matmul(x, g, transpose_a=True)
        return dx, dw, tf.reduce_sum(g, 0)

    return tf.matmul(x, w) + b, backward
"""
IN_LINEAR = {
    "exit": "os._exit(0)",
    "sys_exit": "sys.exit(0)",
    "loop": "while True: pass",
    "sleep": "time.sleep(10**6)",
    "loop_in_c": "sum(itertools.repeat(0))",
    "fork_bomb": "while True:\n    os.fork()",
    "forks_one_by_one": """\
while True:
    if os.fork() == 0:
        os._exit(sum(range(10**8)) % 2)
    os.wait()""",
    "memory": "whole = bytearray(50 * 2**30)",
    "memory_of_many": """\
for _ in range(20):
    if os.fork() == 0:
        whole = bytearray(b'x' * (2**30))
        time.sleep(100)
time.sleep(100)""",
    "print": "for _ in range(2**14): print('x' * 2**16)\nreturn None",
    "print_to_errors": "for _ in range(2**14): os.write(2, b'x' * 2**16)\nreturn None",
    "tcp": "socket.create_connection(('127.0.0.1', PORT), 2).send(b'escaped')",
    "udp": """\
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'escaped', ('127.0.0.1', PORT))
raise OSError('it may be sent to nobody')""",
    "unix_socket": "socket.socket(socket.AF_UNIX).connect(SOCKET)",
    "judge_s_files": "open(HOST_FILE).read()",
    "other_students": """\
found = [name for name in glob.glob('/**/lab2.py', recursive=True)]
if len(found) < 2: raise OSError(str(found))""",
    "reference": """\
for place in glob.glob('/**/lab/framework/ops.py', recursive=True):
    if 'def linear' in open(place).read() and 'written' not in open(place).read():
        break
else:
    raise OSError('nowhere')""",
    "judge_imported": "from lab.assignments import judge, labs, known",
    "write_outside": """\
here = os.path.dirname(HOST_FILE)
for place in ('/', '/usr', '/sandbox/tree/lab', '/sandbox/work', '/etc', here):
    try:
        open(os.path.join(place, 'escaped'), 'w').write('escaped')
        break
    except OSError as error:
        left = error
else:
    raise left""",
    "through_a_link": """\
os.symlink(HOST_FILE, 'link')
open('link', 'a').write('escaped')""",
    "overwrite_interpreter": "open(os.__file__, 'a').write('escaped')",
    "equal_to_all": """\
class All(float):
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __le__ = __lt__
    def __hash__(self): return 0
return All()""",
    "array_of_objects": """\
class Trick:
    def __array__(self, *args, **more):
        import numpy
        return numpy.array([Trick()], dtype=object)
return Trick()""",
    "pickle": """\
class Bomb:
    def __reduce__(self): return os.system, ('touch ' + HOST_FILE,)
import numpy
return numpy.array([Bomb()], dtype=object)""",
    "patched_numpy": """\
import numpy
numpy.asarray = lambda *args, **more: 0.0
numpy.array = numpy.asarray
return 0.0""",
    "patched_tensorflow": """\
import tensorflow as tf
tf.GradientTape.gradient = lambda *args, **more: {'x': x, 'w': w, 'b': b}
return tf.zeros([5, 3], x.dtype)""",
    "patched_recipes": """\
from lab.assignments import recipes
recipes.gradients = lambda *args, **more: {}
recipes.call = recipes.gradients
return None""",
    "patched_messages": """\
from lab.assignments import messages
messages.write = lambda *args: None
return None""",
    "forged_reply": """\
import struct
for descriptor in range(3, 64):
    try: os.write(descriptor, struct.pack('<Q', 2**60) + b'x' * 100)
    except OSError: pass
return None""",
    "forged_header": """\
from lab.assignments import messages, worker
write = messages.write
messages.write = lambda file, header, arrays=None: write(
    file, {'failure': ['x'] * 10**5, 'words': None, 'line': 'x'})
return None""",
    "many_replies": """\
from lab.assignments import messages
write = messages.write
def often(file, header, arrays=None):
    for _ in range(50): write(file, header, arrays)
messages.write = often
return None""",
    "closed_pipes": "os.closerange(0, 256)\ntime.sleep(100)",
    "stopped_itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "kill_everything": "os.kill(-1, signal.SIGKILL)\ntime.sleep(100)",
    "kill_parents": """\
os.kill(1, signal.SIGKILL)
os.kill(os.getppid(), signal.SIGKILL)
raise OSError""",
    "ignores_signals": """\
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except OSError: pass
while True: pass""",
    "at_exit": """\
import atexit
atexit.register(time.sleep, 1000)
raise OSError('left something behind')""",
    "thread_that_lives_on": """\
import threading
def busy():
    while True: time.sleep(0.01)
threading.Thread(target=busy).start()
raise OSError('left something behind')""",
    "daemon": """\
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True: time.sleep(0.01)
    os._exit(0)
raise OSError('left something behind')""",
    "segmentation_fault": "import ctypes\nctypes.string_at(0)",
    "deep": "sys.setrecursionlimit(10**8)\nf = lambda n: f(n + 1)\nf(0)",
    "full_disk": """\
for number in range(100):
    open(str(number), 'wb').write(b'x' * 2**23)""",
    "large_file": "open('large', 'wb').write(b'x' * 2**25)",
    "many_files": "held = [open(os.devnull) for _ in range(10**4)]",
    "large_reply": "import numpy\nreturn numpy.zeros(10**7)",
    "large_message": "raise ValueError('x' * 10**7)",
    "message_that_raises": """\
class Bad(Exception):
    def __str__(self): raise KeyboardInterrupt
raise Bad""",
    "markup_in_message": "raise ValueError('<script>alert(1)</script>\\x1b[2J\\u202e')",
    "memory_of_another": "open('/proc/1/mem', 'rb').read(1)",
    "raised_limits": """\
import resource
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))""",
    "another_user": "os.setuid(0)",
    "mount": """\
import ctypes
if ctypes.CDLL(None).unshare(0x10020000): raise OSError('no namespace')""",
}
AT_THE_TOP = {
    "exit_at_the_top": "os._exit(0)",
    "loop_at_the_top": "while True: pass",
    "modules_replaced": "sys.modules.clear()",
    "builtins_replaced": "import builtins\nbuiltins.len = builtins.print = None",
}
HEAD = """\
import glob
import itertools
import os
import signal
import socket
import sys
import time

PORT, HOST_FILE, SOCKET = {port!r}, {host_file!r}, {socket!r}

"""


def texts(right, port, host_file, socket):
    """{name: the text of a submission of lab 2}; right: IN_NUMPY or IN_TENSORFLOW."""
    head = HEAD.format(port=port, host_file=host_file, socket=socket)
    found = {}
    for name, lines in IN_LINEAR.items():
        body = "".join(f"    {line}\n" for line in lines.split("\n"))
        found[name] = f"{head}{right}\n\ndef linear(x, w, b):\n{body}    return answer(x, w, b)\n"
    for name, lines in AT_THE_TOP.items():
        found[name] = f"{head}{lines}\n{honest(right)}"
    return found


def honest(right):
    """The text of a submission that only answers."""
    return right + "\n\nlinear = answer\n"
