"""Dynamically binarised MNIST: the grey of a pixel is its chance to be white."""

import dataclasses

from lab.data.split import Split, binarised

NAME = "dynamic_mnist"


def dynamically_binarised(mnist):
    """This data set with training images whose pixels are binarised anew at every update.

    The last sixth of them, 10,000, become validation images, as in Larochelle's fixed set; these
    and the test images are binarised once and for all.
    Source: Salakhutdinov, Murray, "On the Quantitative Analysis of Deep Belief Networks" (2008);
    Burda, Grosse, Salakhutdinov, "Importance Weighted Autoencoders" (2016), section 5.
    """
    pixels, labels = mnist.train.pixels, mnist.train.labels
    first = len(pixels) - len(pixels) // 6
    return dataclasses.replace(
        mnist,
        name=NAME,
        origin=f"{mnist.origin}, pixels drawn anew at every update",
        train=Split(pixels[:first], labels[:first], dynamic=True),
        valid=Split(binarised(pixels[first:], 1), labels[first:]),
        test=Split(binarised(mnist.test.pixels, 2), mnist.test.labels),
    )
