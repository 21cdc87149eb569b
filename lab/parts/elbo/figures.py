"""The figures of the part elbo, from its record alone."""

import numpy as np

from lab.parts.elbo.measures import BATCHES, COMPARED, COUNTS, FOLLOWED

FORMS = {"analytic": "KL in closed form", "monte_carlo": "KL by Monte Carlo"}


def draw(record):
    """{name: Figure}"""
    return {
        "kl": _kl(record),
        "noise": _noise(record),
        "samples_per_image": _samples_per_image(record),
        "decoder_std": _decoder_std(record),
        "images": _images(record),
        "likelihoods": _likelihoods(record),
    }


def _kl(record):
    from lab.figures.lines import line_panels

    a = record.arrays
    analytic = {"one": float(a["kl_of_one_analytic"]), "all": record.metrics["kl_nats"]}
    titles = {"one": "one test image", "all": f"mean of {COMPARED} test images"}
    panels = [
        {
            "title": title,
            "xlabel": "draws of z per image",
            "ylabel": "KL(q(z|x) || p(z)), nats",
            "log": "x",
            "lines": {"Monte Carlo ± its standard error": (COUNTS, a[f"kl_of_{of}"])},
            "errors": {"Monte Carlo ± its standard error": a[f"kl_of_{of}_error"]},
            "levels": {"closed form": analytic[of]},
        }
        for of, title in titles.items()
    ]
    title = "The KL of the ELBO, as a formula and as a mean over draws"
    return line_panels(panels, title, record.caption)


def _noise(record):
    from lab.figures.lines import line_panels

    p = record.config["parameters"]
    networks = {
        "vae": f"VAE, {p['z_dim']} latents",
        "linear": f"linear-Gaussian VAE, {p['linear_z_dim']} latents",
    }
    kinds = {
        "variance": ("ELBO of an image", "variance over z, nats²"),
        "gradient": ("gradient by the encoder's weights", "variance over z, summed"),
    }
    epochs = np.arange(len(record.history) + 1)
    panels = [
        {
            "title": f"{text}\n{what}",
            "xlabel": "epoch (0: before training)",
            "ylabel": unit,
            "log": "y",
            "lines": {
                form: (epochs, record.arrays[f"{name}_{kind}_{key}"]) for key, form in FORMS.items()
            },
        }
        for kind, (what, unit) in kinds.items()
        for name, text in networks.items()
    ]
    title = f"Noise of the ELBO with one draw of z per image, {FOLLOWED} test images"
    return line_panels(panels, title, record.caption)


def _samples_per_image(record):
    from lab.figures.lines import line_panels

    p, a = record.config["parameters"], record.arrays
    samples = np.array(p["samples"])
    epochs = [row["epoch"] for row in record.history]
    of_z = a["gradient_of_z"]
    noise = {
        "title": f"gradient of the trained VAE, {BATCHES} batches",
        "xlabel": "K, draws of z per image",
        "ylabel": "variance, summed over the weights",
        "log": "xy",
        "marks": samples,
        "lines": {
            "from z": (samples, of_z),
            "from z at K = 1, by K": (samples, of_z[0] * samples[0] / samples),
            "from the choice of the batch": (samples, a["gradient_of_batch"]),
        },
    }
    result = {
        "title": "after equally many updates",
        "xlabel": "epoch",
        "ylabel": "ELBO of test images, nats (a score)",
        "lines": {
            f"K = {k}": (epochs, [-row[f"samples{k}_val_loss"] for row in record.history])
            for k in samples
        },
    }
    return line_panels([noise, result], "What more draws of z per image do", record.caption)


def _decoder_std(record):
    from lab.figures.lines import line_panels

    m, stds = record.metrics, record.config["parameters"]["decoder_stds"]
    texts = {
        "elbo": ("ELBO", "nats per image"),
        "mse": ("reconstruction from the mean code", "squared error, mean over pixels"),
        "kl": ("KL(q(z|x) || p(z))", "nats per image"),
    }
    panels = [
        {
            "title": title,
            "xlabel": "σ of the Gaussian decoder",
            "ylabel": unit,
            "log": "x",
            "marks": stds,
            "lines": {
                "given": (stds, [m[f"{name}_std{std:g}"] for std in stds]),
                f"learned: {m['learned_std']:.3f}": ([m["learned_std"]], [m[f"{name}_learned"]]),
            },
        }
        for name, (title, unit) in texts.items()
    ]
    title = "Gaussian decoders, one training for each σ; test images"
    return line_panels(panels, title, record.caption, columns=3)


def _images(record):
    from lab.figures.images import image_grids

    p, a, m = record.config["parameters"], record.arrays, record.metrics
    rows = {f"std{std:g}": f"σ = {std:g}" for std in p["decoder_stds"]}
    rows["learned"] = f"learned: {m['learned_std']:.3f}"
    rows[f"samples{p['samples'][0]}"] = "Bernoulli"
    titles = {
        "reconstructions": "test images, and their reconstructions",
        "samples": "test images, and images decoded from z ~ N(0, I)",
    }
    grids = {
        title: np.stack([a["originals"], *(a[f"{name}_{kind}"] for name in rows)])
        for kind, title in titles.items()
    }
    title = "What each decoder reconstructs and generates: pixel means"
    return image_grids(
        grids, record.shape, title, record.caption, row_labels=["test images", *rows.values()]
    )


def _likelihoods(record):
    from lab.figures.curves import training_curves

    first = record.config["parameters"]["samples"][0]
    texts = {
        f"samples{first}": "Bernoulli: a score of grey pixels, no density",
        "learned": "Gaussian with learned σ: a density of pixels",
    }
    panels = [
        {
            "title": title,
            "ylabel": "ELBO, nats per image",
            "epochs": [row["epoch"] for row in record.history],
            "train": [-row[f"{name}_train_loss"] for row in record.history],
            "validation": [-row[f"{name}_val_loss"] for row in record.history],
        }
        for name, title in texts.items()
    ]
    title = "The ELBO by two likelihoods: other measures, not to be compared"
    return training_curves(panels, title, record.caption)
