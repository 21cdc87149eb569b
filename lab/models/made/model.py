"""MADE: an exact density of binary images from one network with masked weights."""

import keras
import numpy as np
import tensorflow as tf

from lab.checks import boolean, positive_integer, real_number
from lab.framework import MaskedLinear
from lab.framework.ops import binary_cross_entropy_from_logits
from lab.models import inputs, noise
from lab.models.base import TermModel
from lab.models.checks import positive_integers
from lab.models.densities import at_least_float32, log_mean_exp, log_odds
from lab.models.made.degrees import (
    degrees_of_orders,
    hidden_degrees,
    layer_masks,
    union_of_masks,
)
from lab.models.made.orders import check_prefix, pixel_orders
from lab.models.made.sampling import sample_mixture

_SURELY_BLACK = -1e4


@keras.saving.register_keras_serializable(package="lab")
class MADE(TermModel):
    """log p(x) = sum over positions t of log p(x_t | the pixels before t), from one forward pass.

    `MADE()` is the coursework's network 784-784-784-784: masks A, B, B, one unit per pixel. Images
    x [B, D] hold 0 and 1; outputs are logits [B, D]; the loss is -log p(x) in nats per image.

    hidden_units, degrees: the widths, and how a width other than D spreads its degrees, "even" or
        "sampled": `degrees.hidden_degrees`.
    order, orders: in which order the pixels come: `orders.pixel_orders`. Several orders share
        the weights, each tied to its pixel, and the density is the mean of theirs:
        (1/n) sum over o of p_o(x). (The mean of their logits is none.) Two opposite orders share
        the biases, but each takes its own half of every kernel: only weights between hidden units
        of one degree serve both.
    all_at_once: an update trains every order on its batch, in n passes, and Adam's moments are
        those of one gradient; otherwise update number s trains order s mod n.
    direct: adds masked connections from the inputs to the outputs.
    residual: a hidden layer but the first gives h + ReLU(h w + b); all must be of one width.
    dropout: the share of each hidden layer's units that a training step leaves out.
    seed: of the weights, sampled degrees, random orders and dropout.

    Raises ValueError where an argument is invalid.
    Source: coursework, sections 1.3 and 3.3; Germain et al., "MADE" (2015), also for the direct
    connections and training over several orders; He et al. (2016) for the residual ones.
    """

    pixels = inputs.BINARY

    def __init__(
        self,
        input_dim=784,
        hidden_units=(784, 784),
        degrees="even",
        order="raster",
        orders=None,
        all_at_once=False,
        direct=False,
        residual=False,
        dropout=0.0,
        seed=0,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        self.input_dim = positive_integer("input_dim", input_dim)
        self.hidden_units = positive_integers("hidden_units", hidden_units)
        self.degrees = degrees
        self.order = order if isinstance(order, str) else np.asarray(order).tolist()
        self.orders = None if orders is None else positive_integer("orders", orders)
        self.all_at_once = boolean("all_at_once", all_at_once)
        self.direct = boolean("direct", direct)
        self.residual = boolean("residual", residual)
        self.dropout = real_number("dropout", dropout, at_least=0, below=1)

        self.pixel_orders = pixel_orders(order, self.orders, self.input_dim, self.seed)
        self.hidden_degrees = hidden_degrees(
            self.hidden_units, self.input_dim, degrees, residual, seed
        )
        self._make_layers()

    def _make_layers(self):
        # One order: the pixels are put into it, and the masks are triangular. Several orders: the
        # pixels stay where they are, and the masks at the pixels follow the order of the call.
        self.num_orders = len(self.pixel_orders)
        self.moves = self.num_orders == 1 and self.order != "raster"
        orders_to_mask = self.pixel_orders if self.num_orders > 1 else np.arange(self.input_dim)
        self.positions = np.argsort(np.atleast_2d(orders_to_mask), axis=1)
        self.order_degrees = degrees_of_orders(self.positions, self.hidden_degrees)
        *masks, direct = union_of_masks(self.positions, self.order_degrees)
        self.hidden = [self._linear(mask, i, rectified=True) for i, mask in enumerate(masks[:-1])]
        self.output_layer = self._linear(masks[-1], 98)
        self.direct_layer = self._linear(direct, 99) if self.direct else None

    def _linear(self, mask, index, rectified=False):
        return MaskedLinear(
            mask.shape[1],
            mask=mask,
            rectified=rectified,
            kernel_initializer=keras.initializers.GlorotUniform(seed=1_000 * self.seed + index),
            dtype=self.dtype_policy,
        )

    @property
    def masked_layers(self):
        """From the pixels to the logits; the last one is direct, where there is such a layer."""
        ends = [self.output_layer, self.direct_layer] if self.direct else [self.output_layer]
        return [*self.hidden, *ends]

    @property
    def free_parameters(self):
        """How many weights and biases the masks leave to be learned."""
        return sum(int(layer.mask.sum()) + layer.units for layer in self.masked_layers)

    def build(self, input_shape=None):
        for layer in self.masked_layers:
            if not layer.built:
                layer.build((None, len(layer.mask)))
        self.built = True

    def start_at_frequencies(self, images):
        """Sets the output biases to the log-odds of each pixel in images [N, D] of 0 and 1.

        Training then starts from independent pixels, not from fair coins.
        """
        self.build()
        self.check_images(images, "images")
        ones = self._in_order(tf.constant(images, tf.float32)).numpy().sum(axis=0)
        self.output_layer.bias.assign(log_odds(ones, len(images)))

    def call(self, x):
        """Images [B, D] -> logits [B, D] under the first order."""
        return self._conditional_logits(x, 0)

    def conditional_logits(self, x, which=0):
        """The logits of p(x_i = 1 | the pixels before i in order number `which`): [B, D] by i.

        Raises ValueError where there is no such order.
        """
        self.check_which(which)
        self.check_images(x)
        return self._conditional_logits(x, which)

    def _conditional_logits(self, x, which):
        logits = self._network(self._arranged(x), which)
        return tf.gather(logits, np.argsort(self.pixel_orders[0]), axis=1) if self.moves else logits

    def check_which(self, which):
        """ValueError unless there is an order of this number."""
        if not 0 <= which < self.num_orders:
            last = self.num_orders - 1
            raise ValueError(f"which: expected an order from 0 to {last}, received {which}")

    def log_prob(self, x):
        """log p(x) in nats [B], with p(x) = (1/n) sum over the n orders o of p_o(x).

            log p_o(x) = sum over pixels i of x_i log p_i + (1 - x_i) log(1 - p_i)

        where p_i = sigmoid(a_i), and a_i, one of `conditional_logits`, is the network's logit of
        p_o(x_i = 1 | the pixels before i in order o); there are `num_orders` orders. The mean is
        taken of the probabilities, not of their logarithms.
        Raises ValueError (when called eagerly) where x is not binary images [B, D].
        Source: coursework, section 1.3; Germain et al., "MADE" (2015), sections 3 and 4.3.
        """
        self.check_images(x)
        x = self._arranged(x)

        def under_order(which):
            logits = self._network(x, which)
            return -binary_cross_entropy_from_logits(logits, tf.cast(x, logits.dtype))

        return log_mean_exp(self._of_each_order(under_order))

    def component_log_probs(self, given):
        """log p_o(given pixels) in nats [orders, B]; given [B, D] is NaN at the other pixels.

        Raises ValueError where what is given is no prefix of every order, or not binary.
        """
        inputs.known_pixels(self.input_dim).check("given", given)
        given = np.asarray(given)
        known = ~np.isnan(given)
        for number, order in enumerate(self.pixel_orders):
            check_prefix(known, order, number)
        x, known = self._arranged(np.where(known, given, 0)), self._in_order(known)

        def under_order(which):
            # an unknown pixel is 0 and surely 0: it adds log 1
            logits = tf.where(known, self._network(x, which), _SURELY_BLACK)
            return -binary_cross_entropy_from_logits(logits, tf.cast(x, logits.dtype))

        return self._of_each_order(under_order).numpy()

    def sample(self, n, seed=0, given=None):
        """n images [n, D] of 0 and 1, in NumPy: a function of the weights and the arguments alone.

        given: [D], or [n, D] for each image its own: 0 or 1 at the pixels that are fixed, NaN at
        those to sample. The fixed ones must be a prefix of every order; the order of an image is
        sampled by its probability of what is given.
        Raises ValueError where n is below 1, or `given` is no prefix, not binary or of another
        shape.
        """
        return sample_mixture([self], n, seed, given)

    def terms(self, x, y, training, step):
        """loss: -log p(x) in nats; in training the mean of -log p_o(x) over this step's orders."""
        if not training:
            return {"loss": -self.log_prob(x)}
        x, passes = self._arranged(x), self.num_orders if self.all_at_once else 1
        losses = []
        for number in range(passes):
            turn = step * passes + number
            logits = self._network(x, which=turn % self.num_orders, dropout_step=turn)
            losses.append(binary_cross_entropy_from_logits(logits, tf.cast(x, logits.dtype)))
        return {"loss": tf.add_n(losses) / passes}

    def get_config(self):
        return super().get_config() | {
            "input_dim": self.input_dim,
            "hidden_units": self.hidden_units,
            "degrees": self.degrees,
            "order": self.order,
            "orders": self.orders,
            "all_at_once": self.all_at_once,
            "direct": self.direct,
            "residual": self.residual,
            "dropout": self.dropout,
            "seed": self.seed,
        }

    def _of_each_order(self, function):
        """function(which) [B] for every order, as one [orders, B], whatever their number."""
        function = tf.autograph.experimental.do_not_convert(function)
        dtype = at_least_float32(tf.zeros([], self.compute_dtype)).dtype
        return tf.map_fn(function, tf.range(self.num_orders), fn_output_signature=dtype)

    def _arranged(self, x):
        return self._in_order(tf.cast(x, self.compute_dtype))

    def _in_order(self, x):
        """Puts the pixels into the one order; several orders leave them and move the masks."""
        return tf.gather(x, self.pixel_orders[0], axis=1) if self.moves else x

    def _network(self, x, which, dropout_step=None):
        """Pixels [B, D] as `_in_order` leaves them -> logits [B, D], placed alike."""
        *masks, earlier = self._masks(which)
        hidden = self._dropped(self.hidden[0](x, masks[0]), 0, dropout_step)
        for index, layer in enumerate(self.hidden[1:], 1):
            above = self._dropped(layer(hidden, masks[index]), index, dropout_step)
            hidden = hidden + above if self.residual else above
        logits = self.output_layer(hidden, masks[-1])
        if self.direct:
            logits += self.direct_layer(x, earlier)
        return at_least_float32(logits)

    def _masks(self, which):
        """Of all layers under order number `which`; None stands for the only one they have."""
        if self.num_orders == 1:
            return [None] * (len(self.hidden) + 2)
        rows = (self.positions, *self.order_degrees)
        positions, *degrees = (tf.gather(tf.constant(row), which) for row in rows)
        return layer_masks(positions, degrees)

    def _dropped(self, hidden, index, step):
        if step is None or not self.dropout:
            return hidden
        return noise.dropout(hidden, self.dropout, self.seed, index, step)
