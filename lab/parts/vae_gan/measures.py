"""What the part vae-gan measures of a network, of the data, and over all seeds."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import decoded, mean_codes
from lab.evaluation.frechet import judge_frechet_distance
from lab.evaluation.generation import effective_classes, judged_sure
from lab.evaluation.reconstruction import mean_squared_error
from lab.evaluation.sharpness import sharpness
from lab.experiment.histories import columns
from lab.parts.vae_gan import SAMPLES_PER_EPOCH

SHOWN = 64


def of_a_network(model, data, judge):
    """(metrics, arrays) of its samples, as many as there are test images, and reconstructions."""
    test = data.test.images
    samples = np.asarray(model.sample(len(test)))
    reconstructions = decoded(model, mean_codes(model, test))
    reconstructions_shown = decoded(model, mean_codes(model, data.test.one_of_each().images))
    metrics = {
        "sharpness": sharpness(samples, data.shape),
        "sharpness_reconstructed": sharpness(reconstructions, data.shape),
        "frechet": judge_frechet_distance(judge, samples, test),
        "classes": effective_classes(judge, samples),
        "judged_sure": judged_sure(judge, samples),
        "mse": mean_squared_error(reconstructions, test),
    }
    return metrics, {
        "samples": as_pixels(samples[:SHOWN]),
        "reconstructions": as_pixels(reconstructions_shown),
    }


def of_an_epoch(model, data, judge):
    """Sharpness and classes of samples after an epoch: does training keep what it has gained?"""
    samples = np.asarray(model.sample(SAMPLES_PER_EPOCH))
    return {
        "sharpness": sharpness(samples, data.shape),
        "classes": effective_classes(judge, samples),
    }


def of_the_dataset(data, judge):
    """(metrics, arrays): the scores that a generator of real images would get."""
    test = data.test
    train = data.train.spread(len(test)).images
    metrics = {
        "sharpness_real": sharpness(test.images, data.shape),
        "frechet_real": judge_frechet_distance(judge, train, test.images),
        "classes_real": effective_classes(judge, test.images),
    }
    return metrics, {
        "real": test.spread(SHOWN).pixels,
        "originals": test.one_of_each().pixels,
        "class_names": np.array(data.class_names),
    }


def over_seeds(scores, of_data, num_classes):
    """Metrics from {kind: [metrics of each seed]}: every score, its mean, and the worst margins.

    A margin is how much closer to the sharpness of real images the VAE-GAN comes than the VAE, in
    units of the former.
    """
    by_kind = {kind: columns(rows) for kind, rows in scores.items()}
    metrics = {}
    for kind, found in by_kind.items():
        for name, values in found.items():
            metrics[f"{name}_{kind}"] = values.mean()
            metrics |= {f"{name}_{kind}_{seed}": value for seed, value in enumerate(values)}
    vae, vae_gan, real = by_kind["vae"], by_kind["vae_gan"], of_data["sharpness_real"]
    for images in ("", "_reconstructed"):
        off = [np.abs(kind[f"sharpness{images}"] - real) for kind in (vae, vae_gan)]
        metrics[f"sharpness_margin{images}_min"] = np.min(off[0] - off[1]) / real
    metrics["frechet_ratio_vae_to_vae_gan_min"] = np.min(vae["frechet"] / vae_gan["frechet"])
    metrics["classes_share_vae_gan_min"] = np.min(vae_gan["classes"]) / num_classes
    return {name: float(value) for name, value in metrics.items()}
