"""The numbers of the browser beside NumPy's."""

import numpy as np

from lab.documents import explorer
from lab.storage import networks
from tests.support.explorer_pages import (
    LATENTS,
    PIXELS,
    STYLE_CLASSES,
    PageTest,
    made_logits,
    run,
    sigmoid,
)
from tests.support.helpers import softmax

CLOSE = 1e-3


class Agreement(PageTest):
    """The browser's numbers beside NumPy's, from the same shipped weights."""

    def close(self, found, expected):
        np.testing.assert_allclose(found, np.asarray(expected), atol=CLOSE)

    def test_codes_and_images_of_both_autoencoders(self):
        kinds = self.contents["autoencoder"]["kinds"]
        rng = np.random.default_rng(4)
        x, z = rng.random((3, PIXELS)), rng.normal(0, 2, (5, 2))
        for kind, layers in kinds.items():
            for way, inputs in (("encode", x), ("decode", z)):
                found = self.js(
                    "const run = lab.autoencoders().kinds[arguments[0]][arguments[1]];"
                    "return arguments[2].map((x) => Array.from(run(x)))",
                    *(kind, way, inputs.tolist()),
                )
                with self.subTest(f"{kind} {way}"):
                    self.close(found, run(layers[f"{way}r"], inputs))

    def test_nats_of_an_image(self):
        rng = np.random.default_rng(9)
        x, logits = rng.random(PIXELS), rng.normal(0, 30, PIXELS)
        found = self.js("return lab.crossEntropy(...arguments)", x.tolist(), logits.tolist())
        expected = np.logaddexp(0, logits) - x * logits
        self.assertAlmostEqual(found, expected.sum(), delta=1e-6)
        decode = self.contents["autoencoder"]["kinds"]["vae"]["decoder"]
        found = self.js("return Array.from(lab.autoencoders().kinds.vae.decode.logits([1, -1]))")
        self.close(sigmoid(np.array(found)), run(decode, np.array([[1, -1]]))[0])

    def test_a_class_in_a_style(self):
        rng = np.random.default_rng(5)
        z = rng.standard_normal((4, LATENTS))
        labels = [0, 2, 1, 2]
        found = self.js(
            "const { generate } = lab.conditional();"
            "return arguments[0].map((z, i) => Array.from(generate(z, arguments[1][i])))",
            *(z.tolist(), labels),
        )
        inputs = np.concatenate([z, np.eye(STYLE_CLASSES)[labels]], 1)
        self.close(found, run(self.contents["cvae"]["decoder"], inputs))

    def test_the_judge(self):
        x = np.random.default_rng(6).random((4, PIXELS))
        found = self.js(
            "return arguments[0].map((x) => lab.judge().probabilities(Float32Array.from(x)))",
            x.tolist(),
        )
        self.close(found, softmax(run(self.contents["autoencoder"]["judge"], x)))

    DRAW = """
        const numbers = (list) => list && Float32Array.from(list, (x) => (x === null ? NaN : x));
        made.start(numbers(given), numbers(uniforms));
        while (!made.done) made.step();
        return [Array.from(made.x), Array.from(made.probabilities), made.nats];
    """

    def sampled(self, made, uniforms, given=None, *arguments):
        script = f"const [uniforms, given, packed] = arguments; const made = {made}; {self.DRAW}"
        return map(np.array, self.js(script, uniforms.tolist(), given, *arguments))

    def check_sampled(self, packed, uniforms, found, given):
        """Every pixel had the probability that a whole forward pass gives, and kept to it."""
        x, probabilities, nats = found
        expected = sigmoid(made_logits(packed, x[None])[0])
        self.close(probabilities, expected)
        free = np.array([value is None for value in given or [None] * len(x)])
        sure = free & (np.abs(uniforms - expected) > CLOSE)
        np.testing.assert_array_equal(x[sure], (uniforms < expected)[sure])
        self.assertEqual(x[~free].tolist(), [value for value in given or [] if value is not None])
        likelihoods = np.where(x == 1, expected, 1 - expected)
        self.assertAlmostEqual(float(nats), -np.log(likelihoods).sum(), delta=0.01)

    def test_made_draws_with_the_probabilities_of_one_forward_pass(self):
        rng = np.random.default_rng(7)
        half = (rng.random(PIXELS // 2) < 0.3).astype(float).tolist()
        for given in (None, half + [None] * (PIXELS // 2)):
            uniforms = rng.random(PIXELS)
            found = self.sampled("lab.pixelByPixel().made", uniforms, given)
            self.check_sampled(self.contents["made"], uniforms, found, given)

    def test_so_does_a_made_with_direct_and_residual_connections(self):
        from lab.models import MADE

        model = MADE(24, (40, 40, 40), direct=True, residual=True, seed=5)
        model.build()
        shipped = {
            name: explorer._as_json(map(networks.packed, layers))
            for name, layers in networks.made(model).items()
        }
        packed = {
            "hidden": shipped["hidden"],
            "output": shipped["output"][0],
            "direct": shipped["direct"][0],
            "residual": True,
        }
        rng = np.random.default_rng(8)
        x = (rng.random((9, 24)) < 0.5).astype(np.float32)
        np.testing.assert_allclose(made_logits(packed, x), model(x), atol=0.05)
        uniforms = rng.random(24)
        found = self.sampled("new lab.PixelByPixel(packed)", uniforms, None, packed)
        self.check_sampled(packed, uniforms, found, None)

    def test_strokes_become_images_that_fit_the_box_with_their_ink_in_the_middle(self):
        strokes = [[[0.1, 0.2], [0.3, 0.9], [0.35, 0.3]], [[0.2, 0.5], [0.32, 0.5]]]
        sampled, centred, dot = self.js(
            """
            const [strokes, box] = arguments;
            return [
              lab.imageOf(strokes, [28, 28]),
              lab.centredImageOf(strokes, [28, 28], box),
              lab.centredImageOf([[[0.9, 0.1]]], [28, 28], box),
            ].map((image) => Array.from(image))
            """,
            *(strokes, 20),
        )
        expected = inked([28 * np.array(stroke) for stroke in strokes])
        self.close(np.reshape(sampled, (28, 28)), expected)
        # the strokes' height of 0.7 fills the box, but for half a pen at either end
        pixels = [np.array(stroke) * (20 - 2.5) / 0.7 for stroke in strokes]
        middle = np.concatenate(pixels)
        middle = 14 - (middle.min(0) + middle.max(0)) / 2
        fitted = inked([stroke + middle for stroke in pixels])
        shift = 14 - ink_centre(fitted)
        self.close(
            np.reshape(centred, (28, 28)), inked([stroke + middle + shift for stroke in pixels])
        )
        np.testing.assert_allclose(ink_centre(np.reshape(dot, (28, 28))), 14, atol=0.01)


def inked(strokes, pen=1.25):
    """Strokes [P, 2] in pixels -> [28, 28]: the pen's edge falls from 1 to 0 over one pixel."""
    at = np.stack(np.meshgrid(np.arange(28) + 0.5, np.arange(28) + 0.5), -1)
    image = np.zeros((28, 28))
    for stroke in strokes:
        for start, end in zip(stroke[:-1], stroke[1:], strict=True):
            step = end - start
            along = np.clip((at - start) @ step / (step @ step), 0, 1)
            distance = np.linalg.norm(at - start - along[..., None] * step, axis=-1)
            image = np.maximum(image, np.clip(pen + 0.5 - distance, 0, 1))
    return image


def ink_centre(image):
    """(x, y) in pixels."""
    places = np.arange(28) + 0.5
    return np.array([image.sum(0) @ places, image.sum(1) @ places]) / image.sum()
