"""The figures of the part collapse, from its record alone."""

import numpy as np

from lab.figures.comparisons import dots_by_quantity
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import say, say_count
from lab.parts.collapse import LATENT, NOISY

# latents shown, of many
LARGEST = 20


def draw(record):
    """{name: Figure}"""
    networks = named(record.config["parameters"])
    return {
        "phases": _phases(record),
        "latents": _latents(record),
        "training": _training(record, networks),
        "remedies": _remedies(record, networks),
        "latent_kls": _latent_kls(record, networks),
        "images": _images(record, networks),
    }


def named(parameters):
    """{network with many latents: what it is called in figures}."""
    shallow, deep = (
        say_count("{n} hidden layer", "{n} hidden layers", len(parameters[layers]))
        for layers in ("hidden_layers", "deep_layers")
    )
    small_beta = parameters["small_beta"]
    return {
        "shallow": shallow,
        "deep": deep,
        "deep_warm_up": say("{layers}, KL warm-up", layers=deep),
        "deep_small_beta": say("{layers}, β = {beta:g}", layers=deep, beta=small_beta),
    }


def _updates(record, run=NOISY):
    return np.cumsum([row[f"{run}_updates"] for row in record.history])


def _column(record, name):
    return np.array([row[name] for row in record.history])


def _phases(record):
    updates = _updates(record)
    noise = record.config["parameters"]["noise"]

    def line(name):
        return updates, _column(record, f"{NOISY}_{name}_{LATENT}")

    spans = {
        say("noise, standard deviation {noise:g}", noise=noise): tuple(record.arrays["phases"])
    }
    nats = Panel(
        title=say("what the latent gains and costs"),
        xlabel=say("updates"),
        ylabel=say("nats per image"),
        lines={
            say("reconstruction gain"): line("gain"),
            "KL(q($z_1$|x) ‖ p($z_1$))": line("kl"),
            say("mutual information I(x; $z_1$)"): line("information"),
        },
        linear_within=0.1,
        spans=spans,
    )
    sigma = Panel(
        title=say("its width (σ of the prior: 1)"),
        xlabel=say("updates"),
        ylabel=say("σ of q($z_1$|x), geometric mean"),
        lines={say("σ of the noisy latent"): line("sigma")},
        spans=spans,
    )
    title = say("Noise on one latent, and what becomes of its posterior")
    return line_panels([nats, sigma], title, record.caption, shared_legend=True)


def _latents(record):
    updates = _updates(record)
    latents = {j: f"$z_{{{j + 1}}}$" for j in range(record.config["parameters"]["z_dim"])}
    latents[LATENT] = say("{latent}, noisy", latent=latents[LATENT])
    panels = [
        Panel(
            title=title,
            xlabel=say("updates"),
            ylabel=say("nats per image"),
            lines={
                name: (updates, _column(record, f"{NOISY}_{key}_{j}"))
                for j, name in latents.items()
            },
            spans={say("noise"): tuple(record.arrays["phases"])},
        )
        for key, title in {"kl": "KL", "gain": say("reconstruction gain")}.items()
    ]
    return line_panels(panels, say("All latents while the first one is noisy"), record.caption)


def _training(record, networks):
    p = record.config["parameters"]
    quantities = {
        "in_use": (say("latents in use"), say("of {many} latents", many=p["many"])),
        "kl_nats": ("KL(q(z|x) ‖ p(z))", say("nats per image")),
    }
    panels = [
        Panel(
            title=title,
            xlabel=say("updates"),
            ylabel=unit,
            lines={
                name: (_updates(record, run), _column(record, f"{run}_{key}"))
                for run, name in networks.items()
            },
        )
        for key, (title, unit) in quantities.items()
    ]
    title = say_count(
        "Latents in use during training: {n} network of each kind",
        "Latents in use during training: mean of {n} networks of each kind",
        p["seeds"],
    )
    return line_panels(panels, title, record.caption, shared_legend=True)


def _remedies(record, networks):
    most = record.metrics["information_nats_max"]
    least = record.metrics["kl_nats_least_in_use"]
    labels = {
        "in_use": say("latents in use:\nKL of {least:g} nats or more", least=least),
        "active_units": say("active units:\nvariance of the mean above 0.01"),
        "information_nats": say("I(x; z), nats (at most {most:.2f})", most=most),
        "test_elbo_nats": say("ELBO at β = 1, nats"),
    }
    quantities = {
        label: [record.arrays[f"{key}_{run}"] for run in networks] for key, label in labels.items()
    }
    title = say_count(
        "Collapse of many latents, and remedies: test images, {n} network of each kind",
        "Collapse of many latents, and remedies: test images, {n} networks of each kind",
        record.config["parameters"]["seeds"],
    )
    return dots_by_quantity(list(networks.values()), quantities, title, record.caption)


def _latent_kls(record, networks):
    """Where the KL of the networks lies: a count of latents depends on its threshold."""
    kls = {name: record.arrays[f"latent_kls_{run}"] for run, name in networks.items()}
    seeds, many = next(iter(kls.values())).shape
    count = min(many, LARGEST)
    places = np.arange(count) + 1
    panel = Panel(
        title=say_count(
            "test images, {n} network", "test images, mean and range of {n} networks", seeds
        ),
        xlabel=say("latents in order of their KL"),
        ylabel=say("KL, nats"),
        lines={name: (places, of_seeds[:, :count].mean(0)) for name, of_seeds in kls.items()},
        errors={name: _range(of_seeds[:, :count]) for name, of_seeds in kls.items()},
        levels={say("in use from here on"): record.metrics["kl_nats_least_in_use"]},
    )
    return line_panels([panel], say("KL of each latent"), record.caption)


def _range(of_seeds):
    """From the mean down to the least and up to the largest of [seeds, N]: [2, N]."""
    mean = of_seeds.mean(0)
    return np.stack([mean - of_seeds.min(0), of_seeds.max(0) - mean])


def _images(record, networks):
    a = record.arrays
    titles = {"reconstructions": say("reconstructions"), "samples": say("samples")}
    grids = {
        title: np.stack([a["originals"], *(a[f"{kind}_{run}"] for run in networks)])
        for kind, title in titles.items()
    }
    return image_grids(
        grids,
        record.shape,
        say("Test images, their reconstructions and samples of each network"),
        record.caption,
        row_labels=[say("test images"), *networks.values()],
    )
