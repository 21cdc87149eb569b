"""The lecture's kinds of autoencoders: denoising, sparse, contractive.

The other two kinds, undercomplete and overcomplete, are an `Autoencoder` with a narrow or a wide
code. Every loss has the squared error as its term `recon`.
"""

import keras
import tensorflow as tf

from lab.checks import choice, positive_integer, real_number
from lab.models import noise
from lab.models.autoencoders.plain import Autoencoder, CodeModel, squared_error
from lab.models.checks import codes
from lab.models.dense import dense
from lab.models.densities import at_least_float32, kl_between_bernoullis
from lab.models.replicas import share_of_mean, summed


@keras.saving.register_keras_serializable(package="lab")
class DenoisingAutoencoder(Autoencoder):
    """Reconstructs the clean x from a noisy one: loss = (x - decoder(encoder(noisy x)))^2.

    The loss is the mean over the pixels; the noise is sampled anew for every update. Calling the
    model adds none: it takes noisy images [B, D] to clean ones.
    corruption, strength: see `lab.models.noise.corrupted`.
    Raises ValueError where the corruption is unknown or the strength is invalid.
    Source: lecture, "Autoencoders", L_DAE; notes, "Denoising AE"; Vincent et al. (2010).
    """

    def __init__(self, *args, corruption="gaussian", strength=0.3, **kwargs):
        super().__init__(*args, **kwargs)
        self.corruption = choice("corruption", corruption, noise.CORRUPTIONS)
        self.strength = real_number("strength", strength, at_least=0)
        if corruption != "gaussian" and strength > 1:
            raise ValueError(f"strength: expected a share of at most 1, received {strength!r}")

    def terms(self, x, y, training, step):
        """loss [B], in a dict: the squared error between clean x and what becomes of noisy x.

        The model itself takes images to their reconstructions, `self(images)`. The noise is that of
        `noise.corrupted` for the model's `corruption`, `strength` and `seed` and for the step; its
        purpose is noise.TRAINING in training, else noise.EVALUATION.
        Source: lecture, "Autoencoders", L_DAE.
        """
        purpose = noise.TRAINING if training else noise.EVALUATION
        noisy = noise.corrupted(x, self.corruption, self.strength, self.seed, purpose, step)
        return {"loss": squared_error(x, self(noisy))}

    def get_config(self):
        return super().get_config() | {"corruption": self.corruption, "strength": self.strength}


@keras.saving.register_keras_serializable(package="lab")
class SparseAutoencoder(Autoencoder):
    """Sigmoid code units of which each is active, on average over the images, at a rate rho.

        loss = (x - decoder(code))^2 + beta sum over units j of KL(B_rho || B_rho_hat_j)

    with the squared error as the mean over pixels, rho_hat_j the mean of unit j over the batch,
    the KL in nats. As metrics, `sparsity` (the sum of KLs) and `loss` are those of all images of an
    epoch or an evaluation together, weighted by sample weights, whatever the size of the batches;
    a mean over the KLs of small batches would lie above.
    Raises ValueError where rho is not between 0 and 1 or beta is negative.
    Source: lecture, "Autoencoders", L_SAE, with the code as the one layer that is sparse.
    """

    term_names = ("loss", "recon", "sparsity")

    def __init__(self, *args, rho=0.05, beta=1e-3, code_activation="sigmoid", **kwargs):
        super().__init__(*args, code_activation=code_activation, **kwargs)
        self.rho = real_number("rho", rho, above=0, below=1)
        self.beta = real_number("beta", beta, at_least=0)
        self.rho_hat = MeanOfVectors(self.code_dim, name="rho_hat")

    def terms(self, x, y, training, step):
        """A dict of loss, recon, sparsity [B] and code [B, Z].

            loss = recon + beta sum over units j of KL(B_rho || B_rho_hat_j)

        recon is the squared error, rho_hat_j the mean of unit j over the batch. `sparsity(rho_hat)`
        gives the sum of KLs, nats; as a term it is the same for every image.
        Source: lecture, "Autoencoders", L_SAE.
        """
        code = self.encode(x)
        recon = squared_error(x, self.decode(code))
        sparsity = self.sparsity(summed(share_of_mean(code)))
        loss = recon + self.beta * sparsity
        return {"loss": loss, "recon": recon, "sparsity": sparsity + 0 * recon, "code": code}

    def sparsity(self, rho_hat):
        """Sum over units j of KL(B_rho || B_rho_hat_j), nats: mean activities [Z] -> []."""
        return kl_between_bernoullis(self.rho, rho_hat)

    @property
    def metrics(self):
        return [*self.term_means, self.rho_hat]

    def get_metrics_result(self):
        recon = self.term_means[self.term_names.index("recon")].result()
        sparsity = self.sparsity(self.rho_hat.result())
        return {"loss": recon + self.beta * sparsity, "recon": recon, "sparsity": sparsity}

    def _update_means(self, terms, weights):
        self.rho_hat.update_state(terms["code"], sample_weight=weights)
        return super()._update_means(terms, weights)

    def get_config(self):
        return super().get_config() | {"rho": self.rho, "beta": self.beta}


