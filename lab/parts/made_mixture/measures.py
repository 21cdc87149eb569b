"""What a mixture gains on its components."""

import numpy as np

from lab.evaluation.likelihood import nll_of_first


def nll_arrays(log_probs):
    """NLLs, nats per image, from {split: log p(x) under each component, [M, N]}.

    <split>_alone [M]: of each component. <split>_mixed [M]: of the mixture of the first n.
    """
    arrays = {}
    for split, values in log_probs.items():
        arrays[f"{split}_alone"] = -np.mean(values, axis=1)
        arrays[f"{split}_mixed"] = nll_of_first(np.array(values))
    return arrays


def summary(arrays):
    """What the whole mixture gains on its best component, which the validation images choose."""
    best = int(np.argmin(arrays["valid_alone"]))
    mixture, single = arrays["test_mixed"][-1], arrays["test_alone"][best]
    return {
        "test_nll_nats": mixture,
        "val_nll_nats": arrays["valid_mixed"][-1],
        "test_nll_nats_best_single": single,
        "test_gain_nats_mixture": single - mixture,
    }
