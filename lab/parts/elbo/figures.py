"""The figures of the part elbo, from its record alone."""

import numpy as np

from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import number, say, say_count, to_say
from lab.parts.elbo import BATCHES, COMPARED, COUNTS, FOLLOWED, LEARNED, LEARNED_FROM_BEST

FORMS = {"analytic": to_say("KL in closed form"), "monte_carlo": to_say("Monte Carlo KL")}
KL = r"$\mathrm{KL}(q(z|x)\,\|\,p(z))$"


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
    a = record.arrays
    closed_form = {"one": float(a["kl_of_one_analytic"]), "all": record.metrics["kl_nats"]}
    titles = {
        "one": say("one test image"),
        "all": say("mean over {count} test images", count=COMPARED),
    }
    estimate = say("Monte Carlo ± standard error")
    panels = [
        Panel(
            title=title,
            xlabel=say("samples of z per image"),
            ylabel=say("{quantity}, nats", quantity=KL),
            log="x",
            lines={estimate: (COUNTS, a[f"kl_of_{of}"])},
            errors={estimate: a[f"kl_of_{of}_error"]},
            levels={say("closed form"): closed_form[of]},
        )
        for of, title in titles.items()
    ]
    title = say("The KL term of the ELBO: closed form and Monte Carlo estimate")
    return line_panels(panels, title, record.caption)


def _noise(record):
    p = record.config["parameters"]
    networks = {
        "vae": say_count("VAE, {n} latent", "VAE, {n} latents", p["z_dim"]),
        "linear": say_count(
            "linear-Gaussian VAE, {n} latent",
            "linear-Gaussian VAE, {n} latents",
            p["linear_z_dim"],
        ),
    }
    quantities = {
        "variance": (say("ELBO of one image"), say("variance over z, nats²")),
        "gradient": (
            say("gradient w.r.t. the encoder's weights"),
            say("variance over z, summed over the weights"),
        ),
    }
    epochs = np.arange(len(record.history) + 1)
    panels = [
        Panel(
            title=f"{network}\n{quantity}",
            xlabel=say("epoch (0: before training)"),
            ylabel=unit,
            log="y",
            lines={
                say(form): (epochs, record.arrays[f"{name}_{column}_{key}"])
                for key, form in FORMS.items()
            },
        )
        for column, (quantity, unit) in quantities.items()
        for name, network in networks.items()
    ]
    title = say(
        "Noise of the ELBO estimate with one sample of z per image, {count} test images",
        count=FOLLOWED,
    )
    return line_panels(panels, title, record.caption)


def _samples_per_image(record):
    p, a = record.config["parameters"], record.arrays
    samples = np.array(p["samples"])
    of_z = a["gradient_of_z"]
    noise = Panel(
        title=say("gradient of the trained VAE, {count} batches", count=BATCHES),
        xlabel=say("K, samples of z per image"),
        ylabel=say("variance, summed over the weights"),
        log="xy",
        ticks=samples,
        lines={
            say("due to z"): (samples, of_z),
            say("due to z, if it falls as 1/K"): (samples, of_z[0] * samples[0] / samples),
            say("due to the choice of the batch"): (samples, a["gradient_of_batch"]),
        },
    )
    epochs = [row["epoch"] for row in record.history]
    result = Panel(
        title=say("after equally many updates"),
        xlabel=say("epoch"),
        ylabel=say("ELBO of validation images, nats"),
        lines={
            f"K = {k}": (epochs, [-row[f"samples{k}_val_loss"] for row in record.history])
            for k in samples
        },
    )
    title = say("The effect of more samples of z per image")
    return line_panels([noise, result], title, record.caption)


def _decoder_std(record):
    m, stds = record.metrics, record.config["parameters"]["decoder_stds"]
    sigmas = {f"std{std:g}": std for std in stds}
    networks = {say("fixed σ"): list(sigmas)}
    for name in (LEARNED, LEARNED_FROM_BEST):
        networks[_learned(record, name)] = [name]
        sigmas[name] = m[f"std_{name}"]
    elbo, kl, mse = (
        {name: m[f"test_{metric}_{name}"] for name in sigmas}
        for metric in ("elbo_nats", "kl_nats", "mse")
    )

    def lines(x, y):
        return {
            label: ([x[name] for name in names], [y[name] for name in names])
            for label, names in networks.items()
        }

    bound = Panel(
        title="ELBO",
        xlabel=say("σ of the Gaussian decoder"),
        ylabel=say("nats per image"),
        log="x",
        ticks=stds,
        lines=lines(sigmas, elbo),
    )
    accuracy = Panel(
        title=say("accuracy and its price (numbers: σ)"),
        xlabel=say("{quantity}, nats", quantity=KL),
        ylabel=say("mean squared error per pixel"),
        lines=lines(kl, mse),
        texts={say("fixed σ"): [number(std, "g") for std in stds]},
    )
    title = say("Gaussian decoders, one network for each σ; test images")
    return line_panels([bound, accuracy], title, record.caption)


def _learned(record, network):
    """What a network with a learned sigma is called."""
    m = record.metrics
    starts = {LEARNED: record.config["parameters"]["decoder_std"], LEARNED_FROM_BEST: m["std_best"]}
    std, start = m[f"std_{network}"], starts[network]
    return say("learned σ = {std:.3f}, from {start:g}", std=std, start=start)


def _images(record):
    p, a = record.config["parameters"], record.arrays
    stds = p["decoder_stds"]
    shown = sorted({min(stds), record.metrics["std_best"], max(stds)})
    rows = {f"std{std:g}": say("σ = {std:g}", std=std) for std in shown}
    rows[LEARNED] = say("learned σ")
    rows[f"samples{p['samples'][0]}"] = say("Bernoulli")
    titles = {
        "reconstructions": say("test images and their reconstructions"),
        "samples": say("test images and images decoded from z ~ N(0, I)"),
    }
    grids = {
        title: np.stack([a["originals"], *(a[f"{name}_{kind}"] for name in rows)])
        for kind, title in titles.items()
    }
    return image_grids(
        grids,
        record.shape,
        say("What each decoder reconstructs and generates: pixel means"),
        record.caption,
        row_labels=[say("test images"), *rows.values()],
    )


def _likelihoods(record):
    first = record.config["parameters"]["samples"][0]
    titles = {
        f"samples{first}": say("Bernoulli: a score of grey pixels, not a density"),
        LEARNED: say("Gaussian with learned σ: a density of pixels"),
    }
    curves = [
        Curve(
            title=title,
            ylabel=say("ELBO, nats per image"),
            epochs=[row["epoch"] for row in record.history],
            train=[-row[f"{name}_train_loss"] for row in record.history],
            validation=[-row[f"{name}_val_loss"] for row in record.history],
        )
        for name, title in titles.items()
    ]
    title = say("The ELBO under two likelihoods: different base measures, not comparable")
    return training_curves(curves, title, record.caption)
