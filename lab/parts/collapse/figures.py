"""The figures of the part collapse, from its record alone."""

import numpy as np

from lab.parts.collapse.measures import LATENT

RUNS = {
    "shallow": "{shallow} hidden layers",
    "deep": "{deep} hidden layers",
    "deep_warm_up": "{deep}, KL warm-up",
    "deep_small_beta": "{deep}, β = {small_beta:g}",
}


def draw(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids

    a, source = record.arrays, record.caption
    names = run_names(record.config["parameters"])
    grids = {
        title: np.stack([a["originals"], *(a[f"{kind}_{run}"] for run in names)])
        for kind, title in {"reconstructions": "reconstructed", "samples": "sampled"}.items()
    }
    return {
        "phases": _phases(record, source),
        "latents": _latents(record, source),
        "training": _training(record, names, source),
        "remedies": _remedies(record, names, source),
        "images": image_grids(
            grids,
            record.shape,
            "Test images, what each network makes of them, and what it draws by itself",
            source,
            row_labels=["test images", *names.values()],
        ),
    }


def run_names(parameters):
    """What the networks with many latents are called in figures."""
    values = parameters | {
        "shallow": len(parameters["hidden_layers"]),
        "deep": len(parameters["deep_layers"]),
    }
    return {run: name.format(**values) for run, name in RUNS.items()}


def _updates(record, run="noisy"):
    return np.cumsum([row[f"{run}_updates"] for row in record.history])


def _column(record, name):
    return np.array([row[name] for row in record.history])


def _phases(record, source):
    from lab.figures.lines import line_panels

    updates = _updates(record)
    noise = record.config["parameters"]["noise"]

    def line(name):
        return updates, _column(record, f"noisy_{name}_{LATENT}")

    common = {
        "xlabel": "updates",
        "spans": {f"noise of deviation {noise:g}": tuple(record.arrays["phases"])},
    }
    nats = {
        "title": "below its KL the latent costs more than it gains",
        "ylabel": "nats per image",
        "lines": {
            "reconstruction gain": line("gain"),
            "KL(q($z_1$|x) || p($z_1$))": line("kl"),
            "I(x; $z_1$)": line("information"),
        },
        "linear_within": 0.1,
        **common,
    }
    sigma = {
        "title": "ignored, it is as wide as the prior",
        "ylabel": "σ of q($z_1$|x), geometric mean",
        "lines": {"σ of the latent with the noise": line("sigma")},
        **common,
    }
    title = "Noise on one latent: its posterior collapses, and comes back"
    return line_panels([nats, sigma], title, source)


def _latents(record, source):
    from lab.figures.lines import line_panels

    updates = _updates(record)
    names = {
        j: f"$z_{{{j + 1}}}$" + (", with the noise" if j == LATENT else "")
        for j in range(record.config["parameters"]["z_dim"])
    }
    panels = [
        {
            "title": title,
            "xlabel": "updates",
            "ylabel": "nats per image",
            "lines": {
                name: (updates, _column(record, f"noisy_{key}_{j}")) for j, name in names.items()
            },
            "spans": {"noise": tuple(record.arrays["phases"])},
        }
        for key, title in {"kl": "KL", "gain": "reconstruction gain"}.items()
    ]
    return line_panels(panels, "Every latent while the first one has noise", source)


def _training(record, names, source):
    from lab.figures.lines import line_panels

    panels = [
        {
            "title": title,
            "xlabel": "updates",
            "ylabel": unit,
            "lines": {
                name: (_updates(record, run), _column(record, f"{run}_{key}"))
                for run, name in names.items()
            },
        }
        for key, title, unit in (
            ("active_units", "active units", f"of {record.config['parameters']['many']} latents"),
            ("kl_nats", "KL(q(z|x) || p(z))", "nats per image"),
        )
    ]
    title = "Latents in use over training"
    return line_panels(panels, title, source, shared_legend=True)


def _remedies(record, names, source):
    from lab.figures.comparisons import dots_by_quantity

    most = record.metrics["largest_information"]
    labels = {
        "active_units": "active units",
        "kl_nats": "KL, nats",
        "information": f"I(x; z), nats, at most {most:.2f}",
        "elbo_nats": "ELBO at β = 1, nats",
    }
    quantities = {
        label: [record.metrics[f"{key}_{run}"] for run in names] for key, label in labels.items()
    }
    title = "What becomes of many latents, and what helps: test images"
    return dots_by_quantity(list(names.values()), quantities, title, source)
