"""What every model of the lab keeps, tested for each row of the one table of models."""

import functools
import itertools
import math
import unittest

import keras
import numpy as np
import tensorflow as tf

import lab.models
from tests.support.every_model import LABELLED, MODELS, PIXELS, images_for
from tests.support.graphs import ReleasesGraphs

# what is computed of images, by the names of methods; CVAE's take the classes, too
OF_IMAGES = (
    "encode", "elbo", "log_prob", "posterior", "classify", "features", "discriminate",
    "conditional_logits", "transfer", "start_at_frequencies", "maximise_likelihood",
)  # fmt: skip
OF_IMAGES_ALONE = ("start_at_frequencies",)
OF_K_SAMPLES = ("log_weights", "log_prob_iw")
SEEDED = ("elbo", *OF_K_SAMPLES)


def compiled(name, **options):
    """Run eagerly: every model is met here, and each would need a second to be compiled."""
    model = MODELS[name]()
    model.compile(optimizer="sgd", **{"run_eagerly": True, **options})
    if not model.built:
        model.build()
    return model


class ContractTest(ReleasesGraphs):
    def refused(self, call, *words):
        """A ValueError of one line in which all these words stand."""
        with self.assertRaises(ValueError) as caught:
            call()
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for word in words:
            self.assertIn(word, message)


class Table(unittest.TestCase):
    def test_every_class_of_the_lab_stands_in_it(self):
        made = {type(make()).__name__ for make in MODELS.values()}
        # which is no keras.Model, and has its own test
        self.assertEqual(made, set(lab.models.__all__) - {"MADEMixture"})


def wrong_images(name):
    """(images of which one pixel is wrong, what is said of it), but those right for this model."""
    images, _ = images_for(name)
    values = [math.nan, math.inf, -math.inf]
    if name != "LinearVAE":
        # whose density is one of all real numbers
        values += [-1.0, -0.001, 1.001, 255.0]
    if name.startswith("MADE"):
        values.append(0.5)
    for value in values:
        wrong = images.copy()
        wrong[3, 5] = value
        yield wrong, f"received {value:g} in image 3, pixel 5"
    if name != "LinearVAE":
        yield np.full((20, PIXELS), 200, np.uint8), "received 200 in image 0, pixel 0; divide"


def _asked(method, others, x):
    return method(x, *others)


def uses_of_images(model, labels):
    """{name: function of images} for all that a model computes of images without training."""
    is_told = isinstance(model, lab.models.CVAE)
    uses = {"call": lambda x: model((x, labels) if is_told else x)}
    uses["predict"] = lambda x: model.predict((x, labels) if is_told else x, verbose=0)
    told = (labels,) if is_told else ()
    for method in OF_IMAGES:
        if hasattr(model, method):
            classes = () if method in OF_IMAGES_ALONE else told
            uses[method] = functools.partial(_asked, getattr(model, method), classes)
    for method in OF_K_SAMPLES:
        if hasattr(model, method):
            uses[method] = functools.partial(_asked, getattr(model, method), (2, *told))
    if hasattr(model, "log_likelihood"):
        z = np.zeros((20, 2), np.float32)
        condition = (labels,) if is_told else ()
        uses["log_likelihood"] = lambda x: model.log_likelihood(x, z, *condition)
    return uses


def uses_of_data(model):
    """{name: function of (images, labels)} for all that trains, or measures what is trained on."""
    right = images_for("MADE")
    return {
        "fit": lambda x, y: model.fit(x, y, verbose=0),
        "evaluate": lambda x, y: model.evaluate(x, y, verbose=0),
        "validation_data": lambda x, y: model.fit(*right, validation_data=(x, y), verbose=0),
        "train_on_batch": model.train_on_batch,
        "test_on_batch": model.test_on_batch,
        "train_step": lambda x, y: model.train_step((x, y)),
        "test_step": lambda x, y: model.test_step((x, y)),
    }


