"""The default without any network: scikit-learn's 1,797 handwritten digits, drawn like MNIST.

Source of the images: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
Machine Learning Repository, 1998; the copy that scikit-learn ships.
"""

import functools

import numpy as np

from lab.data.dataset import Dataset
from lab.data.split import Split

TEST_EVERY = 6
MNIST_TRAINING_IMAGES = 60_000


@functools.cache
def load_embedded():
    """1,497 training and 300 test images, 28 x 28, labels 0-9; always the same split.

    Resampled once in a process, so their arrays can't be written to.
    """
    # only now: it takes a second, and only this data set needs it
    from sklearn.datasets import load_digits

    digits = load_digits()
    pixels = np.stack([_enlarge(image) for image in digits.images / 16]).reshape(-1, 784)
    labels = digits.target.astype(np.int32)
    is_test = np.arange(len(pixels)) % TEST_EVERY == 0
    train, test = (Split(pixels[chosen], labels[chosen]) for chosen in (~is_test, is_test))
    for array in (train.pixels, train.labels, test.pixels, test.labels):
        array.setflags(write=False)
    return Dataset(
        name="digits",
        origin="the handwritten digits inside scikit-learn, resampled from 8x8 to 28x28",
        train=train,
        test=test,
        class_names=tuple("0123456789"),
        epoch_images=MNIST_TRAINING_IMAGES,
        augment=True,
        # as good as 1, and moving an image takes as long as an update with it
        showings=4,
    )


def _enlarge(image):
    """8 x 8 in [0, 1] -> 28 x 28 uint8: cubic splines to 22 x 22, strokes sharpened, centred.

    Each of the 8 x 8 values is the ink in a block, so an enlarged stroke has soft edges several
    pixels wide; the slope of the ramp brings them back to about the width that MNIST's have.
    """
    # only now, as scikit-learn
    from scipy.ndimage import zoom

    smooth = zoom(image, 22 / 8, order=3, mode="grid-constant", grid_mode=True)
    sharp = np.clip(0.5 + 1.8 * (smooth - 0.55), 0, 1)
    return np.rint(255 * _centre(sharp, 28)).astype(np.uint8)


def _centre(image, size):
    rows, columns = image.shape
    top, left = (size - rows) // 2, (size - columns) // 2
    return np.pad(image, ((top, size - rows - top), (left, size - columns - left)))
