"""The protocol of every part: which of its results depend on which images, to the bit.

No network is trained here (see untrained.py). What depends on training images is fitted to them or
set by them; validation images may choose; what depends on test images is reported, and nothing is
fitted or chosen by them but what a comment beside it names.
"""

import functools
import unittest
from unittest import mock

import numpy as np

from lab.experiment.made_networks import MADENetwork
from lab.parts.made import measures as made
from lab.parts.made_choices import experiment as made_choices
from tests.support.graphs import ReleasesGraphs
from tests.support.untrained import CHANGES, depending_on, matching, tiny, without_a_pattern


class Protocol:
    """Patterns of names: the results that depend on the training, validation and test images.

    of_pictured: those that depend on no test images but the pictured ones. coarse: shares and
    counts of few images, which may come out the same.
    """

    parameters = {}
    train, valid, test, of_pictured, coarse = (), (), (), (), ()

    def depending_on(self, changed):
        return depending_on(changed, self.part, **self.parameters)

    def assert_depends(self, changed, patterns):
        """All these results depend on these images, and no others do."""
        found = self.depending_on(changed)
        self.assertEqual(without_a_pattern(found, patterns + self.coarse), [], "must not depend")
        independent = [pattern for pattern in patterns if not matching(found, pattern)]
        self.assertEqual(independent, [], "must depend")

    def test_training_images(self):
        # of a row of the history all columns but those of other images
        self.assert_depends("train", ("trained on: *", "history: *train_*", *self.train))

    def test_validation_images(self):
        self.assert_depends("valid", ("history: *val_*", *self.valid))

    def test_test_images(self):
        self.assert_depends("test", self.test)

    def test_images_not_pictured(self):
        for pattern in self.of_pictured:
            of_others = self.depending_on("test images not pictured")
            self.assertEqual(matching(of_others, pattern), [])
            self.assertNotEqual(matching(self.depending_on("test"), pattern), [], pattern)


class Autoencoder(Protocol, ReleasesGraphs):
    part = "autoencoder"
    parameters = {"hidden_layers": (5,), "code_sizes": (2,), "epochs": 1}
    # PCA, the Gaussian fitted to codes, and the images that samples are nearest to
    train = (
        *("mse_pca_*", "pca_2_shown", "mse_ratio_ae_to_pca_*", "nearest_distance_*"),
        *("*_fitted", "*_fitted_samples", "*_fitted_changes"),
    )
    test = (
        *("judge_accuracy", "*_real", "originals", "image_separations"),
        *("mse_*", "*_shown", "judged_sure_*_reconstructed", "*_separations"),
        *("near_codes_far_images_*", "near_images_far_codes_*", "kl_nats_*", "test_elbo_nats_*"),
        # a map's own square is that of the codes it shows
        *("*_codes", "*_own_grid", "*_far_codes", "*_far_images"),
    )
    of_pictured = ("originals", "*_shown")
    coarse = ("codes_in_square_*",)


class AutoencoderKinds(Protocol, ReleasesGraphs):
    part = "autoencoder-kinds"
    parameters = {
        "narrow_code": 3,
        "wide_code": 6,
        "denoising_layers": (4,),
        "denoising_code": 3,
        "removed_strengths": (0.3,),
        "sparse_code": 4,
        "contractive_code": 4,
        "epochs": 1,
        "jacobian_images": 3,
    }
    # where foreign images have ink
    train = ("copies_foreign", "variance_foreign", "mse_*_foreign")
    test = (
        *("copies_test", "mse_*_test", "denoised_*", "psnr_*"),
        *("mse_dense", "mse_sparse", "mse_*contract*", "activation_*", "share_above_half_*"),
        *("dense_*", "sparse_*", "contractive_*", "uncontracted_*", "jacobian_norm_*"),
    )