class MeanOfVectors(keras.metrics.Metric):
    """The mean of the rows of all [B, N] since the last reset: [N]."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.total = self.add_variable((size,), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, values, sample_weight=None):
        values = tf.cast(values, self.dtype)
        weights = tf.ones(tf.shape(values)[:1]) if sample_weight is None else sample_weight
        weights = tf.cast(weights, self.dtype)
        self.total.assign_add(tf.linalg.matvec(values, weights, transpose_a=True))
        self.count.assign_add(tf.reduce_sum(weights))

    def result(self):
        return tf.math.divide_no_nan(self.total.value, self.count.value)


@keras.saving.register_keras_serializable(package="lab")
class ContractiveAutoencoder(CodeModel):
    """code = sigmoid(x W + b), reconstruction = code W^T + c: codes that are insensitive to x.

        loss = (x - reconstruction)^2 + beta ||d code / d x||_F^2

    with the squared error as the mean over pixels, and the penalty as `squared_norm` has it. The
    weights are tied: else a small encoder and a large decoder would lower the penalty and leave
    the whole map as it was.

    Images x [B, D], codes [B, Z].
    Raises ValueError where a width is below one or beta is negative.
    Source: lecture, "Autoencoders" (its formula lacks the square and it says contrastive); Rifai et
    al., "Contractive Auto-Encoders" (2011).
    """

    term_names = ("loss", "recon", "contraction")

    def __init__(self, code_dim=256, beta=1e-3, input_dim=784, seed=0, **kwargs):
        super().__init__(seed=seed, **kwargs)
        self.code_dim = positive_integer("code_dim", code_dim)
        self.beta = real_number("beta", beta, at_least=0)
        self.input_dim = positive_integer("input_dim", input_dim)
        seed = 1_000 * self.seed + 1
        self.encoder = dense(self.code_dim, seed, "sigmoid", "encoder", self.dtype_policy)
        self.pixel_bias = self.add_weight(
            shape=(self.input_dim,), initializer="zeros", name="pixel_bias"
        )

    def build(self, input_shape=None):
        self.encoder.build((None, self.input_dim))
        self.built = True

    def encode(self, x):
        """Images [B, D] -> codes [B, Z] in (0, 1)."""
        self.check_images(x)
        return at_least_float32(self.encoder(x))

    def decode(self, code):
        """Codes [B, Z] -> images [B, D]; nothing keeps them within [0, 1]."""
        codes("code", code, self.code_dim)
        # where the model is called in half precision, Keras hands out weights in it
        kernel, bias = (
            tf.cast(tf.convert_to_tensor(weight), code.dtype)
            for weight in (self.encoder.kernel, self.pixel_bias)
        )
        return tf.matmul(code, kernel, transpose_b=True) + bias

    def squared_norm(self, code):
        """The squared Frobenius norm of the encoder's Jacobian dh / dx, [B], at codes h [B, Z].

        In closed form: sum over j of (h_j (1 - h_j))^2 sum over i of W_ij^2.

        It is the sum of the squares of all dh_j / dx_i. h = sigmoid(x W + b), where W [D, Z] is the
        encoder's kernel, `encoder.kernel`; x is not needed.
        Source: Rifai et al. (2011).
        """
        slopes = tf.square(code * (1 - code))
        return tf.linalg.matvec(slopes, tf.reduce_sum(tf.square(self.encoder.kernel), 0))

    def terms(self, x, y, training, step):
        """A dict of [B]: loss; recon (squared error); contraction (squared Frobenius norm)."""
        code = self.encode(x)
        recon = squared_error(x, self.decode(code))
        contraction = self.squared_norm(code)
        return {
            "loss": recon + self.beta * contraction,
            "recon": recon,
            "contraction": contraction,
        }

    def get_config(self):
        return super().get_config() | {
            "code_dim": self.code_dim,
            "beta": self.beta,
            "input_dim": self.input_dim,
            "seed": self.seed,
        }
