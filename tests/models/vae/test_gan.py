import keras
import numpy as np
import tensorflow as tf

from lab.models import VAEGAN, noise
from tests.support.helpers import LabTest, quiet, tiny_split

X = np.tile(tiny_split(20, 4).images, 4)
SIZES = {
    "encoder_layers": (7,),
    "decoder_layers": (6,),
    "image_shape": (8, 8),
    "channels": 3,
    "discriminator_channels": 4,
    "discriminator_units": 5,
    "z_dim": 2,
}


def small(optimizer=None, discriminator_optimizer=None, **options):
    model = VAEGAN(**{**SIZES, "seed": 3, **options})
    model.compile(optimizer or keras.optimizers.Adam(0.01), discriminator_optimizer)
    return model


def values(layers):
    return [v.numpy() for layer in layers for v in layer.weights]


def sigmoid(logits):
    return 1 / (1 + np.exp(-np.asarray(logits, float)))


class Losses(LabTest):
    def terms_by_hand(self, model, purpose, step):
        """The lecture's three losses, [B] each, and log Dis of both kinds of made images."""
        mu, log_var = (np.asarray(v, float) for v in model.encode(X))
        epsilon, from_prior = noise.normal((2, 20, 2), model.seed, purpose, step).numpy()
        made = model.decode((mu + np.exp(log_var / 2) * epsilon).astype(np.float32))
        sampled = model.decode(from_prior)
        (of_real, real), (of_made, fake), (_, other) = map(model.discriminate, (X, made, sampled))
        apart = np.asarray(of_real, float) - np.asarray(of_made, float)
        count = apart.shape[1]
        real, fake, other = (sigmoid(logits) for logits in (real, fake, other))
        x, p = X.astype(float), np.asarray(made, float)
        return {
            "prior": (np.exp(log_var) - log_var - 1 + mu**2).sum(1) / 2,
            "llike": (apart**2).sum(1) / 2 + count / 2 * np.log(2 * np.pi),
            "gan": np.log(real) + np.log(1 - other) + np.log(1 - fake),
            "fooled": -np.log(other) - np.log(fake),
            "real_right": real > 0.5,
            "fake_right": ((fake < 0.5) + (other < 0.5).astype(float)) / 2,
            "recon": -(x * np.log(p) + (1 - x) * np.log(1 - p)).mean(1),
        }

    def test_terms_beside_their_formulas(self):
        for layer in ("discriminator_convolution", "discriminator_hidden"):
            model = small(similarity_layer=layer)
            for training, purpose in ((True, noise.TRAINING), (False, noise.EVALUATION)):
                found = model.terms(X, None, training, 5)
                expected = self.terms_by_hand(model, purpose, 5)
                self.assertEqual(found.keys(), expected.keys())
                for name, values in expected.items():
                    np.testing.assert_allclose(found[name], values, rtol=2e-4, err_msg=name)

    def test_each_network_minimises_its_own(self):
        model = small(gamma=0.3, beta=2.0)
        terms = {name: np.float32(i + 1) for i, name in enumerate(("prior", "llike", "gan"))}
        encoder, decoder, discriminator = model.objectives({**terms, "fooled": np.float32(7)})
        self.assertAlmostEqual(encoder, 2 * 1 + 2)
        self.assertAlmostEqual(decoder, 0.3 * 2 + 7, places=5)
        self.assertAlmostEqual(discriminator, -3)

    def test_the_named_layer_s_activations_have_a_root_mean_square_of_one(self):
        for layer, count in (("discriminator_convolution", 2 * 2 * 4), ("discriminator_hidden", 5)):
            features, logits = small(similarity_layer=layer).discriminate(X)
            self.assertEqual(features.shape, (20, count))
            self.assertEqual(logits.shape, (20,))
            np.testing.assert_allclose(np.mean(np.square(features), 1), 1, rtol=1e-3)

    def test_the_scale_of_a_layer_s_weights_changes_nothing_behind_it(self):
        for number in range(2):
            model = small(similarity_layer="discriminator_hidden")
            features, logits = model.discriminate(X)
            kernel = model.discriminator[number].kernel
            kernel.assign(3 * kernel)
            again, logits_again = model.discriminate(X)
            np.testing.assert_allclose(again, features, rtol=1e-3, atol=1e-4)
            np.testing.assert_allclose(logits_again, logits, rtol=1e-3, atol=1e-4)

    def test_a_layer_that_there_is_not(self):
        with self.assertRaisesRegex(ValueError, "discriminator_hidden.*'somewhere'"):
            VAEGAN(similarity_layer="somewhere")


