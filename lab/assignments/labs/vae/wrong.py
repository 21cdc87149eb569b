"""Typical wrong answers of lab 5: FUNCTION__MISTAKE, as a student's file would have them."""

import tensorflow as tf

from lab.models import noise
from lab.models.densities import kl_to_standard_normal, kl_to_uniform

LARGEST = 20.0


def _hidden(self, x, y):
    return self.encoder(self._into_encoder(x, y))


def _float32(tensor):
    return tf.cast(tensor, tf.float32) if tensor.dtype == tf.float16 else tensor


def _bounded(log_var):
    return tf.clip_by_value(_float32(log_var), -LARGEST, LARGEST)


def encode__exchanged(self, x, y=None):
    hidden = _hidden(self, x, y)
    return _float32(self.log_var_head(hidden)), _bounded(self.mu_head(hidden))


def encode__one_head(self, x, y=None):
    mu = self.mu_head(_hidden(self, x, y))
    return _float32(mu), _bounded(mu)


def encode__split(self, x, y=None):
    hidden = _hidden(self, x, y)
    both = tf.concat([self.mu_head(hidden), self.log_var_head(hidden)], -1)
    mu, log_var = tf.split(both, 2)
    return _float32(mu), _bounded(log_var)


def encode__variance(self, x, y=None):
    hidden = _hidden(self, x, y)
    return _float32(self.mu_head(hidden)), tf.exp(_bounded(self.log_var_head(hidden)))


def encode__activation(self, x, y=None):
    hidden = _hidden(self, x, y)
    return _float32(self.mu_head(hidden)), tf.nn.softplus(_bounded(self.log_var_head(hidden)))


def encode__mu_activation(self, x, y=None):
    hidden = _hidden(self, x, y)
    return tf.tanh(_float32(self.mu_head(hidden))), _bounded(self.log_var_head(hidden))


def encode__not_bounded(self, x, y=None):
    hidden = _hidden(self, x, y)
    return _float32(self.mu_head(hidden)), _float32(self.log_var_head(hidden))


def encode__images_alone(self, x, y=None):
    hidden = self.encoder(x)
    return _float32(self.mu_head(hidden)), _bounded(self.log_var_head(hidden))


def encode__half(self, x, y=None):
    hidden = _hidden(self, x, y)
    log_var = self.log_var_head(hidden)
    return self.mu_head(hidden), tf.clip_by_value(log_var, -LARGEST, LARGEST)


def _noise(self, mu, epsilon):
    return self._epsilon(mu, noise.CALL, 0) if epsilon is None else epsilon


def reparameterize__deviation(self, mu, log_var, epsilon=None):
    return mu + tf.exp(log_var) * _noise(self, mu, epsilon)


def reparameterize__log_std(self, mu, log_var, epsilon=None):
    return mu + log_var * _noise(self, mu, epsilon)


def reparameterize__no_noise(self, mu, log_var, epsilon=None):
    return mu + tf.exp(log_var / 2)


def reparameterize__given_ignored(self, mu, log_var, epsilon=None):
    return mu + tf.exp(log_var / 2) * self._epsilon(mu, noise.CALL, 0)


def reparameterize__stopped(self, mu, log_var, epsilon=None):
    z = mu + tf.exp(log_var / 2) * _noise(self, mu, epsilon)
    return tf.stop_gradient(z - mu) + mu


def reparameterize__drawn(self, mu, log_var, epsilon=None):
    z = mu + tf.exp(log_var / 2) * _noise(self, mu, epsilon)
    return tf.stop_gradient(z)


def reparameterize__static_batch(self, mu, log_var, epsilon=None):
    if epsilon is None:
        epsilon = tf.random.normal(shape=mu.shape, dtype=mu.dtype)
    return mu + tf.exp(log_var / 2) * epsilon


def reparameterize__drawn_anew(self, mu, log_var, epsilon=None):
    if epsilon is None:
        epsilon = tf.random.normal(tf.shape(mu), dtype=mu.dtype)
    return mu + tf.exp(log_var / 2) * epsilon


def reparameterize__first_sample(self, mu, log_var, epsilon=None):
    epsilon = _noise(self, mu, epsilon)
    return mu + tf.exp(log_var / 2) * (epsilon[0] if len(epsilon.shape) > 2 else epsilon)


