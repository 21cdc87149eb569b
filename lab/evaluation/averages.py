"""Averages over repetitions, with their errors."""

import numpy as np
from scipy import stats


def mean_and_se(values):
    """Mean over the last axis and its standard error, s / sqrt(n) with n - 1 in s.

    The error of a single value is NaN: one value does not tell it.
    """
    count = np.shape(values)[-1]
    error = np.std(values, axis=-1, ddof=1) / np.sqrt(count) if count > 1 else np.nan
    return np.mean(values, axis=-1), error + np.zeros(np.shape(values)[:-1])


def t_interval(values, share=0.95):
    """Ends of the interval that holds the mean of n values' distribution: mean ± t se.

    t is the quantile of Student's t with n - 1 degrees of freedom: the values are taken to be
    normal. `share` of such intervals hold the mean. Of a single value both ends are NaN.
    """
    mean, error = mean_and_se(values)
    reach = stats.t.ppf((1 + share) / 2, len(values) - 1) * error
    return float(mean - reach), float(mean + reach)
