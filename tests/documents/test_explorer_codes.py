"""What the page says of a drawn image, beside NumPy's."""

import re

import numpy as np

from tests.support.explorer_pages import PageTest, run
from tests.support.helpers import softmax


class OfADrawing(PageTest):
    """One drawing: the judge, the autoencoder's code, the VAE's q(z|x) and ELBO."""

    STROKES = ([[0.6, 0.1], [0.4, 0.8]], [[0.3, 0.3], [0.5, 0.4]])

    def setUp(self):
        super().setUp()
        self.show("drawing")
        self.wait_until_drawn()

    def draw(self):
        self.js(
            """
            const { sketchpad } = lab.shown.drawing;
            sketchpad.strokes = arguments[0];
            sketchpad.changed();
            """,
            self.STROKES,
        )
        self.wait_until_drawn()
        image = self.js("return Array.from(lab.shown.drawing.image())")
        return np.array(image)[None]

    def shown(self, kind, name):
        """The numbers that stand there."""
        text = self.one(f"#drawing .{kind} [data-number={name}]").text.replace("\u2212", "-")
        return np.array([float(number) for number in re.findall(r"-?[\d,]+\.\d+", text)])

    def close(self, found, expected, digits):
        np.testing.assert_allclose(found, np.ravel(expected), atol=0.51 * 10**-digits)

    def test_the_judge(self):
        judged = softmax(run(self.contents["autoencoder"]["judge"], self.draw()))[0]
        shares = [text.text for text in self.browser.find_elements("css selector", ".bars .share")]
        found = [float(share.rstrip("%")) / 100 for share in shares]
        np.testing.assert_allclose(found, judged, atol=0.006)

    def test_the_autoencoder(self):
        layers = self.contents["autoencoder"]["kinds"]["ae"]
        image = self.draw()
        code = run(layers["encoder"], image)
        self.close(self.shown("ae", "z"), code, 2)
        self.close(self.shown("ae", "error"), bernoulli_nats(image, layers, code), 1)

    def test_the_vae(self):
        layers = self.contents["autoencoder"]["kinds"]["vae"]
        image = self.draw()
        mu, log_var = np.split(run(layers["encoder"], image)[0], 2)
        sigma = np.exp(log_var / 2)
        for name, expected, digits in (("mu", mu, 2), ("sigma", sigma, 3), ("z", mu, 2)):
            self.close(self.shown("vae", name), expected, digits)
        kl = (mu**2 + sigma**2 - 1 - log_var).sum() / 2
        self.close(self.shown("vae", "kl"), kl, 1)
        self.close(self.shown("vae", "error"), bernoulli_nats(image, layers, mu[None]), 1)
        z = mu + sigma * np.random.default_rng(3).standard_normal((4000, 2))
        elbo, error = self.shown("vae", "elbo")
        expected = -bernoulli_nats(image, layers, z).mean() - kl
        # 0.1: both are rounded
        self.assertAlmostEqual(elbo, expected, delta=4 * error + 0.1)
        spread = bernoulli_nats(image, layers, z).std() / np.sqrt(50)
        self.assertTrue(0.5 * spread - 0.1 < error < 1.5 * spread + 0.1, (error, spread))

    def test_samples_lie_as_q_says(self):
        self.draw()
        mu, sigma = self.shown("vae", "mu"), self.shown("vae", "sigma")
        found = []
        for _ in range(30):
            self.one("#drawing [name=sample]").click()
            found.append(self.shown("vae", "z"))
        scaled = (np.array(found) - mu) / sigma
        self.assertLess(np.abs(scaled.mean()), 4 / np.sqrt(60))
        self.assertTrue(0.6 < scaled.std() < 1.4, scaled.std())
        self.one("#drawing [name=mean]").click()
        self.close(self.shown("vae", "z"), mu, 2)

    def test_of_an_empty_pad_nothing_is_claimed(self):
        fresh = self.seen("drawing")
        values = (
            "return [...document.querySelectorAll('#drawing dd, .share')].map((n) => n.innerText)"
        )
        self.assertEqual(set(self.js(values)), {"\u2013"})
        self.assertEqual(self.one("#drawing .judge").text, "Nothing drawn yet.")
        for name in ("sample", "mean"):
            self.assertFalse(self.one(f"#drawing [name={name}]").is_enabled())
        blank = """
            return [...document.querySelectorAll("#drawing .image, #drawing .seen")].every(
              (canvas) => canvas.getContext("2d").getImageData(0, 0, 28, 28).data.every((v) => !v));
            """
        self.assertTrue(self.js(blank))
        self.draw()
        self.assertNotEqual(self.seen("drawing"), fresh)
        self.one("#drawing [name=clear]").click()
        self.assertEqual(self.seen("drawing"), fresh)


def bernoulli_nats(image, layers, codes):
    """-log p(x|z) of an image [1, D] for codes [N, 2]: [N]."""
    *below, pixels = layers["decoder"]
    logits = run([*below, pixels | {"activation": "linear"}], codes)
    return (np.logaddexp(0, logits) - image * logits).sum(axis=1)
