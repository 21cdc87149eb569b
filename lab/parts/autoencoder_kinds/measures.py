"""What the kinds of autoencoders do to images: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import in_batches
from lab.evaluation.reconstruction import mean_squared_error, psnr
from lab.models.noise import EVALUATION, corrupted
from lab.parts.autoencoder_kinds import NOISES, WAYS
from lab.parts.autoencoder_kinds.denoising import median_filtered, rebuilt
from lab.parts.autoencoder_kinds.jacobians import norms_and_singular_values

BINS = 40
SHOWN, SHOWN_NOISY, FEATURES = 8, 6, 64


def inked_noise(dataset, seed, count):
    """Noise [count, D] where training images have ink: what no autoencoder of digits should copy.

    Every pixel that is not black in at least one of a hundred training images is uniform in
    [0, 1]; the others are black, as they always are.
    """
    inked = np.mean(dataset.train.spread().pixels > 0, axis=0) > 0.01
    noise = np.random.default_rng(seed).random((count, len(inked)), np.float32)
    return noise * inked


def copying(models, images, foreign):
    """Squared errors per pixel on test and on foreign images; some of both, and their copies."""
    metrics, pictures = {}, {"test": [images[:SHOWN]], "foreign": [foreign[:SHOWN]]}
    for name in ("undercomplete", "overcomplete"):
        for kind, originals in (("test", images), ("foreign", foreign)):
            copies = rebuilt(models[name], originals)
            metrics[f"mse_{name}_{kind}"] = mean_squared_error(originals, copies)
            pictures[kind].append(copies[:SHOWN])
    # the error of the best constant image
    metrics["variance_foreign"] = float(foreign.var(axis=0).mean())
    arrays = {f"copies_{kind}": as_pixels(np.stack(rows)) for kind, rows in pictures.items()}
    return metrics, arrays


def denoising(models, images, shape, trained_at, removed_at, seed):
    """PSNR in dB for every noise, strength and way to remove it; examples at `trained_at`.

    trained_at: {kind of noise: strength}; removed_at: further strengths, for every kind. Arrays
    `psnr_<kind>` [WAYS, strengths].
    """
    metrics, arrays = {}, {}
    for kind, usual in trained_at.items():
        strengths = sorted({*removed_at, usual})
        table = []
        for strength in strengths:
            noisy = _noisy(images, kind, strength, seed)
            cleaned = {"median": median_filtered(noisy, shape)}
            cleaned |= {name: rebuilt(models[name], noisy) for name in (*NOISES, "overcomplete")}
            results = (noisy, *cleaned.values())
            table.append([psnr(mean_squared_error(result, images)) for result in results])
            if strength == usual:
                found = dict(zip(WAYS, table[-1], strict=True))
                rows = [images, noisy, cleaned["median"], cleaned[kind]]
                arrays[f"denoised_{kind}"] = as_pixels(np.stack([r[:SHOWN_NOISY] for r in rows]))
        arrays[f"psnr_{kind}"] = np.array(table).T
        arrays[f"strengths_{kind}"] = np.array(strengths)
        metrics |= {
            f"psnr_db_{kind}_noisy": found["noisy"],
            f"psnr_db_{kind}_median": found["median"],
            f"psnr_db_{kind}_denoised": found[kind],
            f"psnr_db_{kind}_overcomplete": found["overcomplete"],
            f"psnr_gain_db_{kind}_over_noisy": found[kind] - found["noisy"],
            f"psnr_gain_db_{kind}_over_median": found[kind] - found["median"],
        }
    return metrics, arrays


def sparsity(models, images, rho):
    """How active the code units of the sparse network and of the one without penalty are."""
    metrics, arrays = {}, {}
    for name in ("dense", "sparse"):
        model = models[name]
        codes = model.encode(images).numpy()
        rates = codes.mean(axis=0)
        metrics |= {
            f"mse_{name}": mean_squared_error(images, in_batches(model, images)),
            f"activation_{name}_mean": float(rates.mean()),
            f"share_above_half_{name}": float(np.mean(codes > 0.5)),
        }
        arrays[f"{name}_rates"] = np.sort(rates)[::-1]
        shares = np.histogram(codes, BINS, (0, 1))[0] / codes.size
        arrays[f"{name}_histogram"] = shares
        kernel = model.code_head.kernel.numpy()
        arrays[f"{name}_features"] = as_pixels(_stretched(kernel.T[:FEATURES]))
    metrics["activation_ratio_sparse_to_rho"] = metrics["activation_sparse_mean"] / rho
    return metrics, arrays


def contraction(models, images, seed, count):
    """Frobenius norms of the Jacobians of encoder and whole map, on and off the data.

    Off the data: uniform noise, and the test images with each one's pixels shuffled.
    """
    rng = np.random.default_rng(seed)
    chosen = images[:count]
    shuffled = rng.permuted(chosen, axis=1)
    inputs = np.concatenate([chosen, shuffled, rng.random(chosen.shape, np.float32)])
    metrics, arrays = {}, {}
    for name in ("uncontracted", "contractive"):
        model = models[name]
        metrics[f"mse_{name}"] = mean_squared_error(images, in_batches(model, images))
        # the norm of a single sigmoid layer has a closed form
        encoder = np.sqrt(model.squared_norm(model.encode(inputs)))
        whole, spectra = norms_and_singular_values(model, inputs, max(1, count // 10))
        for what, norms in (("encoder", encoder), ("map", whole)):
            means = norms.reshape(3, -1).mean(axis=1)
            for kind, norm in zip(("data", "shuffled", "noise"), means, strict=True):
                metrics[f"jacobian_norm_{name}_{what}_{kind}"] = float(norm)
        arrays[f"{name}_singular_values"] = spectra.mean(axis=0)
    for what in ("map", "encoder"):
        of_both = [f"jacobian_norm_{name}_{what}_data" for name in ("contractive", "uncontracted")]
        metrics[f"jacobian_norm_ratio_{what}"] = metrics[of_both[0]] / metrics[of_both[1]]
    metrics["mse_ratio_contractive"] = metrics["mse_contractive"] / metrics["mse_uncontracted"]
    return metrics, arrays


def _noisy(images, kind, strength, seed):
    return corrupted(images, kind, strength, seed, EVALUATION, 0).numpy()


def _stretched(features):
    """Each row so that 0 becomes mid-grey and its largest weight black or white."""
    return 0.5 + 0.5 * features / np.abs(features).max(axis=1, keepdims=True)
