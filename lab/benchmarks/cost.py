"""What the costs of `size` are expected to grow with, and the slopes of curves."""

import dataclasses

import numpy as np

# updates in a step's stack, samples of a MADE, latents of a VAE
UPDATES, SAMPLES, LATENT = 20, 4_000, 10
SWEPT = {
    "pixels": (196, 784, 1_764, 3_136),
    "width": (128, 512, 2_048),
    "batch_size": (25, 100, 400),
    "images": (10**4, 10**5, 10**6),
    "networks": (1, 2, 4),
}
WORDS = {
    "pixels": "pixels D",
    "width": "hidden units H per layer",
    "batch_size": "batch size B",
    "images": "training images N",
    "networks": "networks M in the mixture",
    "step_ms": "milliseconds per training step",
    "sample_seconds": f"seconds for {SAMPLES:,} samples",
    "memory_mb": "peak memory of training, MB",
}
QUANTITIES = {"MADE": ("step_ms", "sample_seconds", "memory_mb"), "VAE": ("step_ms", "memory_mb")}


@dataclasses.dataclass(frozen=True)
class Size:
    """What is measured: the default, and one field of SWEPT varied."""

    model: str
    pixels: int = 784
    width: int = 512
    batch_size: int = 100
    images: int = 10**4
    networks: int = 1


def theory(size):
    """What theory says that each quantity is proportional to.

    step_ms: multiply-adds of forward pass and gradients, MADE 3 M B (2 D H + H^2), VAE
    3 B (2 D H + 3 H Z). sample_seconds: those of one forward pass, whatever M: one network draws
    each image. memory_mb: bytes. 2 N D for the images and TensorFlow's copy; three stacks of bytes;
    8 for each weight of a MADE (itself, its gradient), 16 of a VAE (Adam's two moments);
    8 B (D + 2 H) for values and their gradients.
    """
    weights = 2 * size.pixels * size.width
    weights += size.width**2 if size.model == "MADE" else 3 * size.width * LATENT
    per_weight = 8 if size.model == "MADE" else 16
    return {
        "step_ms": 3 * size.networks * size.batch_size * weights,
        "sample_seconds": SAMPLES * weights,
        "memory_mb": 2 * size.images * size.pixels
        + 3 * UPDATES * size.batch_size * size.pixels
        + per_weight * size.networks * weights
        + 8 * size.batch_size * (size.pixels + 2 * size.width),
    }


def curve(sizes, name, quantity, values):
    """A quantity over sizes that differ in the field `name`, its slope, and what theory says."""
    over = [getattr(size, name) for size in sizes]
    counts = [theory(size)[quantity] for size in sizes]
    return {
        "model": sizes[0].model,
        "quantity": quantity,
        "varied": name,
        "sizes": over,
        "values": values,
        "theory": counts,
        "slope": slope(over, values),
        "theory_slope": slope(over, counts),
    }


def slope(sizes, values):
    """p of the closest values ~ sizes^p: least squares of their logarithms."""
    fitted = np.polyfit(np.log(sizes), np.log(values), 1)[0]
    # no -0.00 in the table
    return round(float(fitted), 9) + 0.0
