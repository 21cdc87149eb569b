"""How cost grows with size: MADE D-H-H-D and the VAE D-H-Z-H-D, one size varied at a time.

    step_ms           a training step, its batch gathered and streamed as bytes
    sample_seconds    4,000 images of a MADE, or of a mixture of several
    memory_mb         the most that training holds beyond what a tiny network takes, in 10^6 bytes

Each size is measured in a process of its own, so that its peak of memory is no other's. A slope is
the exponent p of cost ~ size^p, fitted on logarithms by least squares; theory's is fitted likewise
to what `cost.theory` counts. A measured slope below theory's means that a part of the cost does not
grow with size, or that small sizes leave the machine idle.
"""

import dataclasses
import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import keras
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator

from lab.benchmarks.cost import LATENT, QUANTITIES, SAMPLES, SWEPT, UPDATES, WORDS, Size, curve
from lab.data import Split
from lab.data.pipeline import training_stacks
from lab.errors import LabError
from lab.figures.style import SERIES, new_panels
from lab.framework import SGD
from lab.models import MADE, MADEMixture, PlainVAE
from lab.training import devices
from lab.training.stacks import use_stacks

ROUNDS = 9


def measure(dataset=None, data_dir=None):
    """Measures every size; returns a curve of each quantity over each size.

    The images are noise: their content costs nothing.
    """
    swept = {
        (model, name): [Size(model, **{name: value}) for value in values]
        for model in QUANTITIES
        for name, values in SWEPT.items()
        if model == "MADE" or name != "networks"
    }
    measured = _measured_alone(list(dict.fromkeys(sum(swept.values(), []))))
    curves = [
        curve(sizes, name, quantity, [measured[size][quantity] for size in sizes])
        for (model, name), sizes in swept.items()
        for quantity in QUANTITIES[model]
        # Windows does not count its memory; a network samples without its training images
        if measured[sizes[0]][quantity] is not None
        and not (quantity == "sample_seconds" and name in ("batch_size", "images"))
    ]
    print(as_table(curves))
    return {"curves": curves}


def _measured_alone(sizes):
    """{size: its quantities}, each size measured in a new process."""
    measured = {}
    spawn = multiprocessing.get_context("spawn")
    # started first: this module, which the process loads next, imports TensorFlow with its noise
    one_each = {"mp_context": spawn, "max_tasks_per_child": 1, "initializer": devices.start}
    with ProcessPoolExecutor(1, **one_each) as processes:
        for number, size in enumerate(sizes, 1):
            what = ", ".join(f"{WORDS[name]}: {value:,}" for name, value in _varied(size))
            what = f"{size.model}, {what or 'default size'}"
            print(f"{number} of {len(sizes)}: {what}", flush=True)
            try:
                measured[size] = processes.submit(measure_one, size).result()
            except BrokenProcessPool:
                raise LabError(
                    f"{what}: the process that measured it ended, probably for lack of memory"
                ) from None
    return measured


def _varied(size):
    usual = dataclasses.asdict(Size(size.model))
    return [(name, v) for name, v in dataclasses.asdict(size).items() if v != usual[name]]


def measure_one(size):
    """The quantities of one size, which is the first that this process measures."""
    # loads what every training loads
    _trainer(Size(size.model, pixels=16, width=16, batch_size=10, images=1_000))[0]()
    before = devices.peak_memory_mb()
    train, networks = _trainer(size)
    quantities = {"step_ms": 1000 * _median_seconds(train, ROUNDS) / UPDATES}
    after = devices.peak_memory_mb()
    # less than the tiny network had is 1 MB: a slope needs logarithms
    quantities["memory_mb"] = None if after is None else max(after - before, 1)
    if size.model == "MADE":
        mixture = MADEMixture(networks)
        quantities["sample_seconds"] = _median_seconds(lambda: mixture.sample(SAMPLES), ROUNDS)
    return quantities


def _trainer(size):
    """A function that updates every network UPDATES times, and the networks."""
    networks = [_network(size, seed) for seed in range(size.networks)]
    stacks = iter(
        training_stacks(_noise(size), updates=UPDATES, batch_size=size.batch_size, seed=0)
    )

    def train():
        for network in networks:
            network.train_function(stacks)["loss"].numpy()

    return train, networks


def _network(size, seed):
    if size.model == "MADE":
        network = MADE(size.pixels, (size.width, size.width), seed=seed)
        optimizer = SGD(0.003)
    else:
        layers = (size.width,)
        network = PlainVAE(layers, layers, z_dim=LATENT, input_dim=size.pixels, seed=seed)
        optimizer = keras.optimizers.Adam(0.001)
    network.build()
    network.compile(optimizer=optimizer)
    network.optimizer.build(network.trainable_variables)
    use_stacks(network)
    return network


def _noise(size):
    """Training images black or white at random."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 2, (size.images, size.pixels), np.uint8)
    pixels *= 255
    return Split(pixels, None)


def _median_seconds(work, rounds):
    """After a first round, in which programs are compiled."""
    work()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def as_table(curves):
    """The curves as text: a line for each, its values behind their sizes, and both slopes."""
    lines, heading = [], None
    for of in sorted(curves, key=lambda of: (of["model"], of["quantity"])):
        if heading != (heading := f"{of['model']}, {WORDS[of['quantity']]}"):
            lines += ["", f"{heading}:"]
        points = zip(of["sizes"], of["values"], strict=True)
        values = "".join(f"{f'{size:,}:':>12} {value:<8.3g}" for size, value in points)
        slopes = f"slope {of['slope']:5.2f}, theory {of['theory_slope']:4.2f}"
        lines.append(f"  {WORDS[of['varied']]:<26}{values:<84}{slopes}")
    return "\n".join(lines)


def draw(measurements):
    """A panel for each size varied: what each quantity becomes, relative to the default size.

    Thin lines: what theory counts.
    """
    source = f"{measurements['machine']['processor']}; dashed: what theory counts"
    figure, axes = new_panels(6, 2.3, "Cost against size", source)
    labels = {}
    for name, axis in zip(SWEPT, axes, strict=False):
        for of in measurements["curves"]:
            label = f"{of['model']}: {WORDS[of['quantity']]}"
            colour = labels.setdefault(label, SERIES[len(labels)])
            if of["varied"] == name:
                _draw_curve(axis, of, colour)
        axis.set(xscale="log", yscale="log", xlabel=WORDS[name])
        axis.set_xticks(SWEPT[name], [f"{size:,}" for size in SWEPT[name]])
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.yaxis.set_major_formatter("{x:g}")
        axis.minorticks_off()
        axis.set_ylabel("relative to the default size")
    handles = [Line2D([], [], color=colour, marker="o", ms=4) for colour in labels.values()]
    axes[-1].axis("off")
    axes[-1].legend(handles, labels, loc="center", fontsize=9)
    return figure


def _draw_curve(axis, of, colour):
    default = of["sizes"].index(getattr(Size(of["model"]), of["varied"]))
    values, counts = (np.array(of[key]) / of[key][default] for key in ("values", "theory"))
    axis.plot(of["sizes"], values, "o-", ms=4, color=colour)
    axis.plot(of["sizes"], counts, "--", lw=0.8, color=colour)
