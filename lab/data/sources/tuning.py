"""MNIST without its test images, to choose settings on."""

import dataclasses

NAME = "tuning_mnist"


def for_tuning(mnist):
    """The first 50,000 training images of this data set, and the last 10,000 as test images."""
    return dataclasses.replace(
        mnist.for_choosing(),
        name=NAME,
        origin=f"the training images of {mnist.origin}, the last sixth of them held out",
    )
