"""The lab sheet's VAE, reproduced, and the same network trained on the plain ELBO.

Question: what does the sheet's VAE with a digit classifier learn, does its log come out again, and
    what could the same network do?
Source: lab sheet, figures 1-5 (parameters, model, data, log, generated digits).
Command: python run_lab.py --part vae
Time: about a minute and a half on two cores, for both trainings and the judge.
What one should see: the loss runs through the points of the sheet's log. Its digits are clean but
    much alike within a class: per image it is a beta-VAE with beta = 784/100, and 1.8 nats of z
    remain. With the plain ELBO (784 for 100 before the reconstruction, nothing else changed) the
    bound gains ten nats and the hands vary, but z now carries some of the class, which costs
    recognisable digits, and so do the class probabilities of z, which costs accuracy.
"""

import dataclasses

import numpy as np

from lab.data import as_pixels
from lab.evaluation.generation import judged_right, variance_within_class
from lab.parts import lab_sheet_log
from lab.parts.experiment import Expected, Outcome
from lab.parts.parameters import setting

ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "gelu", "silu", "softplus")
PER_CLASS = 100
RUNS = {"sheet": "", "plain": "plain_"}
# of the loss's terms; with others than the sheet's, the first network is no longer the sheet's
WEIGHTS = ("reconstruction_weight", "beta", "digit_classification_weight")


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The sheet's parameters (figure 1), then what its code and its log imply."""

    encoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    decoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    digit_classification_layers: tuple[int, ...] = setting((128,), at_least=1)
    activation: str = setting("sigmoid", choices=ACTIVATIONS)
    decoder_std: float = setting(0.5, above=0)
    z_dim: int = setting(10, at_least=1)
    digit_classification_weight: float = setting(10.0, at_least=0)
    epochs: int = setting(20, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    likelihood: str = setting("bernoulli", choices=("bernoulli", "gaussian"))
    reconstruction_weight: float = setting(100.0, at_least=0)
    beta: float = setting(1.0, at_least=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, epochs=2, updates_per_epoch=25)


_LOG = "lab sheet's log, epoch 20"
EXPECTED = (
    Expected("train_loss", 19.87, 20.17, f"{_LOG}: 20.0188, ±0.15", "mnist"),
    Expected("val_loss", 20.27, 20.57, f"{_LOG}: 20.4167, ±0.15", "mnist"),
    Expected("train_recon", 0.179 * 0.95, 0.179 * 1.05, f"{_LOG}, decoded: 0.179, 5 %", "mnist"),
    Expected("train_kl", 0.181 * 0.95, 0.181 * 1.05, f"{_LOG}, decoded: 0.181, 5 %", "mnist"),
    Expected("train_cls", 0.034 * 0.85, 0.034 * 1.15, f"{_LOG}, decoded: 0.034, 15 %", "mnist"),
    Expected("val_accuracy", 0.975, None, "own aim for the sheet's classifier", "mnist"),
    Expected("judged_right", 0.9, None, "own aim: the judge recognises what was asked for"),
    Expected("variance_within_class", 0.005, None, "own aim: not ten mean images (0)"),
)


def run(context):
    """Trains both models and measures them."""
    trained = {name: _train(context, name) for name in RUNS}
    judge, judge_accuracy = context.judge()
    test = context.dataset.test
    metrics = {
        "judge_accuracy": judge_accuracy,
        "real_variance_within_class": variance_within_class(test.images, test.labels),
    }
    arrays = {
        "class_names": np.array(context.dataset.class_names),
        "originals": test.one_of_each().pixels,
    }
    for name, (model, history) in trained.items():
        numbers, pictures = _measure(model, judge, test)
        numbers |= _last_epoch(history)
        metrics |= {RUNS[name] + key: value for key, value in numbers.items()}
        arrays |= {f"{name}_{key}": value for key, value in pictures.items()}
    rows = zip(*(history for _, history in trained.values()), strict=True)
    return Outcome(metrics, [_merged(*epochs) for epochs in rows], arrays)


def _train(context, name):
    from lab.models import VAE

    p, data = context.parameters, context.dataset
    model = VAE(
        encoder_layers=p.encoder_layers,
        decoder_layers=p.decoder_layers,
        digit_classification_layers=p.digit_classification_layers,
        activation=p.activation,
        z_dim=p.z_dim,
        likelihood=p.likelihood,
        decoder_std=p.decoder_std,
        **_weights(p, name, data.train.pixels.shape[1]),
        digit_classification_weight=p.digit_classification_weight,
        input_dim=data.train.pixels.shape[1],
        num_classes=data.num_classes,
        seed=context.seed,
    )
    return model, context.train(model, name)


def _weights(p, name, pixels):
    """Those of a network's reconstruction and KL; the plain ELBO's whatever the parameters are."""
    if name == "sheet":
        return {"reconstruction_weight": p.reconstruction_weight, "beta": p.beta}
    # weighting the mean over the pixels by their number gives nats per image
    return {"reconstruction_weight": pixels, "beta": 1.0}


def _measure(model, judge, test):
    """Numbers and pictures of a trained model."""
    from sklearn.metrics import confusion_matrix

    from lab.evaluation.likelihood import mean_elbo

    classes = model.num_classes
    z = np.random.default_rng(model.seed).standard_normal((PER_CLASS, model.z_dim), np.float32)
    drawn = np.concatenate([model.generate(digit, z) for digit in range(classes)])
    digits = np.repeat(np.arange(classes), PER_CLASS)
    logits = model.classify(test.images).numpy()
    shown = model.predict(test.one_of_each().images, verbose=0)
    numbers = {
        "val_elbo_nats": mean_elbo(model, test.images),
        "judged_right": judged_right(judge, drawn, digits),
        "variance_within_class": variance_within_class(drawn, digits),
    }
    by_class = drawn.reshape(classes, PER_CLASS, -1)
    pictures = {
        "styles": as_pixels(by_class[:, :10]),
        "digits": as_pixels(np.stack([by_class[c, 10 + c] for c in range(classes)])),
        "reconstructions": as_pixels(shown["reconstruction"]),
        "confusion": confusion_matrix(test.labels, logits.argmax(1), labels=range(classes)),
    }
    return numbers, pictures


def _last_epoch(history):
    last = {name: v for name, v in history[-1].items() if name.startswith(("train_", "val_"))}
    seconds = float(np.median([row["seconds"] for row in history]))
    return {
        **last,
        "seconds_per_epoch": seconds,
        "batches_per_second": history[-1]["updates"] / seconds,
    }


def _merged(sheet, plain):
    return {**sheet, **{f"plain_{name}": v for name, v in plain.items() if name != "epoch"}}


def _titles(record):
    """{network: what its loss weighs}, as the figures name it."""
    run, sheet = record.config["parameters"], Parameters()
    is_sheet = all(run[name] == getattr(sheet, name) for name in WEIGHTS)
    return {"sheet": f"{'the sheet' if is_sheet else 'this run'}'s weights", "plain": "plain ELBO"}


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.images import image_grids
    from lab.figures.matrices import confusion_matrix
    from lab.figures.style import literal

    a = record.arrays
    shape = record.shape
    names = literal(a["class_names"])
    source, titles = record.caption, _titles(record)

    def grids(kind, title, **labels):
        chosen = {titles[name]: a[f"{name}_{kind}"] for name in RUNS}
        return image_grids(chosen, shape, title, source, **labels)

    rows = np.stack([a["originals"], a["sheet_reconstructions"], a["plain_reconstructions"]])
    return {
        "training": _draw_training(record, titles["sheet"]),
        "digits": image_grids(
            {"": np.stack([a["sheet_digits"], a["plain_digits"]])},
            shape,
            "One generated image of each class, z from the prior",
            source,
            row_labels=list(titles.values()),
            column_labels=names,
        ),
        "styles": grids(
            "styles",
            "Generated images: the class asked for in a row, the same z in a column",
            row_labels=names,
        ),
        "reconstructions": image_grids(
            {"": rows},
            shape,
            "Test images and their reconstructions",
            source,
            row_labels=["original", *titles.values()],
        ),
        "confusion": confusion_matrix(
            a["sheet_confusion"],
            names,
            f"Classifier of {titles['sheet']}: {record.metrics['val_accuracy']:.2%} of test images",
            source,
        ),
    }


def _draw_training(record, weights):
    from lab.figures.curves import training_curves

    published = {name: {} for name in ("loss", "recon", "kl", "cls")}
    if record.config["dataset"]["name"] == "mnist":
        published["loss"] = {
            "lab sheet, train": tuple(zip(*lab_sheet_log.TRAIN_LOSS.items(), strict=True)),
            "lab sheet, validation": tuple(zip(*lab_sheet_log.VAL_LOSS.items(), strict=True)),
        }
        for name, points in lab_sheet_log.epoch_terms().items():
            published[name] = {"lab sheet, train (decoded)": points}
    texts = {
        "loss": ("loss", "weighted sum of the three"),
        "recon": ("reconstruction: cross-entropy", "nats per pixel"),
        "kl": ("KL(q(z|x) || p(z))", "nats per latent"),
        "cls": ("classifier: cross-entropy", "nats per image"),
    }
    panels = [
        {
            "title": title,
            "ylabel": unit,
            "epochs": [row["epoch"] for row in record.history],
            "train": [row[f"train_{name}"] for row in record.history],
            "validation": [row[f"val_{name}"] for row in record.history],
            "points": published[name],
        }
        for name, (title, unit) in texts.items()
    ]
    return training_curves(panels, f"Training with {weights}", record.caption)