class Updates(LabTest):
    def test_an_optimizer_at_rest_leaves_its_network_alone_and_the_others_move(self):
        """SGD with rate 0 is bitwise still; the rest moves by its own objective's gradient."""
        for moving, rates in (((0, 1), (0.1, 0.0)), ((2,), (0.0, 0.1)), ((0, 1, 2), (0.1, 0.1))):
            model = small(*map(keras.optimizers.SGD, rates))
            before = [values(layers) for layers in model.networks]
            variables = [v for _, v in model.optimizers]
            gradients = []
            for i in range(3):
                with tf.GradientTape() as tape:
                    terms = model.terms(X, None, training=True, step=0)
                    loss = tf.reduce_mean(model.objectives(terms)[i])
                gradients.append(tape.gradient(loss, variables[i]))
            model.train_step((X, X))
            for i, layers in enumerate(model.networks):
                rate = 0.1 if i in moving else 0.0
                steps = zip(before[i], values(layers), gradients[i], strict=True)
                for old, new, gradient in steps:
                    if rate == 0:
                        np.testing.assert_array_equal(new, old)
                    else:
                        self.assertGreater(np.abs(gradient).max(), 0)
                        np.testing.assert_allclose(new, old - rate * gradient, atol=1e-5)

    def test_each_network_has_an_optimizer_and_together_they_have_every_weight(self):
        model = small()
        optimizers, variables = zip(*model.optimizers, strict=True)
        self.assertEqual(len({id(optimizer) for optimizer in optimizers}), 3)
        paths = [v.path for of_one in variables for v in of_one]
        self.assertEqual(sorted(paths), sorted(v.path for v in model.trainable_variables))
        self.assertEqual(len(set(paths)), len(paths))

    def test_the_discriminator_learns_to_tell_and_the_decoder_to_fool(self):
        model = small(keras.optimizers.SGD(0.0), keras.optimizers.Adam(0.01))
        history = model.fit(X, X, epochs=40, batch_size=20, verbose=0).history
        self.assertGreater(history["gan"][-1], history["gan"][0] + 0.3)
        first = model.terms(X, None, training=False, step=0)
        model.compile(keras.optimizers.Adam(0.01), keras.optimizers.SGD(0.0))
        model.fit(X, X, epochs=40, batch_size=20, verbose=0)
        last = model.terms(X, None, training=False, step=0)
        self.assertLess(np.mean(last["fooled"]), np.mean(first["fooled"]) - 0.1)


class KerasManners(LabTest):
    def test_saved_and_loaded_it_goes_on_training_as_if_nothing_had_happened(self):
        model = small(discriminator_optimizer=keras.optimizers.SGD(0.01, momentum=0.9))
        model.fit(X, X, epochs=2, batch_size=10, verbose=0, shuffle=False)
        with quiet():
            model.save(self.folder / "model.keras")
            again = keras.models.load_model(self.folder / "model.keras")
        self.assertEqual([int(o.iterations) for o, _ in again.optimizers], [4, 4, 4])
        for each in (model, again):
            each.fit(X, X, epochs=1, batch_size=10, verbose=0, shuffle=False)
        for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_samples_are_a_function_of_the_seed(self):
        model = small()
        z = noise.normal((9, 2), model.seed, noise.SAMPLE, 4)
        np.testing.assert_array_equal(model.sample(9, seed=4), model.decode(z))

    def test_compiled_and_fitted_by_name(self):
        model = VAEGAN(**SIZES)
        model.compile(optimizer="adam")
        history = model.fit(X, X, validation_data=(X, X), verbose=0).history
        names = set(VAEGAN.term_names)
        self.assertEqual(set(history), names | {f"val_{name}" for name in names})
        self.assertEqual(model(X)["reconstruction"].shape, (20, 64))
