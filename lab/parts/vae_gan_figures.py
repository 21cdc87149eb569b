"""The figures of the part vae-gan, from its record alone."""

import numpy as np

TITLES = {"vae": "VAE", "vae_gan": "VAE-GAN"}
SIDE = 8


def all_figures(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids

    a, m, source = record.arrays, record.metrics, record.caption

    def square(images):
        side = min(SIDE, int(np.sqrt(len(images))))
        return images[: side * side].reshape(side, side, -1)

    grids = {f"test images: sharpness {m['real_sharpness']:.3f}": square(a["real"])}
    rows = [a["originals"]]
    for kind, title in TITLES.items():
        name = f"{title}: sharpness {m[f'{kind}_sharpness_0']:.3f}"
        grids[name] = square(a[f"{kind}_0_samples"])
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
    from lab.figures.bars import grouped_bars

    m = record.metrics

    def panel(score):
        return {
            title: {f"network {i + 1}": m[f"{kind}_{score}_{i}"] for i in _seeds(record)}
            for kind, title in TITLES.items()
        }

    real = {"test images": {f"network {i + 1}": m["real_sharpness"] for i in _seeds(record)}}
    copied = {"training images": {f"network {i + 1}": m["real_frechet"] for i in _seeds(record)}}
    return grouped_bars(
        {
            "sharpness of samples": panel("sharpness") | real,
            "sharpness of reconstructions": panel("sharpness_reconstructed") | real,
            "Frechet distance to test images (judge)": panel("frechet") | copied,
        },
        "variance of the Laplacian; distance",
        "Three networks of each kind",
        source,
    )


def _training(record, source):
    from lab.figures.lines import line_panels

    epochs = [row["epoch"] for row in record.history]

    def panel(title, ylabel, names, kind="vae_gan"):
        lines = {
            f"{label}network {i + 1}": (
                epochs,
                [row[f"{kind}_{i}_{name}"] for row in record.history],
            )
            for name, label in names.items()
            for i in _seeds(record)
        }
        return {"title": title, "xlabel": "epoch", "ylabel": ylabel, "lines": lines}

    m = record.metrics
    classes = panel(
        "classes in 1,000 samples, by the judge", "classes, exp of entropy", {"classes": ""}
    )
    sharp = panel("sharpness of 1,000 samples", "variance of the Laplacian", {"sharpness": ""})
    panels = [
        panel("L_GAN, test images", "nats per image", {"val_gan": ""}),
        panel("L_prior, test images", "nats per image", {"val_prior": ""}),
        panel("reconstructions, test images", "cross-entropy, nats per pixel", {"val_recon": ""}),
        panel("discriminator: real images taken for real", "share", {"val_real_right": ""}),
        panel("discriminator: made images found out", "share", {"val_fake_right": ""}),
        sharp | {"levels": {"test images": m["real_sharpness"]}},
        classes | {"levels": {"test images": m["real_classes"]}},
    ]
    return line_panels(panels, "Training of the VAE-GANs", source, columns=4, shared_legend=True)
