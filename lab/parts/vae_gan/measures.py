"""What the part vae-gan measures of a network, and what it makes of all of them."""

import numpy as np

from lab.data import as_pixels

SHOWN, DRAWN_IN_AN_EPOCH = 64, 1000


def of_a_model(model, data, judge):
    """Scores of samples and reconstructions, {name: float}, and pictures of both."""
    from lab.evaluation.codes import decoded, mean_codes
    from lab.evaluation.errors import mean_squared_error
    from lab.evaluation.frechet import judge_frechet_distance
    from lab.evaluation.generation import classes_drawn, judged_sure
    from lab.evaluation.sharpness import sharpness

    test = data.test.images
    samples = np.asarray(model.sample(len(test)))
    reconstructions = decoded(model, mean_codes(model, test))
    shown = decoded(model, mean_codes(model, data.test.one_of_each().images))
    numbers = {
        "sharpness": sharpness(samples, data.shape),
        "sharpness_reconstructed": sharpness(reconstructions, data.shape),
        "frechet": judge_frechet_distance(judge, samples, test),
        "classes": classes_drawn(judge, samples),
        "sure": judged_sure(judge, samples),
        "squared_error": mean_squared_error(reconstructions, test),
    }
    pictures = {"samples": as_pixels(samples[:SHOWN]), "reconstructions": as_pixels(shown)}
    return numbers, pictures


def of_an_epoch(model, data, judge):
    """Sharpness and classes of samples: whether a training holds what it reached."""
    from lab.evaluation.generation import classes_drawn
    from lab.evaluation.sharpness import sharpness

    samples = np.asarray(model.sample(DRAWN_IN_AN_EPOCH))
    return {"sharpness": sharpness(samples, data.shape), "classes": classes_drawn(judge, samples)}


def of_the_dataset(data, judge):
    """What the scores of a generator that copies the data would be."""
    from lab.evaluation.frechet import judge_frechet_distance
    from lab.evaluation.generation import classes_drawn
    from lab.evaluation.sharpness import sharpness

    test = data.test
    train = data.train.spread(len(test)).images
    numbers = {
        "real_sharpness": sharpness(test.images, data.shape),
        "real_frechet": judge_frechet_distance(judge, train, test.images),
        "real_classes": classes_drawn(judge, test.images),
    }
    pictures = {
        "real": test.spread(SHOWN).pixels,
        "originals": test.one_of_each().pixels,
        "class_names": np.array(data.class_names),
    }
    return numbers, pictures


def summary(scores, of_data, num_classes):
    """Metrics from {kind: [scores of each seed]}: every score, its means, and the worst margins.

    A margin: how much nearer than the VAE's the sharpness of the VAE-GAN's images lies to that of
    real ones, in units of the latter.
    """
    metrics = {}
    table = {
        kind: {name: np.array([row[name] for row in rows]) for name in rows[0]}
        for kind, rows in scores.items()
    }
    for kind, of_kind in table.items():
        for name, values in of_kind.items():
            metrics[f"{kind}_{name}"] = values.mean()
            metrics |= {f"{kind}_{name}_{i}": value for i, value in enumerate(values)}
    vae, gan, real = table["vae"], table["vae_gan"], of_data["real_sharpness"]
    for suffix in ("", "_reconstructed"):
        off = [np.abs(kind[f"sharpness{suffix}"] - real) for kind in (vae, gan)]
        metrics[f"least_sharpness_margin{suffix}"] = np.min(off[0] - off[1]) / real
    metrics["least_frechet_ratio"] = np.min(vae["frechet"] / gan["frechet"])
    metrics["least_classes_share"] = np.min(gan["classes"]) / num_classes
    return {name: float(value) for name, value in metrics.items()}
