"""A laboratory of generative models: every experiment of a course, from data to figures.

In a notebook:    import lab; result = lab.run("vae", beta=4); result.figures["styles"]
On the command line:    python run_lab.py --part vae
Notebooks of exercises: lab.check("2.1"), lab.hint("2.1"), lab.own("made")

Read in this order:

    parts/vae/          an experiment from its question to its figures; a folder for each
    models/vae/         its networks, losses and bounds; models/base.py is what all models share
    framework/          the hand-written framework: ops, layers, losses, optimizers
    training/fit.py     the one way to train; stacks.py makes it fast, state.py and saving.py let it
                        be resumed: nothing random has a state, see models/noise.py
    data/sources/       where images come from; pipeline.py feeds them to training
    evaluation/, figures/    measures and plots that several parts use
    experiment/         what parts share: parameters, context, expected results
    storage/            records, run folders, atomic writes, careful reading
    documents/          the report and the explorer, from stored records
    assignments/        functions to write: the catalogue, the worker they run in, the judge;
                        grading/ is the teacher's side
    commands/           one file for each verb: run, redraw, report, compare, sweep, grade, …
    cli/                from words to a command
    languages/          English and Russian
    benchmarks/         speed, side by side with other ways
    backend.py, checks.py, errors.py    TensorFlow started quietly, arguments checked, what a
                        person can cause
    program.py, terminal.py    what the program is called, what a terminal can show

Imports go one way: cli -> commands -> parts, benchmarks, assignments -> experiment -> training,
evaluation, figures, documents -> models -> framework, data -> storage. TensorFlow is imported only
when a part starts, Ray only when a sweep does.
"""

import inspect
import os

from lab.commands.options import RunOptions

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def run(part, **settings):
    """Runs a part, for example run("vae", beta=4), and returns its lab.commands.result.Result.

    The options are those of the command line; help(lab.RunOptions) explains each. The settings are
    fields of the part's parameters, such as beta, epochs or learning_rate.
    dataset: a name, or a folder of images, or arrays (images, labels). resume=True: the same call
    continues an interrupted run. callbacks: Keras's, called in every training of the run; where
    networks are trained together, `self.model.members` are these.
    """
    # only now: it loads NumPy
    from lab.commands.run import run_part

    options = {name: settings.pop(name) for name in _OPTIONS if name in settings}
    return run_part(part, settings, RunOptions(**options))


def check(number, work=".", language="en"):
    """Prints what the checks say of an exercise, such as "2.1", or of a whole lab, "2".

    work: the folder with the student's file, such as lab2.py.
    """
    # only now, as run_part
    from lab.commands import notebook

    notebook.check(str(number), work, language)


def hint(number, work=".", language="en"):
    """Prints the next hint for an exercise, such as "2.1", and those told before."""
    # only now, as run_part
    from lab.commands import notebook

    notebook.hint(str(number), work, language)


def own(part, work=".", smoke=False, dataset=None, language="en", out="."):
    """Runs a part on the functions that a student has written in the folder `work`.

    Returns its lab.commands.result.Result. The other options are those of `run`.
    """
    # only now, as run_part
    from lab.commands import notebook

    return notebook.own(part, work, smoke, dataset, language, out)


_OPTIONS = inspect.signature(RunOptions).parameters
_PART, _SETTINGS = inspect.signature(run).parameters.values()
_SHOWN = {"kind": inspect.Parameter.KEYWORD_ONLY, "annotation": inspect.Parameter.empty}
# help(lab.run) and a notebook's completion show the options by name
run.__signature__ = inspect.Signature(
    [_PART, *(option.replace(**_SHOWN) for option in _OPTIONS.values()), _SETTINGS]
)