def _behind(self, z, probs):
    """z and the classes, whatever axes z has."""
    z = tf.cast(z, self.compute_dtype)
    shape = tf.concat([tf.shape(z)[:-1], tf.shape(probs)[-1:]], 0)
    return z, tf.broadcast_to(tf.cast(probs, z.dtype), shape)


def into_decoder__class_first(self, z, y):
    z, probs = _behind(self, z, self._class_probs(y, z.shape[-2]))
    return tf.concat([probs, z], -1)


def into_decoder__no_class(self, z, y):
    return tf.cast(z, self.compute_dtype)


def into_decoder__number(self, z, y):
    if len(y.shape) == 2:
        y = tf.argmax(y, axis=-1)
    return tf.concat(_behind(self, z, tf.cast(y, self.compute_dtype)[:, None]), -1)


def into_decoder__hard(self, z, y):
    if len(y.shape) == 2:
        y = tf.argmax(y, axis=-1)
    return tf.concat(_behind(self, z, tf.one_hot(y, self.num_classes)), -1)


def into_decoder__softmax(self, z, y):
    probs = tf.nn.softmax(self._class_probs(y, z.shape[-2]))
    return tf.concat(_behind(self, z, probs), -1)


def into_decoder__axis_one(self, z, y):
    z = tf.cast(z, self.compute_dtype)
    return tf.concat([z, tf.cast(self._class_probs(y, z.shape[-2]), z.dtype)], 1)


def into_decoder__repeated(self, z, y):
    probs = self._class_probs(y, z.shape[-2])
    if len(z.shape) == 3:
        probs = tf.reshape(tf.repeat(probs, z.shape[0], axis=0), [*z.shape[:2], self.num_classes])
    return tf.concat(_behind(self, z, probs), -1)


def into_decoder__first_class(self, z, y):
    probs = self._class_probs(y, z.shape[-2])[:1]
    return tf.concat(_behind(self, z, tf.tile(probs, [z.shape[-2], 1])), -1)


def into_decoder__single(self, z, y):
    probs = tf.cast(self._class_probs(y, z.shape[-2]), z.dtype)
    return tf.concat([z, tf.broadcast_to(probs, [*z.shape[:-1], self.num_classes])], -1)


def _terms(
    self,
    x,
    y,
    training,
    step,
    *,
    z=None,
    told=tf.nn.softmax,
    recon=lambda log_likelihood, d: -tf.reduce_mean(log_likelihood, 0) / d,
    kl=kl_to_standard_normal,
    shown=lambda kl, n: kl / n,
    cls=None,
    weights=None,
    loss=lambda recon, kl, cls, weights: weights[0] * recon + weights[1] * kl + weights[2] * cls,
):
    """The sheet's terms, with one of them otherwise."""
    logits = self.classify(x)
    mu, log_var = self.encode(x)
    if z is None:
        z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
    else:
        z = z(mu, log_var)
    recon = recon(self._log_likelihood(x, z, told(logits)), self.input_dim)
    kl = kl(mu, log_var)
    labels = tf.cast(y, tf.int32)
    cls = (cls or _cross_entropy)(labels, logits)
    weights = (*(weights or self._loss_weights(training, step)), self.digit_classification_weight)
    right = tf.cast(tf.argmax(logits, 1, output_type=tf.int32) == labels, recon.dtype)
    return {
        "loss": loss(recon, kl, cls, weights),
        "recon": recon,
        "kl": shown(kl, self.z_dim),
        "cls": cls,
        "accuracy": right,
    }


def _cross_entropy(labels, logits):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def terms__recon_summed(self, x, y, training, step):
    return _terms(self, x, y, training, step, recon=lambda found, d: -tf.reduce_mean(found, 0))


def terms__likelihood_sign(self, x, y, training, step):
    return _terms(self, x, y, training, step, recon=lambda found, d: tf.reduce_mean(found, 0) / d)


def terms__samples_summed(self, x, y, training, step):
    return _terms(self, x, y, training, step, recon=lambda found, d: -tf.reduce_sum(found, 0) / d)


def terms__averaged(self, x, y, training, step):
    found = _terms(self, x, y, training, step)
    return {name: tf.reduce_mean(term) for name, term in found.items()}


def terms__kl_summed(self, x, y, training, step):
    return _terms(self, x, y, training, step, shown=lambda kl, n: kl)


