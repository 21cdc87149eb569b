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


class Spaces:
    """Training and test images as codes of the network, as PCA components, and as pixels.

    codes: {space: {split: [N, Z]}}, for PCA as many components as the network's code has.
    pca: with as many components as use up max(BITS) bits per number of the code at one bit each;
    components: {split: all of them}.
    """

    def __init__(self, model, data):
        self.model = model
        images = {"train": data.train.spread().images, "test": data.test.images}
        self.pca = principal_components(images["train"], max(BITS) * model.code_dim)
        self.components = {split: self.pca.transform(x) for split, x in images.items()}
        self.codes = {
            "autoencoder": {split: mean_codes(model, x) for split, x in images.items()},
            "pca": {split: c[:, : model.code_dim] for split, c in self.components.items()},
            "pixels": images,
        }

    def decoded(self, space, codes):
        """Images [N, D] in [0, 1] of codes [N, Z]; of PCA's components the first Z."""
        if space == "autoencoder":
            codes = self.model.decode(np.float32(codes)).numpy()
        elif space == "pca":
            codes = codes @ self.pca.components_[: codes.shape[1]] + self.pca.mean_
        return np.clip(codes, 0, 1)
