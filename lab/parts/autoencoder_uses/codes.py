"""The network, its codes beside PCA's and beside the pixels, and three uses of codes.

Used by autoencoder_uses.py. Source: slides, "Autoencoder": compression, clustering, search.
"""

import numpy as np

from lab.data import as_pixels, evenly_spaced

BITS = tuple(range(1, 9))
QUALITIES = (1, 5, 10, 15, 20, 30)
LOOKED_UP = (1, 5, 10, 50)
# enough for levels, for JPEG, and for queries
REFERENCES, JPEGS, QUERIES = 10_000, 1000, 2000
SHOWN_HITS = 8


def train(context, name, epochs):
    """The notes' autoencoder, trained on the images of the context, and its history."""
    from lab.models import Autoencoder

    p = context.parameters
    pixels = context.dataset.train.pixels.shape[1]
    model = Autoencoder(p.hidden_layers, p.code_dim, input_dim=pixels, seed=context.seed)
    return model, context.unlabelled().train(model, name, schedule=context.schedule(epochs))


def principal_components(images, count):
    """PCA of images [N, D] with so many components, or as many as there can be."""
    from sklearn.decomposition import PCA

    return PCA(min(count, *images.shape), random_state=0).fit(images)


class Spaces:
    """Training and test images as codes of the network, as components of PCA, and as pixels.

    codes: {space: {split: [N, Z]}}, for PCA as many components as the network's code has numbers.
    pca: with as many components as fill the most bits with one bit each; components: {split: all}.
    """

    def __init__(self, model, data):
        from lab.evaluation.codes import mean_codes

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


def compression(spaces, data, shown_bits):
    """Error against size: codes in so many bits a number, the same for PCA, and JPEG."""
    from lab.evaluation.errors import mean_squared_error, psnr
    from lab.parts.autoencoder_uses.compression import jpeg, rounded

    wide = {"autoencoder": spaces.codes["autoencoder"], "pca": spaces.components}
    kept = {
        (space, bits): rounded(codes["test"], _spread(codes["train"], REFERENCES), bits)
        for space, codes in wide.items()
        for bits in {*BITS, shown_bits}
    }

    def error(space, numbers, bits):
        decoded = spaces.decoded(space, kept[space, bits][:, :numbers])
        return mean_squared_error(data.test.images, decoded)

    def least(total):
        """(error, numbers, bits of each) of the best way for PCA to use so many bits in all."""
        return min((error("pca", total // bits, bits), total // bits, bits) for bits in BITS)

    width, sample = spaces.model.code_dim, data.test.spread(JPEGS)
    files = [jpeg(sample.pixels, data.shape, quality) for quality in QUALITIES]
    errors = {
        "autoencoder": [error("autoencoder", width, bits) for bits in BITS],
        "pca": [error("pca", width, bits) for bits in BITS],
        "pca_best": [least(width * bits)[0] for bits in BITS],
        "jpeg": [mean_squared_error(sample.images, pixels / 255) for pixels, _ in files],
    }
    shown = data.test.first_of_each()
    size = width * shown_bits
    best, numbers, bits = least(size)
    ours = error("autoencoder", width, shown_bits)
    smallest, file_bits = jpeg(data.test.pixels[shown], data.shape, min(QUALITIES))
    metrics = {
        "compression_bits": size,
        "compression_ratio": 8 * data.test.pixels.shape[1] / size,
        "compression_mse": ours,
        "compression_psnr": psnr(ours),
        "compression_mse_not_rounded": mean_squared_error(
            data.test.images, spaces.decoded("autoencoder", spaces.codes["autoencoder"]["test"])
        ),
        "compression_psnr_pca": psnr(error("pca", width, shown_bits)),
        "compression_psnr_pca_best": psnr(best),
        "compression_psnr_gain": psnr(ours) - psnr(best),
        "jpeg_smallest_bits": float(files[0][1].mean()),
        "jpeg_smallest_psnr": psnr(errors["jpeg"][0]),
    }
    pictures = [
        spaces.decoded("autoencoder", kept["autoencoder", shown_bits][shown]),
        spaces.decoded("pca", kept["pca", bits][shown, :numbers]),
        smallest / 255,
    ]
    arrays = {f"errors_{name}": np.array(values) for name, values in errors.items()}
    arrays["sizes"] = width * np.array(BITS)
    arrays["jpeg_sizes"] = np.array([bits.mean() for _, bits in files])
    arrays["compressed"] = np.stack([data.test.pixels[shown], *map(as_pixels, pictures)])
    arrays["compressed_bits"] = np.array([size, numbers * bits, file_bits.mean()])
    return metrics, arrays


def clusters(spaces, data, seed):
    """k-means with as many clusters as classes, and how far they agree; the centres as images."""
    from lab.parts.autoencoder_uses.clustering import clustered, mutual_information, purity

    labels, metrics, centres = data.test.labels, {}, []
    for space, codes in spaces.codes.items():
        means, found = clustered(codes["test"], data.num_classes, seed)
        metrics[f"clusters_nmi_{space}"] = mutual_information(labels, found)
        metrics[f"clusters_purity_{space}"] = purity(labels, found)
        # where there are fewer different images than classes a cluster may be empty
        classes = range(data.num_classes)
        most = [np.bincount(labels[found == c], minlength=1).argmax() for c in classes]
        by_class = np.argsort(most, kind="stable")
        centres.append(as_pixels(spaces.decoded(space, means[by_class])))
    return metrics, {"centres": np.stack(centres)}


def search(spaces, data):
    """Precision of the nearest training images to test images, and some of those hits."""
    from lab.parts.autoencoder_uses.search import nearest, precision_at

    train = data.train.spread()
    queries = np.linspace(0, len(data.test) - 1, min(QUERIES, len(data.test))).astype(int)
    shown = data.test.first_of_each()
    counts = [k for k in LOOKED_UP if k <= len(train)]
    metrics, arrays = {}, {"queries": data.test.pixels[shown]}
    for space, codes in spaces.codes.items():
        hits = nearest(codes["train"], codes["test"][queries], max(counts))
        right = train.labels[hits] == data.test.labels[queries, None]
        for k in counts:
            metrics[f"search_precision_{k}_{space}"] = precision_at(k, right)
        hits = nearest(codes["train"], codes["test"][shown], min(SHOWN_HITS, len(train)))
        arrays[f"hits_{space}"] = train.pixels[hits]
        arrays[f"wrong_{space}"] = train.labels[hits] != data.test.labels[shown, None]
    return metrics, arrays


def _spread(rows, count):
    return rows[evenly_spaced(len(rows), count)]
