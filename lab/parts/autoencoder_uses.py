"""What an autoencoder can be used for: compression, clusters, search, and finding what is foreign.

Question: what are the codes and the reconstruction errors of an autoencoder good for?
Source: slides, "Autoencoder" (uses, and the key idea of anomaly detection); notes, the network
    784-256-128-h and "detection of anomalies".
Command: python run_lab.py --part autoencoder-uses
Time: two and a half minutes on two cores, for eleven networks.
What one should see, on MNIST: from 64 to 192 bits an image the codes keep more of it than PCA,
    however PCA divides its bits; with fewer or more bits PCA keeps more. The smallest JPEG has 300
    bits and a larger error than 128 bits of code. Nothing in the loss makes distances between codes
    mean anything: k-means finds the digits less well in codes than in pixels (NMI 0.44 beside
    0.50), and the nearest codes are of the right digit as often as the nearest pixels, no more. The
    reconstruction error tells clothes from digits nearly always (AUROC 0.996); PCA's error and
    brightness do worse. A digit that was left out is another matter: 2 is mostly found, but 9 is
    drawn as well as the 4 and 7 that were seen, and 1, of the fewest strokes, better than those.
"""

import dataclasses

import numpy as np

from lab.parts import autoencoder_uses_anomaly as anomaly
from lab.parts import autoencoder_uses_codes as codes
from lab.parts import autoencoder_uses_figures
from lab.parts.experiment import Expected, Outcome
from lab.parts.parameters import setting


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' network; its code and its training, which they don't name, are ours.

    shown_bits: bits for each number of a code in the pictures. left_out: how many of the classes
    are left out, one at a time, each with a network of its own.
    """

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    code_dim: int = setting(32, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    epochs: int = setting(20, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)
    shown_bits: int = setting(4, at_least=1)
    left_out: int = setting(10, at_least=1)
    left_out_epochs: int = setting(5, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "left_out": 1, "left_out_epochs": 1, "updates_per_epoch": 25}
        return dataclasses.replace(self, **short)


EXPECTED = (
    Expected("foreign_auroc", 0.98, None, "own aim: digits against Fashion-MNIST", "mnist"),
    Expected("foreign_auroc_gain", 0, None, "own aim: above brightness and PCA", "mnist"),
    Expected("compression_psnr_gain", 0, None, "own aim: below the error of PCA", "mnist"),
)


def run(context):
    """Trains the network, and those that never see one class; measures the four uses."""
    p, data = context.parameters, context.dataset
    model, history = codes.train(context, "autoencoder", p.epochs)
    spaces = codes.Spaces(model, data)
    foreign = anomaly.foreign_images(context)
    measured = [
        codes.compression(spaces, data, p.shown_bits),
        codes.clusters(spaces, data, context.seed),
        codes.search(spaces, data),
        anomaly.foreign_found(model, data, foreign),
        anomaly.each_class_left_out(context),
    ]
    metrics = {name: history[-1][name] for name in ("train_loss", "val_loss")}
    metrics["seconds"] = sum(row["seconds"] for row in history)
    arrays = {"class_names": np.array(data.class_names)}
    for numbers, pictures in measured:
        metrics |= numbers
        arrays |= pictures
    return Outcome(metrics, history, arrays, other_datasets=(foreign,))


def draw(record):
    """The figures of a finished run, by name."""
    return autoencoder_uses_figures.all_figures(record)
