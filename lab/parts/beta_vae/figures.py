"""The figures of the part beta-vae, from its record alone."""

from lab.parts.beta_vae.measures import STEPS, mean_and_error

SCORES = {
    "mig": "MIG",
    "sap": "SAP",
    "dci": "DCI: disentanglement",
    "completeness": "DCI: completeness",
}


def draw(record):
    """{name: Figure}; the traversals of each beta are a figure of their own."""
    from lab.figures.images import image_grids

    a, source = record.arrays, record.caption
    shape = record.shape
    figures = {
        "factors": image_grids(
            {"": a["factor_images"]},
            shape,
            "What the images are made from: one factor changes, the others stay in the middle",
            source,
            row_labels=[str(name) for name in a["factor_names"]],
        ),
        "scores": _scores(record, source),
        "compromise": _compromise(record, source),
        "information": _information(record, source),
    }
    for row, beta in enumerate(a["betas"]):
        pairs = zip(a["latent"][row], a["latent_kl"][row], strict=True)
        figures[f"traversals_beta{beta:g}"] = image_grids(
            {"": a["traversals"][row]},
            shape,
            f"One latent changes, β = {beta:g}: the KL of each, largest first",
            source,
            row_labels=[f"$z_{{{j + 1}}}$: {kl:.2f} nats" for j, kl in pairs],
            column_labels=[f"{step:g}" for step in STEPS],
        )
    return figures


def _scores(record, source):
    from lab.figures.lines import line_panels

    betas = record.arrays["betas"]
    common = {"xlabel": "β", "log": "x", "marks": betas}
    count = record.arrays["mig"].shape[1]

    def panel(names, **texts):
        found = {text: mean_and_error(record.arrays[name]) for name, text in names.items()}
        return {
            "lines": {text: (betas, mean) for text, (mean, _) in found.items()},
            "errors": {text: error for text, (_, error) in found.items()},
            **common,
            **texts,
        }

    title = f"Codes of test images: mean of {count} networks ± its standard error"
    told = panel(
        {"informativeness": "DCI: informativeness"},
        title="what all latents tell of the factors",
        ylabel="$R^2$, for shape accuracy",
    )
    return line_panels(
        [panel(SCORES, title="one latent for one factor", ylabel="score"), told], title, source
    )


def _compromise(record, source):
    from lab.figures.lines import line_panels

    a = record.arrays
    kl, recon = (a[name].mean(axis=1) for name in ("kl_nats", "recon_nats"))
    panel = {
        "title": f"test images, mean of {a['mig'].shape[1]} networks",
        "xlabel": "KL(q(z|x) || p(z)), nats per image",
        "ylabel": "cross-entropy, nats per image",
        "lines": {"β-VAE": (kl, recon)},
        "texts": {"β-VAE": [f"β = {beta:g}" for beta in a["betas"]]},
    }
    return line_panels([panel], "What a smaller KL costs in reconstruction", source)


def _information(record, source):
    from lab.parts.beta_vae.shares import share_maps

    a = record.arrays
    maps = {
        f"β = {beta:g}": (a["known_share"][row], [f"$z_{{{j + 1}}}$" for j in a["latent"][row]])
        for row, beta in enumerate(a["betas"])
    }
    return share_maps(
        maps,
        [str(name) for name in a["factor_names"]],
        "I(z; factor) by H(factor)",
        "What each latent knows of each factor; the latents in the order of their KL",
        source,
    )