class Images(ContractTest):
    def refuses(self, name, use, function, number):
        """Every wrong value by the first use, by the others one of them and bytes."""
        wrong = list(wrong_images(name))
        for images, shown in wrong if number == 0 else (wrong[0], wrong[-1]):
            with self.subTest(name, use=use, shown=shown):
                named = "validation_data: x: expected" if use == "validation_data" else "expected"
                self.refused(lambda: function(images), shown, named)  # noqa: B023

    def test_with_a_wrong_pixel_are_refused_wherever_they_are_taken(self):
        for name in MODELS:
            uses = uses_of_images(compiled(name), images_for(name)[1])
            for number, (use, function) in enumerate(uses.items()):
                self.refuses(name, use, function, number)
                if use != "predict":
                    tensor = lambda x, f=function: f(tf.constant(x))  # noqa: E731
                    self.refuses(name, use, tensor, number=1)

    def test_with_a_wrong_pixel_are_not_trained_on(self):
        for name in MODELS:
            model = compiled(name)
            before = model.get_weights()
            labels = images_for(name)[1]
            for number, (use, function) in enumerate(uses_of_data(model).items()):
                self.refuses(name, use, lambda x, f=function: f(x, labels), number)  # noqa: B023
            for weights, after in zip(before, model.get_weights(), strict=True):
                np.testing.assert_array_equal(weights, after, name)

    def test_of_another_shape_are_refused(self):
        for name in MODELS:
            model = compiled(name)
            labels = images_for(name)[1]
            calls = uses_of_images(model, labels) | {
                use: lambda x, f=f: f(x, labels)  # noqa: B023
                for use, f in uses_of_data(model).items()
            }
            for use, function in calls.items():
                for shape in ((20, 15), (20, 4, 4), (16,))[: 3 if use == "fit" else 1]:
                    with self.subTest(name, use=use, shape=shape):
                        received = "[" + ", ".join(map(str, shape)) + "]"
                        words = ("expected the shape [B, 16]", f"received {received}")
                        self.refused(lambda: function(np.zeros(shape)), *words)  # noqa: B023

    def test_behind_a_mask_or_of_no_numbers_are_refused(self):
        for name in MODELS:
            model = compiled(name)
            images, labels = images_for(name)
            masked = np.ma.masked_where(images > 2, images)
            with self.subTest(name):
                self.refused(lambda: model.fit(masked, labels, verbose=0), "x:", "mask")  # noqa: B023
                words = images.astype(str)
                self.refused(lambda: model.fit(words, labels, verbose=0), "x: expected numbers")  # noqa: B023
                self.refused(lambda: model.fit(verbose=0), "x: expected images [B, 16], got none")  # noqa: B023

    def test_of_zeros_and_ones_may_be_of_any_type(self):
        images, labels = images_for("MADE")
        for name in MODELS:
            model = compiled(name)
            expected = model.evaluate(images, labels, verbose=0)
            for dtype in (np.uint8, bool, np.float64):
                with self.subTest(name, dtype=dtype):
                    found = model.evaluate(images.astype(dtype), labels, verbose=0)
                    np.testing.assert_allclose(found, expected, rtol=1e-5)


WRONG_LABELS = {-1: "received -1", 3: "received 3", math.nan: "received nan", 0.7: "received 0.7"}


class Labels(ContractTest):
    def test_that_are_no_classes_are_refused(self):
        for name in LABELLED:
            model = compiled(name)
            images, labels = images_for(name)
            uses = uses_of_data(model)
            if name == "CVAE":
                uses |= {
                    "elbo": model.elbo,
                    "encode": model.encode,
                    "log_prob_iw": lambda x, y: model.log_prob_iw(x, 2, y),  # noqa: B023
                    "transfer": model.transfer,
                    "call": lambda x, y: model((x, y)),  # noqa: B023
                    "predict": lambda x, y: model.predict((x, y), verbose=0),  # noqa: B023
                    "decode": lambda x, y: model.decode(x[:, :2], y),  # noqa: B023
                }
            for use, function in uses.items():
                for value, shown in WRONG_LABELS.items():
                    wrong = labels.astype(float)
                    wrong[7] = value
                    with self.subTest(name, use=use, value=value):
                        said = (shown, "expected classes from 0 to 2", "in image 7")
                        self.refused(lambda: function(images, wrong), *said)  # noqa: B023
                large = labels.astype(np.int64)
                large[7] = 2**33
                one_hot = np.eye(3, dtype=np.float32)[labels]
                with self.subTest(name, use=use):
                    self.refused(lambda: function(images, large), "received 8.58993e+09")  # noqa: B023
                    self.refused(lambda: function(images, one_hot), "[20, 3]", "argmax")  # noqa: B023
                    self.refused(lambda: function(images, labels[:9]), "received [9]")  # noqa: B023
                    if use != "predict":
                        self.refused(lambda: function(images, None), "y:", "received none")  # noqa: B023

    def test_may_be_a_column_and_of_any_type(self):
        for name in LABELLED:
            model = compiled(name)
            images, labels = images_for(name)
            expected = model.evaluate(images, labels, verbose=0)
            for same in (labels[:, None], labels.astype(float), labels.astype(np.uint8)):
                with self.subTest(name, dtype=same.dtype, shape=same.shape):
                    self.assertEqual(model.evaluate(images, same, verbose=0), expected)

    def test_are_not_read_where_there_are_no_classes(self):
        for name in set(MODELS) - set(LABELLED):
            model = compiled(name)
            images, _ = images_for(name)
            with self.subTest(name):
                expected = model.evaluate(images, verbose=0)
                self.assertEqual(model.evaluate(images, images, verbose=0), expected)


