"""The figures of the part generative-basics, from its record alone."""

import numpy as np

from lab.figures.lines import Panel, line_panels
from lab.languages import say, to_say
from lab.parts.generative_basics import CLASSES, GREEN, NORMALS, PAIRS
from lab.parts.generative_basics.areas import Area, area_panels
from lab.parts.generative_basics.planes import Plane, level_panels

CLASS_NAMES = {"red": to_say("red"), "green": to_say("green"), "blue": to_say("blue")}
COLOURS = ("#c0392b", "#2e8b57", "#1f5fa8")
SAMPLES = 60


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
    a, m = record.arrays, record.metrics
    name = say(CLASS_NAMES[CLASSES[GREEN]])
    points = {
        say(CLASS_NAMES[of_class]): (COLOURS[label], a["points"][a["labels"] == label])
        for label, of_class in enumerate(CLASSES)
    }
    ends = say(
        "end points: at least {distance:.1f} SD from the class mean",
        distance=m["mahalanobis_descended_min"],
    )
    samples = say(
        "samples: {distance:.1f} SD from it on average", distance=m["mahalanobis_sampled_mean"]
    )
    planes = [
        Plane(
            title=say("Classifier: descend on −log p({name}|x)", name=name),
            unit=say("nats"),
            axes=tuple(a["axes"]),
            values=a["surprise"],
            levels=[1e-9, 1e-6, 1e-3, 0.1, 1, 5, 10, 20],
            points=points,
            paths={say("gradient descent from three starting points"): a["paths"]},
            marks={ends: ("o", a["paths"][-1])},
        ),
        Plane(
            title=say("Density fitted to the class: sample from it"),
            unit=say("distance from the class mean, standard deviations (SD)"),
            axes=tuple(a["axes"]),
            values=a["distance"],
            levels=[1, 2, 3, 5, 10, 15, 20],
            points=points,
            marks={samples: ("^", a["drawn"][:SAMPLES])},
        ),
    ]
    title = say("Two ways to obtain a new point of the class “{name}”", name=name)
    return level_panels(planes, title, record.caption)


def _term(record):
    a = record.arrays
    over_sigma = {
        say(r"$\mu$ = {mu:g}", mu=mu): (a["term_sigmas"], values)
        for mu, values in zip(a["term_over_sigma_at"], a["term_over_sigma"], strict=True)
    }
    printed = say(r"as printed in the notes: $\sigma$ for $\sigma^2$ ($\mu$ = 0)")
    over_sigma[printed] = (a["term_sigmas"], a["printed_over_sigma"])
    over_mu = {
        say(r"$\sigma$ = {sigma:g}", sigma=sigma): (a["term_mus"], values)
        for sigma, values in zip(a["term_over_mu_at"], a["term_over_mu"], strict=True)
    }
    panels = [
        Panel(say(r"minimal at $\sigma$ = 1"), r"$\sigma$", say("KL, nats"), over_sigma),
        Panel(say(r"minimal at $\mu$ = 0"), r"$\mu$", say("KL, nats"), over_mu),
    ]
    title = say(r"KL(N($\mu$, $\sigma^2$) ‖ N(0, 1)) against standard deviation and mean")
    return line_panels(panels, title, record.caption)


def _areas(record):
    a = record.arrays
    densities = dict(zip(NORMALS, a["area_densities"], strict=True))
    laws = {name: f"{name} = N({mean:g}, {std**2:g})" for name, (mean, std) in NORMALS.items()}
    panels = [
        Area(
            title=say(
                "KL({first} ‖ {second}) = {value:.3f} nats",
                first=first,
                second=second,
                value=record.metrics[f"kl_nats_{first}_{second}"],
            ),
            xlabel="x",
            ylabel=say("density; integrand, nats per unit of x"),
            x=a["area_axis"],
            integrand=integrand,
            name=f"{first} log({first}/{second})",
            lines={laws[name]: densities[name] for name in (first, second)},
        )
        for integrand, (first, second) in zip(a["integrands"], PAIRS, strict=True)
    ]
    return area_panels(panels, say("KL as an area: blue minus orange"), record.caption)


def _directions(record):
    a, m = record.arrays, record.metrics
    orders = {"forward": "p ‖ q", "reverse": "q ‖ p"}
    labels = [say("p, two modes")] + [
        say(
            "minimises KL({order}): N({mean:.2f}, {std:.2f}²)",
            order=order,
            mean=m[f"mean_{name}"],
            std=m[f"std_{name}"],
        )
        for name, order in orders.items()
    ]
    densities = {
        label: (a["modes_axis"], values)
        for label, values in zip(labels, a["modes_densities"], strict=True)
    }
    divergences = {
        say("KL({order}), q with SD {std:.2f}", order=order, std=m[f"std_{name}"]): (
            a["fit_means"],
            values,
        )
        for (name, order), values in zip(orders.items(), a["fit_divergences"], strict=True)
    }
    panels = [
        Panel(say("fitted densities"), "x", say("density"), densities),
        Panel(
            say("both divergences while q moves"), say("mean of q"), say("KL, nats"), divergences
        ),
    ]
    title = say("One normal q fitted to a p with two modes: the direction of KL decides")
    return line_panels(panels, title, record.caption)


def _likelihood(record):
    a, m = record.arrays, record.metrics
    counts = np.arange(len(a["frequencies"]))
    nll, kl = a["nll_and_kl"]
    theta = m["theta_max_likelihood"]
    panels = [
        Panel(
            title=say("data and maximum-likelihood fit"),
            xlabel=say("successes in {trials} trials", trials=len(counts) - 1),
            ylabel=say("probability"),
            lines={
                say("relative frequencies p"): (counts, a["frequencies"]),
                say(r"binomial, $\theta$ = {theta:.3f}", theta=theta): (counts, a["fitted"]),
            },
        ),
        Panel(
            title=say(r"both minimal at $\theta$ = {theta:.3f}", theta=theta),
            xlabel=r"$\theta$",
            ylabel=say("nats"),
            lines={
                say("−log-likelihood, mean over the data"): (a["thetas"], nll),
                say("KL(p ‖ binomial)"): (a["thetas"], kl),
                say("their difference"): (a["thetas"], nll - kl),
            },
            levels={
                say("entropy of p: {entropy:.3f}", entropy=m["entropy_nats"]): m["entropy_nats"]
            },
        ),
    ]
    return line_panels(panels, say("Maximum likelihood minimises KL"), record.caption)
