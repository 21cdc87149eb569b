"""A laboratory of generative models: every experiment of a course, from data to figures.

In a notebook:    import lab; result = lab.run("vae", beta=4); result.figures["styles"]
On the command line:    python run_lab.py --part vae

Read in this order:

    parts/vae/          an experiment from its question to its figures; a folder for each
    models/vae/         its networks, losses and bounds; base.py is what all models share
    framework/          the hand-written framework: ops, layers, losses, optimizers
    training/fit.py     the one way to train; stacks.py is what makes it fast, state.py resumable
    data/sources.py     where images come from; pipeline.py feeds them to training
    evaluation/, figures/    measures and plots that several parts use
    experiment/         what parts share: parameters, context, expected results
    storage/            records, run folders, atomic writes, careful reading
    documents/          the report and the explorer, from stored records
    commands/           one file for each verb: run, report, compare, sweep
    cli/                from words to a command
    languages/          English and Russian
    benchmarks/         speed, side by side with other ways
    backend.py          TensorFlow, started quietly

Imports go one way: cli -> commands -> parts, benchmarks -> experiment -> training, evaluation,
figures, documents -> models -> framework, data -> storage. TensorFlow is imported only when a part
starts, Ray only when a sweep does.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def run(
    part,
    *,
    dataset=None,
    data_dir=None,
    seed=0,
    smoke=False,
    resume=False,
    out=".",
    language="en",
    mixed_precision=False,
    strategy=None,
    callbacks=(),
    **settings,
):
    """Runs a part with these settings, run("vae", beta=4), and returns its lab.commands.run.Result.

    The options are those of the command line; the settings are fields of the part's parameters.
    What was interrupted continues with the same call and resume=True. dataset: also arrays
    (images, labels). callbacks: Keras's, called in every training of the run; the result is then
    stored next to that of the same run without.
    """
    from lab.commands import run as runner

    return runner.run(
        part,
        settings,
        dataset=dataset,
        data_dir=data_dir,
        seed=seed,
        smoke=smoke,
        resume=resume,
        out=out,
        language=language,
        mixed_precision=mixed_precision,
        strategy=strategy,
        callbacks=callbacks,
    )
