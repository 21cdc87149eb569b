"""A laboratory of generative models: every experiment of a course, from data to figures.

In a notebook:    import lab; result = lab.run("vae", beta=4); result.figures["styles"]
On the command line:    python run_lab.py --part vae

Read in this order:

    parts/vae.py        an experiment from its question to its figures; parts/ holds one file each
    models/vae.py       its network, loss and bound; base.py is what all models share
    training/fit.py     the one way to train; stacks.py is what makes it fast, state.py resumable
    data/sources.py     where images come from; pipeline.py feeds them to training
    evaluation/, figures/, reporting/    numbers, pictures, and the records they lie in
    backend.py          TensorFlow, started quietly
    options.py, cli.py, requests.py, runner.py, results.py    from a command or a call to a record,
                        and how that is shown; reading.py, files.py: its files
    reporter.py, comparer.py    from records to a report, and to runs beside each other
    sweeping/           many runs of a part, on several machines, and their means
    languages/          the same words in Russian
    benchmarks/         how fast it is, side by side with other ways

Imports go one way: cli -> sweeping -> runner, reporter, comparer -> requests, results -> parts,
benchmarks -> training, evaluation, figures, reporting -> models -> framework, data. TensorFlow is
imported only when a part starts, Ray only when a sweep does.
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
    """Runs a part with these settings, run("vae", beta=4), and returns its lab.runner.Result.

    The options are those of the command line; the settings are fields of the part's parameters.
    What was interrupted continues with the same call and resume=True. dataset: also arrays
    (images, labels). callbacks: Keras's, called in every training of the run; the result is then
    stored next to that of the same run without.
    """
    from lab import runner

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
