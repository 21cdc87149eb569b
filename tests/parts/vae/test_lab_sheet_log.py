import unittest

import numpy as np

from lab.parts.vae import lab_sheet_log
from lab.parts.vae.lab_sheet_log import ACCUMULATED, TRAIN_LOSS, epoch_terms

ROUNDING = 0.00005


class Decoded(unittest.TestCase):
    def test_single_epochs_add_up_to_the_accumulated_means(self):
        for i, (name, (epochs, values)) in enumerate(epoch_terms().items()):
            with self.subTest(name):
                self.assertEqual(epochs, list(range(14, 21)))
                total = 13 * ACCUMULATED[13][i]
                for epoch, value in zip(epochs, values, strict=True):
                    total += value
                    self.assertAlmostEqual(total / epoch, ACCUMULATED[epoch][i], places=12)

    def test_the_weighted_sum_meets_the_sheet_s_loss_within_its_rounding(self):
        terms = epoch_terms()
        epochs = np.array(terms["recon"][0])
        recon, kl, cls = (np.array(terms[name][1]) for name in ("recon", "kl", "cls"))
        errors = 100 * recon + 10 * kl + 10 * cls - [TRAIN_LOSS[epoch] for epoch in epochs]
        largest = (100 + 10 + 10) * (2 * epochs - 1) * ROUNDING
        np.testing.assert_array_less(np.abs(errors), largest)
        self.assertLess(np.abs(errors).mean(), 0.1)

    def test_the_sources_numbers_of_epoch_20(self):
        last = {name: values[-1] for name, (_, values) in epoch_terms().items()}
        for name, value in (("recon", 0.179), ("kl", 0.181), ("cls", 0.034)):
            self.assertAlmostEqual(last[name], value, delta=0.002, msg=name)
        self.assertEqual(lab_sheet_log.VAL_LOSS[20], 20.4167)
