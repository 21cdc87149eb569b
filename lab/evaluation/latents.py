"""How many latents of a VAE count, by their KL or by the variance of their means."""

import numpy as np

# nats of KL from which a latent counts as in use
IN_USE = 0.1


def in_use(kl):
    """Number of latents in use, those with at least IN_USE nats of KL(q(z_j|x) || p(z_j)): kl [Z].

    I(x; z_j) is at most that KL: a latent with less tells next to nothing about the image. Its
    mean may still vary, and by that it counts among the `active_units`.
    """
    return int(np.sum(np.asarray(kl) >= IN_USE))


def active_units(mu, least=0.01):
    """Number of active latents, those whose posterior mean varies over the images: mu [N, Z].

    A unit is active where Cov_x(E_q(z|x)[z]) > least. That costs a KL of least / 2 at least, which
    is 0.005 nats: see `in_use`.
    Source: Burda, Grosse, Salakhutdinov, "Importance Weighted Autoencoders" (2016), section 5.2.
    """
    return int(np.sum(np.var(np.asarray(mu, np.float64), axis=0) > least))
