"""Many updates in one compiled program, under Keras's own `fit`.

Models know nothing of it: the program calls their ordinary `train_step` or `test_step` once per
batch of a stack [K, B, ...]. `fit` keeps history, callbacks (once per stack) and validation.
Models that are trained together each have their own program, and all run at the same time.
"""

import concurrent.futures
import contextlib
import functools

import tensorflow as tf

from lab import terminal
from lab.data.pipeline import to_images
from lab.languages import say
from lab.models.replicas import own_part
from lab.training.together import Together, named

LONGEST_STACK = 100
# updates; compiling takes about as long as so many take without
WORTH_COMPILING = 200


def stack_sizes(updates_per_epoch):
    """(stacks per epoch, updates per stack): stacks of one size that make an epoch.

    Every stack shape is compiled anew, so all have the same; an epoch grows by a few updates where
    its number does not divide.
    """
    stacks = -(-updates_per_epoch // LONGEST_STACK)
    return stacks, -(-updates_per_epoch // stacks)


def program_for(updates, strategy=None):
    """The program of a training of so many updates: "xla", or "graph", which starts seconds
    earlier. Measured, XLA in float32 is the faster one for every model of the lab
    (lab/benchmarks/README.md).
    """
    return "xla" if updates >= WORTH_COMPILING and not strategy and has_xla() else "graph"


def use_stacks(model, xla=True, strategy=None):
    """Makes `fit` and `evaluate` of this compiled model take stacks, one program call for each.

    The program is compiled by XLA where there is one, or with xla=False runs as a plain graph.
    `compile` undoes it.
    strategy: divides each batch between its devices, for a model of its variables, without XLA.
    What stacks hold is in range by construction, and nothing checks it again.
    """
    xla = xla and not strategy and has_xla()
    if isinstance(model, Together):
        members = model.members.items()
        train, test = (
            _at_once({name: _program(each, getattr(each, step), xla) for name, each in members})
            for step in ("train_step", "test_step")
        )
    else:
        steps = [_divided(step, strategy) for step in (model.train_step, model.test_step)]
        train, test = (_program(model, step, xla) for step in steps)
        model.checks_inputs = False
    model.train_function = lambda iterator: train(next(iterator))
    model.test_function = lambda iterator: test(next(iterator))


@contextlib.contextmanager
def on_stacks(model, xla=True, strategy=None):
    """`use_stacks` for a while; then `fit` and `evaluate` take ordinary batches again."""
    use_stacks(model, xla, strategy)
    try:
        yield
    finally:
        # None: Keras makes its own when next they are needed
        model.train_function = model.test_function = None
        model.checks_inputs = True


def _divided(step, strategy):
    """The step on every device, each with its part of the batch."""
    if strategy is None:
        return step

    def on_every_device(batch):
        strategy.run(lambda: step(tf.nest.map_structure(lambda array: own_part(array, 0), batch)))

    return on_every_device


def _program(model, step, xla):
    """The step for each batch of a stack in turn: stack -> means of the metrics."""

    @tf.function(jit_compile=xla, autograph=False)
    def program(stack):
        count = tf.nest.flatten(stack)[0].shape[0]

        def one_update(i):
            step(to_images(tf.nest.map_structure(lambda array: array[i], stack)))
            return [i + 1]

        tf.while_loop(lambda i: i < count, one_update, [tf.constant(0)], parallel_iterations=1)
        return model.get_metrics_result()

    return program


def _at_once(programs):
    """All programs of {name: program} on a stack, each in a thread; Python holds up none."""

    def run(stack):
        with concurrent.futures.ThreadPoolExecutor(len(programs)) as threads:
            running = {}
            for name, program in programs.items():
                # traced in this thread: Keras keeps settings for each. XLA compiles in the other
                program.get_concrete_function(stack)
                running[name] = threads.submit(program, stack)
        return named({name: means.result() for name, means in running.items()})

    return run


@functools.cache
def has_xla():
    """Whether this TensorFlow can compile with XLA: tried once, said aloud if not."""
    try:
        tf.function(lambda x: x + 1.0, jit_compile=True)(tf.constant(0.0))
    except (tf.errors.OpError, ValueError) as error:
        reason = str(error).splitlines()[0]
        terminal.tell(say("no XLA here ({reason}): training runs as a plain graph", reason=reason))
        return False
    return True