class AutoencoderUses(Protocol, ReleasesGraphs):
    part = "autoencoder-uses"
    parameters = {
        "hidden_layers": (5,),
        "code_dim": 2,
        "epochs": 1,
        "left_out": 2,
        "left_out_epochs": 1,
        "shown_bits": 2,
    }
    train = (
        *("train_loss", "precision_at_*", "hits_*", "wrong_*"),
        # levels of rounded codes, and PCA
        *("mse_compressed", "psnr_*compressed", "psnr_*pca*", "errors_autoencoder", "errors_pca*"),
        *("compressed", "pca_errors_of_choice"),
        # clusters
        *("nmi_*", "purity_*", "centres"),
        # thresholds, PCA and brightness of normal images
        *("threshold_foreign", "true_negative_rate_foreign", "false_negative_rate_foreign_*"),
        *("auroc_foreign_pca", "auroc_gain_foreign", "foreign_alarms"),
        *("auroc_left_out_*pca*", "auroc_left_out_*brightness*"),
    )
    # by which PCA divides its bits
    valid = ("val_loss", "pca_errors_of_choice")
    test = (
        *("nmi_*", "purity_*", "centres", "precision_at_*", "hits_*", "wrong_*", "queries"),
        *("mse_*", "psnr_*", "compressed*", "errors_*", "jpeg_*", "bits_jpeg_min"),
        *("auroc_*", "true_negative_rate_foreign", "false_negative_rate_foreign_*"),
        *("foreign_alarms", "mistaken*"),
    )
    of_pictured = ("queries", "hits_*", "wrong_*")
    # another division of the bits changes what PCA loses
    coarse = (
        *("false_negative_rate_left_out_*", "pca_divisions", "errors_pca_best", "compressed*"),
        *("psnr_*pca_best",),
    )

    def test_test_images_choose_nothing(self):
        found = self.depending_on("test")
        self.assertEqual(matching(found, "pca_divisions"), [])
        self.assertEqual(matching(found, "pca_errors_of_choice"), [])

    def test_what_a_class_is_measured_by_does_not_depend_on_its_training_images(self):
        found = self.depending_on("training images of the first class")
        self.assertEqual(matching(found, "trained on: without-0"), [])
        self.assertEqual(matching(found, "*_left_out_0*"), [])
        self.assertEqual(
            matching(found, "trained on: *"), ["trained on: autoencoder", "trained on: without-1"]
        )
        self.assertNotEqual(matching(found, "*_left_out_1*"), [])


class Latent(Protocol, ReleasesGraphs):
    part = "latent"
    parameters = {"hidden_layers": (5,), "z_dim": 3, "epochs": 1}
    # attribute vectors, and by how much they ask
    train = (
        *("slant_*", "correlation_slant*", "slope_slant"),
        *("thickness_*", "correlation_thickness*", "slope_thickness"),
    )
    test = (
        *("judge_accuracy", "judged_sure_real", "sigma_*", "spread_*", "ratio_*", "*_codes"),
        *("judged_sure_reconstructed_*", "judged_sure_halfway_*", "norm_ratio_*"),
        *("*_path", "*_sure", "correlation_*", "slope_*"),
        *("slant_images", "slant_obtained", "thickness_images", "thickness_obtained"),
        "history: *_val_log_sigma",
    )
    coarse = ("class_kept_*", "codes_in_square_*")
    of_pictured = ("slant_images", "thickness_images")

    def test_attribute_vectors_come_from_training_images_alone(self):
        found = self.depending_on("test")
        for name in ("slant", "thickness"):
            self.assertNotIn(f"{name}_asked", found)
            self.assertNotIn(f"{name}_real", found)


class Elbo(Protocol, ReleasesGraphs):
    part = "elbo"
    parameters = {
        "hidden_layers": (5,),
        "z_dim": 3,
        "linear_z_dim": 2,
        "samples": (1, 2),
        "decoder_stds": (0.2,),
        "epochs": 1,
        "batch_size": 2,
    }
    # the noise of the training's gradient, and the fit in closed form
    train = (
        *("gradient_of_*", "gradient_variance_share_z", "elbo_variance_*_closed_form_linear"),
        *("test_log_prob_nats_closed_form_linear", "test_log_prob_deficit_nats_linear"),
    )
    valid = ("std_ratio_to_rmse_*", "elbo_gain_nats_of_std_*")
    test = (
        *("test_elbo_*", "elbo_gain_nats_learned*", "test_mse_*"),
        *("test_kl_nats_*", "originals", "*_reconstructions"),
        *("kl_z_score*", "kl_nats*", "kl_of_*", "test_log_prob_*"),
        *("elbo_variance_*", "gradient_variance_*_end*", "gradient_variance_ratio_*"),
        *("vae_gradient_*", "vae_variance_*", "linear_*"),
        *("history: *_gradient_*", "history: *_variance_*"),
    )


