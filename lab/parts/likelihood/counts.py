"""How many samples of z the estimates of log p(x) come from."""

# of all images, and of those for which an estimate from more samples corrects it
FEW, FEW_AFTER_AN_EPOCH = 100, 10
MANY_AFTER_AN_EPOCH = 500
_COMPARED = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def counts_to(most):
    """The numbers of samples at which estimates are compared, up to `most`."""
    return [count for count in _COMPARED if count <= most]


def samples_after_an_epoch(final):
    """From how many samples training is monitored, where the final estimates come from `final`."""
    return min(MANY_AFTER_AN_EPOCH, final)
