"""The figures of the part blur, from its record alone."""

import numpy as np

from lab.parts.blur.measures import nearest_to_one

# more than are drawn with markers
BORDER_POINTS = 50


def draw(record):
    """{name: Figure}."""
    a, source = record.arrays, record.caption
    betas = a["betas"]
    return {
        "averages": _averages(record, nearest_to_one(betas), source),
        "overlap": _overlap(record, betas, source),
        "pixels": _pixels(record, source),
        "density": _density(record, source),
        "holes": _holes(record, source),
    }


def _averages(record, beta, source):
    from lab.figures.images import image_grids

    a, name = record.arrays, f"beta{beta:g}"
    nearest = np.swapaxes(a[f"{name}_nearest"], 0, 1)
    rows = np.concatenate(
        [a[f"{name}_original"][None], nearest, a[f"{name}_best"][None], a[f"{name}_decoded"][None]]
    )
    others = [f"likely too, {number + 1}." for number in range(len(nearest))]
    labels = ["encoded image", *others, "weighted mean", "decoded"]
    sharing = record.metrics[f"sharing_{name}"]
    return image_grids(
        {f"median: {sharing:,.0f} images share a code": rows},
        record.shape,
        f"Images that share a code, and what is decoded from it: β = {beta:g}",
        source,
        row_labels=labels,
    )


def _overlap(record, betas, source):
    from lab.figures.lines import line_panels

    m = record.metrics

    def line(kind):
        return betas, np.array([m[f"{kind}_beta{beta:g}"] for beta in betas])

    common = {"xlabel": "β, weight on KL", "marks": betas}
    panels = [
        {
            "title": "overlap",
            "ylabel": "images for a code, median",
            "lines": {"training images that share it": line("sharing")},
            "log": "xy",
            **common,
        },
        {
            "title": "blur",
            "ylabel": "variance of the Laplacian",
            "lines": {
                "decoded": line("sharpness_decoded"),
                "best for the code": line("sharpness_best"),
            },
            "levels": {"training images": m[f"sharpness_originals_beta{betas[0]:g}"]},
            "log": "x",
            **common,
        },
    ]
    return line_panels(panels, "Wider codes overlap, and overlapping codes are blurred", source)


def _pixels(record, source):
    from lab.figures.images import image_grids

    m = record.metrics
    labels = [
        "test image",
        f"moved by a pixel:\nerror {m['error_moved']:.3f}",
        f"mean of nine places:\nerror {m['error_of_mean']:.3f}",
        f"VAE with long codes:\nerror {m['error_reconstructed']:.3f}",
    ]
    share = m["blurred_preferred"]
    return image_grids(
        {f"the VAE's is nearer than any moved copy: {share:.0%}": record.arrays["shift_rows"]},
        record.shape,
        "The squared error of pixels prefers what is blurred",
        source,
        row_labels=labels,
    )


def _density(record, source):
    from lab.figures.lines import line_panels

    a, m = record.arrays, record.metrics
    middles = (a["hole_edges"][1:] + a["hole_edges"][:-1]) / 2
    highest = max(a["hole_codes"].max(), a["hole_prior"].max())
    panel = {
        "title": f"{m['hole_share']:.0%} of the draws from the prior lie in holes",
        "xlabel": "log of the mean of q(z|x) over the training images, nats",
        "ylabel": "share",
        "lines": {
            "codes of test images": (middles, a["hole_codes"]),
            "draws from the prior": (middles, a["hole_prior"]),
            "1 % of the codes lie left of it": (
                np.full(BORDER_POINTS, a["hole_border"]),
                np.linspace(0, highest, BORDER_POINTS),
            ),
        },
    }
    return line_panels([panel], "How dense the codes are where the prior draws", source)


def _holes(record, source):
    from lab.figures.images import image_grids

    a, m = record.arrays, record.metrics
    columns = 8
    grids = {
        f"fullest tenth: judge sure of {m['sure_fullest']:.0%}": a["near_images"],
        f"emptiest tenth: judge sure of {m['sure_emptiest']:.0%}": a["hole_images"],
    }
    rows = min(len(images) for images in grids.values()) // columns
    return image_grids(
        {
            title: images[: rows * columns].reshape(rows, columns, -1)
            for title, images in grids.items()
        },
        record.shape,
        "Decoded draws from the prior, by the density of the codes around them",
        source,
    )
