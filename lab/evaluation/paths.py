"""Interpolation between codes."""

import numpy as np


def straight(start, end, shares):
    """Linear: (1 - t) start + t end, for start, end [N, Z] and shares t [T] -> [N, T, Z]."""
    t = np.asarray(shares)[None, :, None]
    return (1 - t) * start[:, None] + t * end[:, None]


def spherical(start, end, shares):
    """Spherical: along the arc about the origin, which preserves the codes' length: [N, T, Z].

    (sin((1 - t) w) start + sin(t w) end) / sin w, with w the angle between the two; straight where
    they point the same way, and where they are opposite, when there is no one arc.
    Source: K. Shoemake, "Animating Rotation with Quaternion Curves" (1985); for codes T. White,
    "Sampling Generative Networks" (2016).
    """
    t = np.asarray(shares)[None, :, None]
    lengths = np.linalg.norm(start, axis=1) * np.linalg.norm(end, axis=1)
    cosine = np.sum(start * end, axis=1) / np.maximum(lengths, 1e-12)
    angle = np.arccos(np.clip(cosine, -1, 1))[:, None, None]
    sine = np.sin(angle)
    flat = sine < 1e-6
    safe = np.where(flat, 1, sine)
    before = np.where(flat, 1 - t, np.sin((1 - t) * angle) / safe)
    after = np.where(flat, t, np.sin(t * angle) / safe)
    return before * start[:, None] + after * end[:, None]
