"""What the kinds of autoencoders do to images: numbers and arrays for the part's record."""

import numpy as np

from lab.data import as_pixels
from lab.models.noise import CORRUPTIONS, EVALUATION, corrupted

BINS = 40
SHOWN, SHOWN_NOISY, FEATURES = 8, 6, 64


def foreign_images(dataset, seed, count):
    """Noise [count, D] where training images have ink: what no autoencoder of digits should know.

    Every pixel that is not black in at least one of a hundred training images is uniform in
    [0, 1]; the others are black, as they always are.
    """
    inked = np.mean(dataset.train.spread().pixels > 0, axis=0) > 0.01
    noise = np.random.default_rng(seed).random((count, len(inked)), np.float32)
    return noise * inked


def copying(models, images, foreign):
    """Squared errors per pixel on test and on foreign images; some of both, and their copies."""
    from lab.evaluation.errors import mean_squared_error
    from lab.parts.autoencoder_kinds.denoising import rebuilt

    metrics, pictures = {}, {"test": [images[:SHOWN]], "foreign": [foreign[:SHOWN]]}
    for name in ("undercomplete", "overcomplete"):
        for kind, originals in (("test", images), ("foreign", foreign)):
            copies = rebuilt(models[name], originals)
            metrics[f"{name}_{kind}_error"] = mean_squared_error(originals, copies)
            pictures[kind].append(copies[:SHOWN])
    # the error of the best constant image
    metrics["foreign_variance"] = float(foreign.var(axis=0).mean())
    arrays = {f"copies_{kind}": as_pixels(np.stack(rows)) for kind, rows in pictures.items()}
    return metrics, arrays


def denoising(models, images, shape, trained_at, removed_at, seed):
    """PSNR in dB for every noise, strength and way to remove it; examples at `trained_at`.

    trained_at: {kind of noise: strength}; removed_at: further strengths, for every kind. Arrays
    `psnr_<kind>` [ways, strengths], the ways in the order of `denoising_ways`.
    """
    from lab.evaluation.errors import mean_psnr
    from lab.parts.autoencoder_kinds.denoising import median_filtered, rebuilt

    metrics, arrays = {}, {}
    for kind, usual in trained_at.items():
        strengths = sorted({*removed_at, usual})
        table = []
        for strength in strengths:
            noisy = _noisy(images, kind, strength, seed)
            cleaned = {"median": median_filtered(noisy, shape)}
            cleaned |= {
                name: rebuilt(models[name], noisy) for name in (*CORRUPTIONS, "overcomplete")
            }
            table.append([mean_psnr(made, images) for made in (noisy, *cleaned.values())])
            if strength == usual:
                numbers = dict(zip(denoising_ways(), table[-1], strict=True))
                rows = [images, noisy, cleaned["median"], cleaned[kind]]
                arrays[f"denoised_{kind}"] = as_pixels(np.stack([r[:SHOWN_NOISY] for r in rows]))
        arrays[f"psnr_{kind}"] = np.array(table).T
        arrays[f"strengths_{kind}"] = np.array(strengths)
        metrics |= {
            f"{kind}_noisy_db": numbers["noisy"],
            f"{kind}_median_db": numbers["median"],
            f"{kind}_denoised_db": numbers[kind],
            f"{kind}_overcomplete_db": numbers["overcomplete"],
            f"{kind}_gain_db": numbers[kind] - numbers["noisy"],
            f"{kind}_over_median_db": numbers[kind] - numbers["median"],
        }
    return metrics, arrays


def denoising_ways():
    """What stands in the rows of a table of PSNRs."""
    return ("noisy", "median", *CORRUPTIONS, "overcomplete")


def sparsity(models, images, rho):
    """How active the code units of the sparse network and of the one without penalty are."""
    from lab.evaluation.codes import in_batches
    from lab.evaluation.errors import mean_squared_error

    metrics, arrays = {}, {}
    for name in ("dense", "sparse"):
        model = models[name]
        codes = model.encode(images).numpy()
        rates = codes.mean(axis=0)
        metrics |= {
            f"{name}_error": mean_squared_error(images, in_batches(model, images)),
            f"{name}_mean_activation": float(rates.mean()),
            f"{name}_share_above_half": float(np.mean(codes > 0.5)),
        }
        arrays[f"{name}_rates"] = np.sort(rates)[::-1]
        shares = np.histogram(codes, BINS, (0, 1))[0] / codes.size
        arrays[f"{name}_histogram"] = shares
        kernel = model.code_head.kernel.numpy()
        arrays[f"{name}_features"] = as_pixels(_stretched(kernel.T[:FEATURES]))
    metrics["sparse_activation_over_rho"] = metrics["sparse_mean_activation"] / rho
    return metrics, arrays


def contraction(models, images, seed, count):
    """Frobenius norms of the Jacobians of encoder and whole map, on and off the data.

    Off the data: uniform noise, and the test images with each one's pixels shuffled.
    """
    from lab.evaluation.codes import in_batches
    from lab.evaluation.errors import mean_squared_error
    from lab.parts.autoencoder_kinds.jacobians import norms_and_singular_values

    rng = np.random.default_rng(seed)
    chosen = images[:count]
    shuffled = rng.permuted(chosen, axis=1)
    inputs = np.concatenate([chosen, shuffled, rng.random(chosen.shape, np.float32)])
    metrics, arrays = {}, {}
    for name in ("uncontracted", "contractive"):
        model = models[name]
        metrics[f"{name}_error"] = mean_squared_error(images, in_batches(model, images))
        # of one sigmoid layer the norm is known without a Jacobian
        encoder = np.sqrt(model.squared_norm(model.encode(inputs)))
        whole, spectra = norms_and_singular_values(model, inputs, max(1, count // 10))
        for what, norms in (("encoder", encoder), ("map", whole)):
            means = norms.reshape(3, -1).mean(axis=1)
            for kind, norm in zip(("data", "shuffled", "noise"), means, strict=True):
                metrics[f"{name}_{what}_norm_{kind}"] = float(norm)
        arrays[f"{name}_singular_values"] = spectra.mean(axis=0)
    for kind in ("error", "map_norm_data", "encoder_norm_data"):
        ratio = metrics[f"contractive_{kind}"] / metrics[f"uncontracted_{kind}"]
        metrics[f"contractive_{kind}_ratio"] = ratio
    return metrics, arrays


def _noisy(images, kind, strength, seed):
    return corrupted(images, kind, strength, seed, EVALUATION, 0).numpy()


def _stretched(features):
    """Each row so that 0 becomes mid-grey and its largest weight black or white."""
    return 0.5 + 0.5 * features / np.abs(features).max(axis=1, keepdims=True)
