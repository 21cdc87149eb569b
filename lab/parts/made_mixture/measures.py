"""What a mixture gains on its components."""

import numpy as np

from lab.evaluation.averages import mean_and_se
from lab.evaluation.likelihood import nll_of_first, nlls_of_mixture


def nll_arrays(log_probs):
    """NLLs, nats per image, from {split: log p(x) under each component, [M, N]}.

    <split>_alone [M]: of each component. <split>_mixed [M]: of the mixture of the first n.
    test_nlls [N]: of each test image under the whole mixture.
    """
    arrays = {"test_nlls": nlls_of_mixture(np.array(log_probs["test"]))}
    for split, values in log_probs.items():
        arrays[f"{split}_alone"] = -np.mean(values, axis=1)
        arrays[f"{split}_mixed"] = nll_of_first(np.array(values))
    return arrays


def summary(arrays, log_probs):
    """What the whole mixture gains on its best component, which the validation images choose.

    The errors are standard errors over test images; mixture and component share them.
    """
    best = int(np.argmin(arrays["valid_alone"]))
    nats, error = mean_and_se(arrays["test_nlls"])
    gain, gain_error = mean_and_se(-np.array(log_probs["test"][best]) - arrays["test_nlls"])
    return {
        "test_nll_nats": nats,
        "test_nll_nats_images_se": error,
        "val_nll_nats": arrays["valid_mixed"][-1],
        "test_nll_nats_best_single": arrays["test_alone"][best],
        "test_gain_nats_mixture": gain,
        "test_gain_nats_mixture_se": gain_error,
    }