class Likelihood(Protocol, ReleasesGraphs):
    part = "likelihood"
    parameters = {
        "hidden_layers": (5,),
        "z_dim": 3,
        "samples": (1, 2),
        "draws": 20,
        "images": 10,
        "scored": 10,
        "epochs": 1,
    }
    # outputs start at the pixels' frequencies; the linear VAE is fitted in closed form
    train = (
        *("*_samples", "test_*", "linear_*", "log_prob_*_nats_*", "effective_*"),
        *(
            "*_nlls",
            "*_bounds",
            "*_sizes",
            "history: *_nll",
            "prior_samples_*_of_q_*",
            "prior_deficit_*",
        ),
    )
    # by which rate and epochs were chosen
    valid = ("history: *_nll",)
    test = (
        *("*_activities", "test_*", "linear_*", "log_prob_*_nats_*", "effective_*"),
        *("*_nlls", "*_bounds", "*_sizes", "prior_samples_*_of_q_*", "prior_deficit_*"),
    )


class BetaVAE(Protocol, ReleasesGraphs):
    part = "beta-vae"
    parameters = {"hidden_layers": (5,), "z_dim": 3, "epochs": 1, "betas": (1.0, 4.0), "seeds": 1}
    valid = ("recon_nats*",)
    test = (
        *("completeness*", "dci*", "in_use*", "informativeness*", "kl_nats*", "mig*", "sap*"),
        *("known_share", "latent_kl", "traversals"),
    )


class Collapse(Protocol, ReleasesGraphs):
    part = "collapse"
    parameters = {
        "hidden_layers": (5,),
        "deep_layers": (4, 4),
        "seeds": 2,
        "z_dim": 3,
        "many": 3,
        "epochs": 4,
        "updates_per_epoch": 1,
    }
    test = (
        *("originals", "reconstructions_*", "test_elbo_nats_*"),
        *("kl_*", "latent_kls_*", "information_nats_*", "gain_*"),
        *("sigma_*", "history: noisy_*_?", "history: *_kl_nats"),
    )
    coarse = ("*active_units*", "*in_use*", "updates_*")


class CVAE(Protocol, ReleasesGraphs):
    part = "cvae"
    parameters = {
        "hidden_layers": (5,),
        "z_dim": 3,
        "epochs": 1,
        "batch_size": 10,
        "digit_classification_layers": (4,),
    }
    valid = ("val_objective_nats_*",)
    test = (
        *("judge_accuracy", "variance_within_class_real", "originals", "test_elbo_nats_*"),
        *("elbo_gain_nats_*", "*_kept_*", "transferred_*", "variance_ratio_*"),
    )
    of_pictured = ("originals", "transferred_cvae", "transferred_guessed", "transferred_separate")

    def test_a_network_for_one_class_sees_no_other(self):
        found = self.depending_on("training images of the first class")
        self.assertEqual(matching(found, "trained on: separate_*"), ["trained on: separate_0"])


class Blur(Protocol, ReleasesGraphs):
    part = "blur"
    parameters = {"hidden_layers": (5,), "z_dim": 3, "epochs": 1, "betas": (1.0, 4.0)}
    # all of the overlap, and where the codes are that holes lie between
    train = (
        *("beta?_*", "*_beta?", "r2_to_weighted_mean"),
        *("hole_*", "near_images", "judged_sure_*"),
    )
    # a hole is where one of a hundred codes of images lies that no network was trained on
    valid = ("hole_border",)
    test = (
        *("judge_accuracy", "hole_codes", "judged_sure_codes"),
        *("reconstruction_closer_share", "mse_shifted", "mse_guess_*", "mse_reconstructed"),
        *("sharpness_guess_mean", "sharpness_original", "sharpness_reconstructed", "shift_*"),
    )
    # what is sampled from the prior comes after the codes of validation images
    coarse = ("hole_share*", "hole_edges", "images_per_code_ratio_min", "sharpness_drop_min")


class VAE(Protocol, ReleasesGraphs):
    part = "vae"
    parameters = {
        "encoder_layers": (5,),
        "decoder_layers": (5,),
        "digit_classification_layers": (5,),
        "z_dim": 3,
        "epochs": 1,
    }
    train = ("train_*",)
    valid = ("val_*",)
    test = (
        *("judge_accuracy", "variance_within_class_real", "originals"),
        *("test_elbo_nats*", "*_reconstructions"),
    )
    of_pictured = ("originals", "*_reconstructions")
    coarse = ("*_confusion",)