def terms__kl_mean(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return weights[0] * recon + weights[1] * kl / self.z_dim + weights[2] * cls

    return _terms(self, x, y, training, step, loss=loss)


def terms__kl_sign(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return weights[0] * recon - weights[1] * kl + weights[2] * cls

    return _terms(self, x, y, training, step, loss=loss)


def terms__ascended(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return -(weights[0] * recon + weights[1] * kl + weights[2] * cls)

    return _terms(self, x, y, training, step, loss=loss)


def terms__printed(self, x, y, training, step):
    def kl(mu, log_var):
        return tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2

    return _terms(self, x, y, training, step, kl=kl)


def terms__log_std(self, x, y, training, step):
    def kl(mu, log_var):
        return tf.reduce_sum(tf.exp(2 * log_var) - 2 * log_var - 1 + mu**2, -1) / 2

    return _terms(self, x, y, training, step, kl=kl)


def terms__turned(self, x, y, training, step):
    def kl(mu, log_var):
        return tf.reduce_sum((1 + mu**2) / tf.exp(log_var) + log_var - 1, -1) / 2

    return _terms(self, x, y, training, step, kl=kl)


def terms__added(self, x, y, training, step):
    def kl(mu, log_var):
        return tf.reduce_sum(1 + log_var - mu**2 - tf.exp(log_var), -1) / 2

    return _terms(self, x, y, training, step, kl=kl)


def terms__labels(self, x, y, training, step):
    return _terms(self, x, y, training, step, told=lambda logits: tf.cast(y, tf.int32))


def terms__logits(self, x, y, training, step):
    return _terms(self, x, y, training, step, told=lambda logits: logits)


def terms__stopped(self, x, y, training, step):
    def told(logits):
        return tf.stop_gradient(tf.nn.softmax(logits))

    return _terms(self, x, y, training, step, told=told)


def terms__mean_of_q(self, x, y, training, step):
    return _terms(self, x, y, training, step, z=lambda mu, log_var: mu[None])


def terms__fixed_noise(self, x, y, training, step):
    return _terms(
        self, x, y, training, step, z=lambda mu, log_var: self.reparameterize(mu, log_var)[None]
    )


def terms__own_noise(self, x, y, training, step):
    def z(mu, log_var):
        epsilon = tf.random.normal([self.samples, *mu.shape], dtype=mu.dtype)
        return self.reparameterize(mu, log_var, epsilon)

    return _terms(self, x, y, training, step, z=z)


def terms__deviation(self, x, y, training, step):
    def z(mu, log_var):
        return mu + tf.exp(log_var) * self._noise(mu, training, step)

    return _terms(self, x, y, training, step, z=z)


def terms__softmax_twice(self, x, y, training, step):
    def cls(labels, logits):
        return _cross_entropy(labels, tf.nn.softmax(logits))

    return _terms(self, x, y, training, step, cls=cls)


def terms__samples_kept(self, x, y, training, step):
    return _terms(self, x, y, training, step, recon=lambda found, d: -found / d)


def terms__recon_without_weight(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return recon + weights[1] * kl + weights[2] * cls

    return _terms(self, x, y, training, step, loss=loss)


def terms__numbers_of_the_sheet(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return 100 * recon + 10 * kl / 10 + 10 * cls

    return _terms(self, x, y, training, step, loss=loss)


def terms__class_without_weight(self, x, y, training, step):
    def loss(recon, kl, cls, weights):
        return weights[0] * recon + weights[1] * kl + cls

    return _terms(self, x, y, training, step, loss=loss)


def terms__always_training(self, x, y, training, step):
    return _terms(self, x, y, True, step)


def terms__no_warm_up(self, x, y, training, step):
    weights = self.reconstruction_weight, self.beta
    return _terms(self, x, y, training, step, weights=weights)


def _checked(self, digit):
    if not 0 <= digit < self.num_classes:
        raise ValueError(digit)


def generate__any_digit(self, digit, z=None, seed=0):
    z = self._prior(1, seed) if z is None else z
    return self.decode(z, tf.tile(tf.one_hot([digit], self.num_classes), [z.shape[0], 1]))


def generate__misspelt(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = tf.random.normal((1, self.param["z_dim"])) if z is None else z
    return self.decode(z, tf.fill([z.shape[0]], digit))


def generate__own_noise(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = tf.random.normal((1, self.z_dim)) if z is None else z
    return self.decode(z, tf.fill([z.shape[0]], digit))


def generate__seed_ignored(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = self._prior(1, 0) if z is None else z
    return self.decode(z, tf.fill([z.shape[0]], digit))


def generate__one_label(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = self._prior(1, seed) if z is None else z
    return self.decode(z, tf.constant([digit]))


def generate__every_class(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = self._prior(1, seed) if z is None else z
    return self.decode(z, tf.range(z.shape[0]) % self.num_classes)


def generate__logits(self, digit, z=None, seed=0):
    _checked(self, digit)
    z = self._prior(1, seed) if z is None else z
    return self._pixel_logits(z, tf.fill([z.shape[0]], digit))


def generate__z_ignored(self, digit, z=None, seed=0):
    _checked(self, digit)
    return self.decode(self._prior(1, seed), tf.fill([1], digit))


def generate__from_one(self, digit, z=None, seed=0):
    z = self._prior(1, seed) if z is None else z
    if not 1 <= digit <= self.num_classes:
        raise ValueError(digit)
    return self.decode(z, tf.fill([z.shape[0]], digit - 1))


def _elbo(
    self,
    x,
    y,
    seed,
    *,
    of_classes=lambda q, by_class: tf.reduce_sum(q * by_class, -1),
    kl=kl_to_standard_normal,
    kl_of_class=kl_to_uniform,
    sign=-1,
    purpose=noise.EVALUATION,
):
    """The bound with one thing otherwise."""
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, self._epsilon(mu, purpose, seed))
    if y is not None:
        return self._log_likelihood(x, z, y) + sign * kl(mu, log_var)
    logits = self.classify(x)
    by_class = tf.transpose(self._log_likelihoods(x, z))
    found = of_classes(tf.nn.softmax(logits), by_class)
    return found + sign * kl(mu, log_var) + sign * kl_of_class(logits)


def _leaking(self, x, seed, free=True):
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
    logits = self.classify(x)
    found = self._log_likelihood(x, z, tf.nn.softmax(logits)) - kl_to_standard_normal(mu, log_var)
    return found if free else found - kl_to_uniform(logits)


def elbo__leaks(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed) if y is not None else _leaking(self, x, seed)


def elbo__of_the_mean_class(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed) if y is not None else _leaking(self, x, seed, free=False)


def elbo__class_for_free(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed, kl_of_class=lambda logits: 0.0)


def elbo__entropy(self, x, y=None, seed=0):
    def kl_of_class(logits):
        return tf.reduce_sum(tf.nn.softmax(logits) * tf.nn.log_softmax(logits), -1)

    return _elbo(self, x, y, seed, kl_of_class=kl_of_class)


def elbo__uniform(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed, of_classes=lambda q, found: tf.reduce_mean(found, -1))


def elbo__likeliest(self, x, y=None, seed=0):
    def of_classes(q, found):
        return tf.gather(found, tf.argmax(q, -1), batch_dims=1)

    return _elbo(self, x, y, seed, of_classes=of_classes)


def elbo__log_outside(self, x, y=None, seed=0):
    def of_classes(q, found):
        return tf.reduce_logsumexp(tf.math.log(q) + found, -1)

    return _elbo(self, x, y, seed, of_classes=of_classes)


def elbo__kl_sign(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed, sign=1)


def elbo__kl_mean(self, x, y=None, seed=0):
    def kl(mu, log_var):
        return kl_to_standard_normal(mu, log_var) / mu.shape[-1]

    return _elbo(self, x, y, seed, kl=kl)


def elbo__printed(self, x, y=None, seed=0):
    def kl(mu, log_var):
        return tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2

    return _elbo(self, x, y, seed, kl=kl)


def elbo__y_ignored(self, x, y=None, seed=0):
    return _elbo(self, x, None, seed)


def elbo__given_pays(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed) - (0 if y is None else kl_to_uniform(self.classify(x)))


def elbo__noise_of_training(self, x, y=None, seed=0):
    return _elbo(self, x, y, seed, purpose=noise.TRAINING)


def elbo__loss(self, x, y=None, seed=0):
    return -_elbo(self, x, y, seed)


def elbo__integrated(self, x, y=None, seed=0):
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
    return self._log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)
