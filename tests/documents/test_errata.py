"""Rows of the report's errata about the notes' listing of a VAE, lines 172 to 226."""

import importlib.util
import unittest

import numpy as np

from lab.models import PlainVAE

IMAGES = np.linspace(0, 1, 3 * 28 * 28, dtype=np.float32).reshape(3, 28, 28)


def listed_vae(inp_dim, latent_dim=2):
    """The networks of the listing."""
    layers = (inp_dim // 2,)
    return PlainVAE(layers, layers, input_dim=inp_dim, z_dim=latent_dim)


class Listing(unittest.TestCase):
    def test_an_encoder_takes_images_as_rows_of_pixels_only(self):
        """Line 213: x, as the loader gives it, goes into the encoder."""
        vae = listed_vae(784)
        with self.assertRaisesRegex(ValueError, "28, 28"):
            vae.encode(IMAGES)
        mu, log_var = vae.encode(IMAGES.reshape(len(IMAGES), -1))
        self.assertEqual((*mu.shape, *log_var.shape), (3, 2, 3, 2))

    def test_an_image_has_784_pixels_not_768(self):
        """Line 218: VAE(768, 2)."""
        rows = IMAGES.reshape(len(IMAGES), -1)
        with self.assertRaisesRegex(ValueError, "768.*784"):
            listed_vae(768).encode(rows)
        self.assertEqual(listed_vae(784)(rows)["reconstruction"].shape, rows.shape)

    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_torch_calls_the_arguments_of_normal_mean_and_std(self):
        """Line 186: torch.normal(mu=mu, sigma=torch.exp(log_sigma))."""
        import torch

        mu, sigma = torch.full((10_000,), 3.0), torch.tensor(2.0)
        with self.assertRaisesRegex(TypeError, "Tensor mean, Tensor std"):
            torch.normal(mu=mu, sigma=sigma)
        torch.manual_seed(0)
        sample = torch.normal(mean=mu, std=sigma)
        self.assertAlmostEqual(sample.mean().item(), 3, delta=0.1)
        self.assertAlmostEqual(sample.std().item(), 2, delta=0.1)