class Weights(ContractTest):
    def test_in_a_column_are_those_in_a_row(self):
        weights = np.random.default_rng(0).uniform(0, 2, 20).astype(np.float32)
        for name in MODELS:
            images, labels = images_for(name)
            with self.subTest(name):
                row, column = compiled(name), compiled(name)
                for model, given in ((row, weights), (column, weights[:, None])):
                    model.fit(
                        images, labels, sample_weight=given, batch_size=10, shuffle=False, verbose=0
                    )
                for ours, theirs in zip(row.get_weights(), column.get_weights(), strict=True):
                    np.testing.assert_array_equal(ours, theirs)
                measured = [
                    model.evaluate(images, labels, sample_weight=given, verbose=0)
                    for model, given in ((row, weights), (column, weights[:, None]))
                ]
                self.assertEqual(*measured)
                # and no mean of products [B, B], which is the one without weights
                plain = row.evaluate(images, labels, verbose=0)
                self.assertFalse(np.allclose(measured[1], plain, rtol=1e-6), plain)

    def test_that_are_none_are_refused(self):
        for name in MODELS:
            model = compiled(name)
            images, labels = images_for(name)
            arrays = (images, labels)
            uses = {
                "fit": functools.partial(model.fit, *arrays, verbose=0),
                "evaluate": functools.partial(model.evaluate, *arrays, verbose=0),
                "train_on_batch": functools.partial(model.train_on_batch, *arrays),
                "test_on_batch": functools.partial(model.test_on_batch, *arrays),
            }
            uses = {use: lambda w, f=f: f(sample_weight=w) for use, f in uses.items()}
            held_out = lambda w, *arrays: {"validation_data": (*arrays, w), "verbose": 0}  # noqa: E731
            uses["validation_data"] = lambda w: model.fit(*arrays, **held_out(w, *arrays))  # noqa: B023
            uses["train_step"] = lambda w: model.train_step((*arrays, w))  # noqa: B023
            for use, function in uses.items():
                for value in (-1.0, math.nan, math.inf)[: 3 if use == "fit" else 2]:
                    weights = np.ones(20, np.float32)
                    weights[4] = value
                    with self.subTest(name, use=use, value=value):
                        words = ("sample_weight: expected finite", f"received {value:g} in image 4")
                        self.refused(lambda: function(weights), *words)  # noqa: B023
                for shape in ((19,), (20, 2), (1,), (1, 20))[: 4 if use == "fit" else 2]:
                    with self.subTest(name, use=use, shape=shape):
                        words = ("sample_weight: expected the shape [20]", "received [")
                        self.refused(lambda: function(np.ones(shape)), *words)  # noqa: B023

    def test_of_classes_are_refused_alike(self):
        images, labels = images_for("VAE")
        model = compiled("VAE")
        self.refused(
            lambda: model.fit(images, labels, class_weight={0: 1.0, 1: math.nan, 2: 1.0}),
            "class_weight: expected finite weights of at least 0, received nan",
        )


