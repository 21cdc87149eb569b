"""The lab sheet's VAE in JAX, with optax's Adam."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

from lab.benchmarks.peers.vae import weights


class _Training:
    """A training's weights, at first those of the lab's model, and its step."""

    def __init__(self, model, images, labels, learning_rate):
        self.images, self.labels = images, labels
        self.optimizer = optax.adam(learning_rate, eps=1e-7)
        layers = jax.tree.map(jnp.array, weights.arrays(model))
        self.state = layers, self.optimizer.init(layers), jax.random.key(0)
        self._keras_model = model

    @property
    def model(self):
        """The lab's model with the weights that this training has reached."""
        return weights.assigned(self._keras_model, jax.tree.map(np.asarray, self.state[0]))

    def _update(self, state, batch):
        """The state after a step on this batch, and the step's four means."""
        layers, adam, key = state
        key, noise_key = jax.random.split(key)
        gradient, terms = jax.grad(_loss, has_aux=True)(layers, *batch, noise_key)
        changes, adam = self.optimizer.update(gradient, adam, layers)
        return (optax.apply_updates(layers, changes), adam, key), terms


class Scan(_Training):
    """A whole epoch in one program."""

    def __init__(self, *args):
        super().__init__(*args)
        self.batches = jnp.array(self.images), jnp.array(self.labels)
        self._epoch = jax.jit(self._scan, static_argnames="steps", donate_argnames="state")

    def train(self, steps):
        self.state, means = self._epoch(self.state, self.batches, steps=steps)
        jax.block_until_ready((self.state, means))

    def _scan(self, state, batches, steps):
        first = jax.tree.map(lambda values: values[:steps], batches)
        state, terms = jax.lax.scan(self._update, state, first)
        return state, terms.mean(axis=0)


class StepByStep(_Training):
    """One call of a compiled program per step."""

    def __init__(self, *args):
        super().__init__(*args)
        self.batches = [
            (jnp.array(x), jnp.array(y)) for x, y in zip(self.images, self.labels, strict=True)
        ]
        self._step = jax.jit(self._update, donate_argnums=0)

    def train(self, steps):
        totals = jnp.zeros(4)
        for batch in self.batches[:steps]:
            self.state, terms = self._step(self.state, batch)
            totals += terms
        jax.block_until_ready((self.state, totals))


def _loss(layers, x, y, noise_key):
    """The sheet's loss on images x [B, D] and labels y [B]; and it with its three terms, as [4]."""
    encoder, mu_head, log_var_head, decoder, pixel_head, classifier, digit_head = layers
    hidden = jax.nn.sigmoid(_dense(x, encoder))
    mu, log_var = _dense(hidden, mu_head), _dense(hidden, log_var_head)
    z = mu + jnp.exp(log_var / 2) * jax.random.normal(noise_key, mu.shape)
    digit_logits = _dense(jax.nn.sigmoid(_dense(x, classifier)), digit_head)
    inputs = jnp.concatenate([z, jax.nn.softmax(digit_logits)], axis=1)
    pixel_logits = _dense(jax.nn.sigmoid(_dense(inputs, decoder)), pixel_head)
    recon = optax.sigmoid_binary_cross_entropy(pixel_logits, x).mean()
    kl = 0.5 * jnp.mean(jnp.exp(log_var) - log_var - 1 + mu**2)
    cls = optax.softmax_cross_entropy_with_integer_labels(digit_logits, y).mean()
    loss = 100 * recon + 10 * kl + 10 * cls
    return loss, jnp.stack([loss, recon, kl, cls])


def _dense(x, layer):
    kernel, bias = layer
    return x @ kernel + bias
