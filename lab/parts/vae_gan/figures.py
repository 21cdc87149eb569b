"""The figures of the part vae-gan, from its record alone."""

import numpy as np

TITLES = {"vae": "VAE", "vae_gan": "VAE-GAN"}
SIDE = 8


def draw(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids, square

    a, m, source = record.arrays, record.metrics, record.caption

    grids = {f"test images: sharpness {m['real_sharpness']:.3f}": square(a["real"], SIDE)}
    rows = [a["originals"]]
    for kind, title in TITLES.items():
        name = f"{title}: sharpness {m[f'{kind}_sharpness_0']:.3f}"
        grids[name] = square(a[f"{kind}_0_samples"], SIDE)
        rows.append(a[f"{kind}_0_reconstructions"])
    return {
        "samples": image_grids(
            grids,
            record.shape,
            "Images decoded from draws from the prior; same encoder and decoder",
            source,
        ),
        "reconstructions": image_grids(
            {"": np.stack(rows)},
            record.shape,
            "Test images and their reconstructions",
            source,
            row_labels=["original", *TITLES.values()],
        ),
        "scores": _scores(record, source),
        "training": _training(record, source),
    }


def _seeds(record):
    return range(record.config["parameters"]["seeds"])


def _scores(record, source):
    from lab.figures.lines import line_panels

    m = record.metrics
    networks = [i + 1 for i in _seeds(record)]

    def panel(title, ylabel, score, levels):
        lines = {
            text: (networks, [m[f"{kind}_{score}_{i}"] for i in _seeds(record)])
            for kind, text in TITLES.items()
        }
        texts = {"title": title, "xlabel": "network", "ylabel": ylabel}
        return {**texts, "lines": lines, "levels": levels, "marks": networks}

    laplacian = "variance of the Laplacian"
    real = {"test images": m["real_sharpness"]}
    panels = [
        panel("sharpness of samples", laplacian, "sharpness", real),
        panel("sharpness of reconstructions", laplacian, "sharpness_reconstructed", real),
        panel(
            "samples and test images",
            "Frechet distance of the judge's features",
            "frechet",
            {"training images": m["real_frechet"]},
        ),
    ]
    title = "Networks of both kinds, each pair from weights of its own"
    return line_panels(panels, title, source, columns=3, shared_legend=True)


def _training(record, source):
    from lab.figures.lines import line_panels

    epochs = [row["epoch"] for row in record.history]

    def panel(title, ylabel, name):
        lines = {
            f"network {i + 1}": (epochs, [row[f"vae_gan_{i}_{name}"] for row in record.history])
            for i in _seeds(record)
        }
        return {"title": title, "xlabel": "epoch", "ylabel": ylabel, "lines": lines}

    m, share = record.metrics, "share of test images"
    sharpness = panel("sharpness of 1,000 samples", "variance of the Laplacian", "sharpness")
    classes = panel("classes in 1,000 samples", "classes, exp of their entropy", "classes")
    panels = [
        panel("L_GAN", "nats per image", "val_gan"),
        panel("discriminator: real ones taken for real", share, "val_real_right"),
        panel("discriminator: made ones found out", share, "val_fake_right"),
        panel("L_prior", "nats per image", "val_prior"),
        sharpness | {"levels": {"test images": m["real_sharpness"]}},
        classes | {"levels": {"test images": m["real_classes"]}},
    ]
    title = "Training of the VAE-GANs, test images"
    return line_panels(panels, title, source, columns=3, shared_legend=True)