class Numbers(ContractTest):
    """Counts, seeds, classes and codes that are none."""

    def test_of_samples(self):
        for name in MODELS:
            model = MODELS[name]()
            if not hasattr(model, "sample"):
                continue
            model.build()
            for n in (0, -1, 2.0, True, "3"):
                with self.subTest(name, n=n):
                    self.refused(lambda: model.sample(n), "n:", f"received {n!r}")  # noqa: B023
            for seed in (1.5, True, -1, 2**63, None):
                with self.subTest(name, seed=seed):
                    self.refused(lambda: model.sample(2, seed), "seed:", f"received {seed!r}")  # noqa: B023
            with self.subTest(name):
                np.testing.assert_array_equal(model.sample(2, np.int64(3)), model.sample(2, 3))

    def test_of_samples_and_their_seeds(self):
        for name in MODELS:
            model = MODELS[name]()
            model.build()
            images, labels = images_for(name)
            told = (labels,) if name == "CVAE" else ()
            for method in SEEDED:
                if not hasattr(model, method):
                    continue
                samples = (2,) if method in OF_K_SAMPLES else ()
                function = getattr(model, method)
                for seed in (1.5, True, -1):
                    use = functools.partial(function, images, *samples, *told, seed=seed)
                    with self.subTest(name, method=method, seed=seed):
                        self.refused(use, "seed:", f"received {seed!r}")
                for k in (0, -1, 2.5, True) if samples else ():
                    use = functools.partial(function, images, k, *told)
                    with self.subTest(name, method=method, k=k):
                        self.refused(use, "k:", f"received {k!r}")

    def test_of_a_class_to_generate(self):
        for name in ("VAE", "CVAE"):
            model = MODELS[name]()
            model.build()
            for digit in (-1, 3, 0.7, math.nan, 2.0, True, "1", None):
                with self.subTest(name, digit=digit):
                    shown = f"digit: expected an integer from 0 to 2, received {digit!r}"
                    self.refused(lambda: model.generate(digit), shown)  # noqa: B023
            np.testing.assert_array_equal(model.generate(np.int64(1)), model.generate(1))

    def test_of_codes_to_decode(self):
        for name in MODELS:
            model = MODELS[name]()
            model.build()
            width = getattr(model, "z_dim", None) or getattr(model, "code_dim", None)
            if width is None:
                continue
            others = {"VAE": (np.eye(3),), "CVAE": ([0, 1, 2],)}.get(name, ())
            for shape in ((3, width + 1), (width,)):
                with self.subTest(name, shape=shape):
                    self.refused(
                        lambda: model.decode(np.zeros(shape), *others),  # noqa: B023
                        f"expected the shape [B, {width}], received [",
                    )
        vae = MODELS["VAE"]()
        self.refused(
            lambda: vae.decode(np.zeros((3, 2)), np.zeros((3, 4))),
            "y: expected the shape [B, 3], received [3, 4]",
        )
        for name in ("VAE", "CVAE"):
            model = MODELS[name]()
            self.refused(lambda: model.generate(1, np.zeros((3, 5))), "z: expected")  # noqa: B023

    def test_of_given_pixels_behind_a_mask(self):
        model = MODELS["MADE"]()
        given = np.ma.masked_greater(np.arange(16.0), 0)
        self.refused(lambda: model.sample(2, given=given), "given:", "mask")


class Pairs(ContractTest):
    def test_of_images_and_classes_are_what_a_cvae_is_called_with(self):
        model = compiled("CVAE", run_eagerly=False)
        images, labels = images_for("CVAE")
        pairs = tf.data.Dataset.from_tensor_slices(((images, labels),)).batch(10)
        for given in ((images, labels), [images, labels], pairs):
            predicted = model.predict(given, verbose=0)
            np.testing.assert_allclose(predicted["mu"], model((images, labels))["mu"], atol=1e-6)
        for call in (model, model.predict):
            self.refused(lambda: call(images), "x: expected a pair (images, classes)")  # noqa: B023


class Batches(keras.utils.PyDataset):
    def __init__(self, *arrays):
        super().__init__()
        self.arrays = arrays

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return tuple(array[10 * index : 10 * index + 10] for array in self.arrays)


PIPELINES = {
    "tf.data": lambda *arrays: tf.data.Dataset.from_tensor_slices(arrays).batch(10),
    "of unknown shape": lambda *arrays: tf.data.Dataset.from_generator(
        lambda: iter(Batches(*arrays)), output_types=tuple(array.dtype for array in arrays)
    ),
    "PyDataset": Batches,
    "generator": lambda *arrays: (batch for batch in Batches(*arrays)),
}


def _with(value, numbers):
    """Of 20 the one in place 12 is this."""
    numbers = numbers.astype(np.float64)
    numbers[12] = value
    return numbers


