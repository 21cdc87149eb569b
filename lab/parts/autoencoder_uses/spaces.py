"""The network, and images in three spaces: its codes, PCA components and pixels."""

import numpy as np
from sklearn.decomposition import PCA

from lab.evaluation.codes import mean_codes
from lab.models import Autoencoder

# for each number of a code
BITS = tuple(range(1, 9))


def train(context, name, epochs):
    """The notes' autoencoder, trained on the images of the context, and its history."""
    p = context.parameters
    pixels = context.dataset.train.pixels.shape[1]
    model = Autoencoder(p.hidden_layers, p.code_dim, input_dim=pixels, seed=context.seed)
    return model, context.unlabelled().train(model, name, schedule=context.schedule(epochs))


def principal_components(images, count):
    """PCA of images [N, D] with so many components, or as many as there can be."""
    return PCA(min(count, *images.shape), random_state=0).fit(images)


class Components:
    """Images of a data set as so many principal components of its training images.

    codes: {"train", "test": [N, C]}.
    """

    def __init__(self, data, count):
        images = _images(data)
        self.pca = principal_components(images["train"], count)
        self.codes = {split: self.pca.transform(x) for split, x in images.items()}

    def decoded(self, codes):
        """Images [N, D] in [0, 1] of the first Z components: [N, Z]."""
        return np.clip(codes @ self.pca.components_[: codes.shape[1]] + self.pca.mean_, 0, 1)


class Spaces:
    """Training and test images as codes of the network, as PCA components, and as pixels.

    codes: {space: {split: [N, Z]}}, for PCA as many components as the network's code has.
    components: as many as use up max(BITS) bits per number of the code at one bit each.
    """

    def __init__(self, model, data):
        self.model = model
        images = _images(data)
        self.components = Components(data, max(BITS) * model.code_dim)
        self.codes = {
            "autoencoder": {split: mean_codes(model, x) for split, x in images.items()},
            "pca": {split: c[:, : model.code_dim] for split, c in self.components.codes.items()},
            "pixels": images,
        }

    def decoded(self, space, codes):
        """Images [N, D] in [0, 1] of codes [N, Z]; of PCA's components the first Z."""
        if space == "pca":
            return self.components.decoded(codes)
        if space == "autoencoder":
            codes = self.model.decode(np.float32(codes)).numpy()
        return np.clip(codes, 0, 1)


def _images(data):
    return {"train": data.train.spread().images, "test": data.test.images}
