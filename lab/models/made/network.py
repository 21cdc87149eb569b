"""A MADE's network under one of its orders, in NumPy, as the samplers take it."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lab.models.made.degrees import layer_masks


class MaskedNetwork(NamedTuple):
    """A MADE's weights in NumPy, pixels standing by their position in the order.

    order [D]: the pixel at each position. degrees: int arrays, sorted, of the pixels as inputs
    (1 to D), the hidden layers and the outputs (0 to D - 1). kernels [I, O] and biases [O]: one
    for each step from layer to layer; direct [D, D] from inputs to outputs, or None. residual:
    every hidden layer but the first adds its values to those of the layer below.
    """

    order: np.ndarray
    degrees: tuple
    kernels: tuple
    biases: tuple
    direct: np.ndarray | None
    residual: bool

    @classmethod
    def of(cls, model, which=0):
        """The present weights of a MADE for its order number `which`."""
        model.check_which(which)
        model.build()
        order = model.pixel_orders[which]
        kernels = [layer.kernel.numpy() for layer in model.masked_layers]
        biases = [layer.bias.numpy() for layer in model.masked_layers]
        direct = None
        if model.direct:
            direct = kernels.pop()
            biases[-2:] = [biases[-2] + biases[-1]]
        positions = np.arange(model.input_dim)
        hidden = [degrees[which] for degrees in model.order_degrees]
        hidden_degrees = [np.sort(degrees) for degrees in hidden]
        if model.num_orders > 1:
            units = [order, *map(np.argsort, hidden), order]
            *masks, earlier = layer_masks(positions, hidden_degrees)
            steps = zip(kernels, pairwise(units), masks, strict=True)
            kernels = [kernel[np.ix_(*ends)] * mask for kernel, ends, mask in steps]
            biases = [bias[after] for bias, after in zip(biases, units[1:], strict=True)]
            direct = direct[np.ix_(order, order)] * earlier if model.direct else None
        degrees = (positions + 1, *hidden_degrees, positions)
        return cls(order, degrees, kernels, biases, direct, model.residual)

    def logits(self, x):
        """The forward pass: x [n, D] -> logits [n, D], both by position."""
        hidden = x
        for i, (kernel, bias) in enumerate(zip(self.kernels[:-1], self.biases[:-1], strict=True)):
            total = hidden @ kernel
            total += bias
            np.maximum(total, 0, out=total)
            hidden = hidden + total if self.residual and i else total
        logits = hidden @ self.kernels[-1]
        logits += self.biases[-1]
        return logits if self.direct is None else logits + x @ self.direct

    def check_uniforms(self, uniforms):
        """ValueError unless there is a uniform for each pixel of n images: [n, D]."""
        if uniforms.ndim != 2 or uniforms.shape[1] != len(self.order):
            raise ValueError(
                f"uniforms: expected the shape [n, {len(self.order)}], received {uniforms.shape}"
            )