class VAEGAN(Protocol, ReleasesGraphs):
    part = "vae-gan"
    parameters = {
        "seeds": 1,
        "z_dim": 3,
        "channels": 2,
        "hidden_units": 4,
        "discriminator_channels": 2,
        "discriminator_units": 4,
        "epochs": 1,
    }
    # how far training images lie from test images
    train = ("frechet_real",)
    valid = ("val_fake_right_max",)
    test = (
        *("judge_accuracy", "real", "*_real", "originals", "*_reconstructions", "frechet_*"),
        *("sharpness_reconstructed_*", "mse_*"),
    )
    of_pictured = ("originals", "*_reconstructions")


class MADE(Protocol, ReleasesGraphs):
    part = "made"
    parameters = {
        "hidden_units": (20,),
        "start_at_frequencies": True,
        "epochs": 1,
        "plain_epochs": 1,
        "unmasked_epochs": 1,
        "ensemble_units": (20,),
        "ensemble_orders": 2,
        "ensemble_epochs": 1,
    }
    # outputs start at the pixels' frequencies
    train = (
        *("train_nll_nats", "val_nll_nats", "test_nll_nats*", "test_nlls", "test_gain_nats_*"),
        *("test_bits_per_pixel", "samples", "completions", "judged_sure", "made_jacobian"),
    )
    valid = ("val_nll_nats", "val_recon_nats_unmasked", "plain_val_loss")
    test = (
        *("test_nll_nats*", "test_nlls", "test_gain_nats_*", "test_bits_per_pixel"),
        *("test_images", "originals", "completions"),
        *("judged_sure_real", "*_jacobian", "forbidden_derivative_unmasked", "orders_*"),
    )

    def setUp(self):
        # of the framework, not of images, and slow
        self.enterContext(mock.patch.object(made, "gradient_errors", return_value=({}, {})))


class MADEChoices(Protocol, ReleasesGraphs):
    part = "made-choices"
    parameters = {"choices": 2, "seeds": 1, "epochs": 1}
    train = ("train_nll_nats_*", "val_nll_nats_1", "val_gain_nats_*")
    valid = ("val_nll_nats_*", "val_gain_nats_*")
    # by what is compared here other parts' defaults were chosen
    test = ()

    def setUp(self):
        small = functools.partial(MADENetwork, hidden_units=(20,))
        self.enterContext(mock.patch.object(made_choices, "MADENetwork", small))


class MADEMixture(Protocol, ReleasesGraphs):
    part = "made-mixture"
    parameters = {"hidden_units": (20, 20), "networks": 2, "epochs": 1}
    train = ("*_nll_nats*", "test_nlls", "*_alone", "*_mixed", "test_gain_nats_*", "samples")
    valid = ("valid_*", "val_nll_nats")
    test = ("test_*",)


class Densities(Protocol, ReleasesGraphs):
    part = "densities"
    parameters = {"samples": 40}
    # the floors, and the images that samples may be copies of
    train = (
        *("classes_*", "judged_sure_*", "frechet_*", "samples"),
        "test_nll_nats_exact_bernoulli*",
    )
    test = ("judge_accuracy", "frechet_*", "test_nll_nats_exact_bernoulli*")
    # and times, which are never the same
    coarse = ("precision_*", "recall_*", "*distance_ratio_*", "copies_share_*", "*_seconds_*")

    def test_training_images(self):
        # it trains nothing
        self.assert_depends("train", self.train)

    def test_validation_images(self):
        self.assert_depends("valid", ())


class Instrument(unittest.TestCase):
    def test_the_same_images_give_the_same_results(self):
        self.assertEqual(depending_on("", "latent", **Latent.parameters), set())

    def test_each_change_is_of_its_own_split(self):
        before = tiny()
        for changed, split in zip(
            CHANGES, ("train", "valid", "test", "test", "train"), strict=True
        ):
            after = tiny(changed)
            for name in ("train", "valid", "test"):
                rows = (getattr(before, name).pixels != getattr(after, name).pixels).any(1)
                with self.subTest(changed, split=name):
                    self.assertEqual(rows.any(), name == split)
                    if changed == "test images not pictured" and name == "test":
                        pictured = before.test.first_of_each()
                        np.testing.assert_array_equal(np.flatnonzero(~rows), np.sort(pictured))
                    if changed == "training images of the first class" and name == "train":
                        np.testing.assert_array_equal(rows, before.train.labels == 0)
