"""What the part vae trains and measures."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.generation import judged_right, variance_within_class
from lab.experiment.outcome import Outcome
from lab.parts.vae import RUNS

PER_CLASS = 100


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
