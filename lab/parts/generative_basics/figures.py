"""The figures of the part `generative-basics`, from its record alone."""

import numpy as np

from lab.parts.generative_basics import CLASSES, GREEN

COLOURS = ("#c0392b", "#2e8b57", "#1f5fa8")
DIRECTIONS = {
    "p_to_q": ("p", "N(0, 1)", "q", "N(3, 3²)"),
    "p_to_h": ("p", "N(0, 1)", "h", "N(2, 1)"),
    "q_to_p": ("q", "N(3, 3²)", "p", "N(0, 1)"),
    "h_to_p": ("h", "N(2, 1)", "p", "N(0, 1)"),
}


def draw(record):
    """Figures by name."""
    return {
        "green": _green(record),
        "kl_term": _term(record),
        "kl_areas": _areas(record),
        "kl_directions": _directions(record),
        "likelihood": _likelihood(record),
    }


def _green(record):
    from lab.parts.generative_basics.planes import level_panels

    a, m, name = record.arrays, record.metrics, CLASSES[GREEN]
    of_class = [a["points"][a["labels"] == label] for label in range(len(CLASSES))]
    points = dict(zip(CLASSES, zip(COLOURS, of_class, strict=True), strict=True))
    end = f"where it ends: {m['descended_mahalanobis']:.1f} std from the class's mean"
    sampled = f"samples: {m['sampled_mahalanobis']:.1f} std on average"
    panels = [
        {
            "title": f"A classifier: descend -log p({name}|x)",
            "unit": "nats",
            "values": a["surprise"],
            "levels": [1e-9, 1e-6, 1e-3, 0.1, 1, 5, 10, 20],
            "points": points,
            "paths": {"descent from three starts": a["paths"]},
            "marks": {end: ("o", a["paths"][-1])},
        },
        {
            "title": f"A density fitted to {name}: sample it",
            "unit": "distance from its mean in standard deviations (std)",
            "values": a["distance"],
            "levels": [1, 2, 3, 5, 10, 15, 20],
            "points": points,
            "marks": {sampled: ("^", a["drawn"][:60])},
        },
    ]
    axes = {"axes": tuple(a["axes"])}
    return level_panels(
        [panel | axes for panel in panels], f"A new {name} point, in two ways", record.caption
    )


def _term(record):
    from lab.figures.lines import line_panels

    a = record.arrays
    over_sigma = {
        f"$\\mu$ = {at:g}": (a["term_sigmas"], values)
        for at, values in zip(a["term_over_sigma_at"], a["term_over_sigma"], strict=True)
    }
    printed = "as the notes print it, $\\sigma$ for $\\sigma^2$ ($\\mu$ = 0)"
    over_sigma[printed] = (a["term_sigmas"], a["printed_over_sigma"])
    over_mu = {
        f"$\\sigma$ = {at:g}": (a["term_mus"], values)
        for at, values in zip(a["term_over_mu_at"], a["term_over_mu"], strict=True)
    }
    common = {"ylabel": "KL, nats"}
    panels = [
        {"title": "least at $\\sigma$ = 1", "xlabel": "$\\sigma$", "lines": over_sigma, **common},
        {"title": "least at $\\mu$ = 0", "xlabel": "$\\mu$", "lines": over_mu, **common},
    ]
    title = "KL of a normal from the standard normal, by its deviation and its mean"
    return line_panels(panels, title, record.caption)


def _areas(record):
    from lab.parts.generative_basics.areas import area_panels

    a = record.arrays
    densities = dict(zip("pqh", a["area_densities"], strict=True))
    panels = []
    for integrand, (key, (first, law, second, other)) in zip(
        a["integrands"], DIRECTIONS.items(), strict=True
    ):
        value = record.metrics[f"kl_{key}"]
        panels.append(
            {
                "title": f"KL({first} || {second}) = {value:.3f} nats",
                "xlabel": "x",
                "ylabel": "density; nats per unit of x",
                "x": a["area_axis"],
                "integrand": integrand,
                "name": f"{first} log({first}/{second})",
                "lines": {
                    f"{first} = {law}": densities[first],
                    f"{second} = {other}": densities[second],
                },
            }
        )
    return area_panels(panels, "KL as an area: blue less orange", record.caption)


def _directions(record):
    from lab.figures.lines import line_panels

    a, m = record.arrays, record.metrics
    fits = {
        name: f"least KL({order}): N({m[f'{name}_mean']:.2f}, {m[f'{name}_std']:.2f}²)"
        for name, order in (("forward", "p || q"), ("reverse", "q || p"))
    }
    labels = ["p: two modes", *fits.values()]
    densities = {
        label: (a["modes_axis"], values)
        for label, values in zip(labels, a["modes_densities"], strict=True)
    }
    widths = {name: f"std {m[f'{name}_std']:.2f}" for name in fits}
    divergences = {
        f"KL(p || q), {widths['forward']}": (a["fit_means"], a["fit_divergences"][0]),
        f"KL(q || p), {widths['reverse']}": (a["fit_means"], a["fit_divergences"][1]),
    }
    panels = [
        {"title": "the fits", "xlabel": "x", "ylabel": "density", "lines": densities},
        {
            "title": "both divergences, the mean moved",
            "xlabel": "mean of q",
            "ylabel": "nats",
            "lines": divergences,
        },
    ]
    title = "A normal q fitted to two modes: which way round the KL stands decides"
    return line_panels(panels, title, record.caption)


def _likelihood(record):
    from lab.figures.lines import line_panels

    a, m = record.arrays, record.metrics
    counts = np.arange(len(a["frequencies"]))
    nll, kl = a["nll_and_kl"]
    panels = [
        {
            "title": "the data and the most likely member",
            "xlabel": f"count of {len(counts) - 1}",
            "ylabel": "probability",
            "lines": {
                "frequencies p": (counts, a["frequencies"]),
                f"binomial, $\\theta$ = {m['likelihood_theta']:.3f}": (counts, a["fitted"]),
            },
        },
        {
            "title": f"both are least at $\\theta$ = {m['likelihood_theta']:.3f}",
            "xlabel": "$\\theta$",
            "ylabel": "nats",
            "lines": {
                "-log-likelihood, mean over the data": (a["thetas"], nll),
                "KL(p || binomial)": (a["thetas"], kl),
                "their difference": (a["thetas"], nll - kl),
            },
            "levels": {f"entropy of p: {m['likelihood_entropy']:.3f}": m["likelihood_entropy"]},
        },
    ]
    return line_panels(panels, "Maximum likelihood is least KL", record.caption)