class Pipelines(ContractTest):
    """Batches are checked as they come: the first wrong one ends the training."""

    def broken(self, name):
        """(what is said, arrays) for every kind of fault; it is in the second of two batches."""
        images, labels = images_for(name)
        weights = np.ones(20, np.float32)
        for wrong, shown in wrong_images(name):
            if "pixel 5" in shown:
                shown = shown.replace("image 3", "image 2")
                yield f"x: expected {{}}, {shown}", (np.roll(wrong, 9, axis=0), labels, weights)
        for value in (-1, math.nan):
            yield f"sample_weight: expected {{}}, received {value:g} in image 2", (
                images, labels, _with(value, weights)
            )  # fmt: skip
        for value in WRONG_LABELS if name in LABELLED else ():
            yield f"y: expected {{}}, received {value:g} in image 2", (
                images, _with(value, labels), weights
            )  # fmt: skip

    def test_of_every_model(self):
        for name in MODELS:
            model = compiled(name)
            faults = list(self.broken(name))
            for use, (shown, arrays) in ((model.fit, faults[0]), (model.evaluate, faults[-1])):
                batches = PIPELINES["tf.data"](*arrays)
                with self.subTest(name, shown=shown):
                    self.refused(lambda: use(batches, verbose=0), *shown.split("{}"))  # noqa: B023

    def test_of_every_kind_with_every_fault(self):
        for name, kind in itertools.product(("CVAE", "MADE"), PIPELINES):
            model = compiled(name)
            for shown, arrays in self.broken(name):
                with self.subTest(name, kind=kind, shown=shown):
                    batches = PIPELINES[kind](*arrays)
                    said = shown.split("{}")
                    self.refused(lambda: model.evaluate(batches, verbose=0), *said)  # noqa: B023

    def test_to_validate_with(self):
        right = images_for("CVAE")
        shown, arrays = next(self.broken("CVAE"))
        for kind in ("tf.data", "PyDataset"):
            model, held_out = compiled("CVAE"), PIPELINES[kind](*arrays)
            with self.subTest(kind):
                self.refused(
                    lambda: model.fit(*right, validation_data=held_out, verbose=0),  # noqa: B023
                    *shown.split("{}"),
                )

    def test_in_a_graph_and_under_xla(self):
        images, labels = images_for("PlainVAE")
        wrong = images.copy()
        wrong[12, 3] = 254
        shown = "x: expected pixels in [0, 1], received 254 in image 2, pixel 3; divide"
        for options in ({"jit_compile": False}, {"jit_compile": True}, {"steps_per_execution": 2}):
            model = compiled("PlainVAE", run_eagerly=False, **options)
            for kind, make in PIPELINES.items():
                if kind == "of unknown shape":
                    continue
                with self.subTest(kind=kind, **options):
                    self.refused(lambda: model.fit(make(wrong, labels), verbose=0), shown)  # noqa: B023
                    for weight in model.get_weights():
                        self.assertTrue(np.isfinite(weight).all())
                    model.fit(make(images, labels), verbose=0)

    def test_the_batches_before_a_wrong_one_are_trained_on_and_no_others(self):
        images, labels = images_for("PlainVAE")
        wrong = images.copy()
        wrong[12, 3] = math.nan
        stopped, short = compiled("PlainVAE"), compiled("PlainVAE")
        self.refused(lambda: stopped.fit(PIPELINES["tf.data"](wrong, labels), verbose=0), "nan")
        short.fit(images[:10], labels[:10], shuffle=False, verbose=0)
        for ours, theirs in zip(stopped.get_weights(), short.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_train_as_arrays_do(self):
        images, labels = images_for("VAE")
        of_arrays = compiled("VAE")
        expected = of_arrays.fit(images, labels, batch_size=10, shuffle=False, verbose=0).history
        for kind, make in PIPELINES.items():
            with self.subTest(kind):
                model = compiled("VAE")
                found = model.fit(make(images, labels), shuffle=False, verbose=0).history
                self.assertEqual(found, expected)
                for ours, theirs in zip(model.get_weights(), of_arrays.get_weights(), strict=True):
                    np.testing.assert_array_equal(ours, theirs)

    def test_to_predict_from(self):
        for name in ("PlainVAE", "MADE"):
            images, labels = images_for(name)
            wrong = images.copy()
            wrong[12, 3] = 2
            model = compiled(name, run_eagerly=False)
            for kind, make in PIPELINES.items():
                if kind == "of unknown shape":
                    continue
                with self.subTest(name, kind=kind):
                    self.refused(
                        lambda: model.predict(make(wrong, labels), verbose=0),  # noqa: B023
                        "received 2 in image 2, pixel 3",
                    )

    def test_of_another_shape(self):
        images, labels = images_for("VAE")
        model = compiled("VAE", run_eagerly=False)
        for arrays, said in (
            ((images[:, 1:], labels), ("x: expected the shape [B, 16], received [", "15]")),
            ((images, np.eye(3)[labels]), ("y: expected the shape [", "received [", "argmax")),
            ((images,), ("y: expected classes from 0 to 2, received none",)),
            ((images, labels, np.ones((20, 2))), ("sample_weight: expected the shape [",)),
        ):
            for kind in ("tf.data", "PyDataset", "generator"):
                with self.subTest(kind, said=said):
                    self.refused(lambda: model.fit(PIPELINES[kind](*arrays), verbose=0), *said)  # noqa: B023
