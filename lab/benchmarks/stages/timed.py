"""Which functions of the lab, of Keras and of TensorFlow are which stage."""

import functools
import time

TENSORFLOW, IMPORTS, JUDGE, TRACING, XLA = "TensorFlow", "imports", "judge", "tracing", "XLA"
UPDATES, EVALUATION, DRAWING, SAVING = "updates", "evaluation", "drawing", "saving"
STAGES = (
    *(TENSORFLOW, IMPORTS, JUDGE, TRACING, XLA),
    *(UPDATES, EVALUATION, DRAWING, SAVING),
)
# whatever goes on in them
WHOLE = (TENSORFLOW, JUDGE, TRACING)
# {module: {function: the stage that it is}}
TIMED = {
    "lab.backend": {"start": TENSORFLOW},
    "lab.training.judge": {"trained_judge": JUDGE},
    "tensorflow.python.eager.polymorphic_function.tracing_compilation": {
        "_create_concrete_function": TRACING
    },
    "keras.src.backend.tensorflow.trainer": {"TensorFlowTrainer.evaluate": EVALUATION},
    "lab.parts.vae.measures": {
        "of_the_dataset": EVALUATION,
        "of_a_network": EVALUATION,
        "of_a_training": EVALUATION,
    },
    "lab.experiment.part": {"Part.draw": DRAWING},
    "lab.storage.figure_files": {"write_figures": DRAWING},
    "lab.documents.report": {"build": DRAWING},
    "lab.storage.records": {"Record.save": SAVING},
    "lab.training.state": {"TrainingState.save": SAVING},
    "keras.src.models.model": {"Model.save": SAVING},
}
# gives a model the programs train_function and test_function
GIVES_PROGRAMS = ("lab.training.stacks", "use_stacks")
# the end of the first call of it is what a person sees first
FIRST_SEEN = ("lab.training.progress", "Progress.on_train_batch_end")


def replacements(watch, readings):
    """What `Loading` takes, for a stopwatch; the first sign of progress becomes readings["first"].

    A reading is (the stopwatch's, time.time()).
    """
    found = {
        module: {
            name: functools.partial(watch.timed, name=stage) for name, stage in functions.items()
        }
        for module, functions in TIMED.items()
    }

    def with_programs(use_stacks):
        @functools.wraps(use_stacks)
        def use_timed_stacks(model, *arguments, **options):
            use_stacks(model, *arguments, **options)
            model.train_function = watch.program(model.train_function, UPDATES)
            model.test_function = watch.program(model.test_function, EVALUATION)

        return use_timed_stacks

    def first_seen(show):
        @functools.wraps(show)
        def show_and_read(*arguments, **options):
            show(*arguments, **options)
            if readings["first"] is None:
                readings["first"] = watch.reading(), time.time()

        return show_and_read

    for (module, name), replace in ((GIVES_PROGRAMS, with_programs), (FIRST_SEEN, first_seen)):
        found.setdefault(module, {})[name] = replace
    return found
