"""Averages over repetitions, with their errors."""

import numpy as np


def mean_and_se(values):
    """Mean over the last axis and its standard error, s / sqrt(n) with n - 1 in s.

    The error of a single value is 0, since one value tells none.
    """
    count = np.shape(values)[-1]
    error = np.std(values, axis=-1, ddof=1) / np.sqrt(count) if count > 1 else 0
    return np.mean(values, axis=-1), error + np.zeros(np.shape(values)[:-1])
