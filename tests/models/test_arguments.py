"""What every model's constructor refuses: each model, each of its arguments, each wrong value."""

import inspect
import unittest

import keras
import numpy as np

from lab.models import IWAE, LinearVAE, NotesVAE
from tests.support.every_model import MODELS, images_for
from tests.support.graphs import ReleasesGraphs
from tests.support.helpers import LabTest, quiet

NAN, INF = float("nan"), float("inf")
NO_NUMBER = ("4", NAN, INF, -INF, True, [1.0])
NO_WEIGHT = (*NO_NUMBER, -1, None)
NO_SIZE = (0, -1, 1.5, 2.0, "4", True, None, NAN)
NO_WIDTHS = (4, "12", (0,), (-3,), (2.5,), ("4",), (True,), None)
NO_COUNT = (-1, 0.5, "4", NAN, INF, True, None)
NO_FLAG = ("no", 0, 1, None, "True")
NO_SHARE = (*NO_WEIGHT, 1, 2)
NO_CHOICE = ("other", None, 3, ["bernoulli"])
NO_ACTIVATION = ("other", 3, NAN)

WRONG = {
    "activation": NO_ACTIVATION,
    "all_at_once": NO_FLAG,
    "beta": NO_WEIGHT,
    "channels": NO_SIZE,
    "code_activation": NO_ACTIVATION,
    "code_dim": NO_SIZE,
    "corruption": NO_CHOICE,
    "decoder_layers": NO_WIDTHS,
    "decoder_std": (*NO_WEIGHT, 0),
    "degrees": NO_CHOICE,
    "digit_classification_layers": (*NO_WIDTHS, ()),
    "digit_classification_weight": NO_WEIGHT,
    "direct": NO_FLAG,
    "discriminator_channels": NO_SIZE,
    "discriminator_units": NO_SIZE,
    "dropout": NO_SHARE,
    "encoder_layers": NO_WIDTHS,
    "gamma": NO_WEIGHT,
    "hidden_layers": NO_WIDTHS,
    "hidden_units": (*NO_WIDTHS, ()),
    "image_shape": (*NO_WIDTHS, (4,), (4, 4, 1), (4, 6)),
    "input_dim": NO_SIZE,
    "latent": (*NO_COUNT, 2),
    "learn_decoder_std": NO_FLAG,
    "likelihood": NO_CHOICE,
    "num_classes": NO_SIZE,
    "order": ("other", None, 3, [0, 1], True),
    "orders": (0, -1, 1.5, "4"),
    # None stands for the number of pixels
    "reconstruction_weight": (*NO_NUMBER, -1),
    "residual": NO_FLAG,
    "rho": (*NO_SHARE, 0),
    "samples": NO_SIZE,
    "seed": (1.5, True, -1, 2**31, "4", None, NAN),
    "similarity_layer": NO_CHOICE,
    "start": NO_COUNT,
    "stop": NO_COUNT,
    "strength": NO_WEIGHT,
    "warm_up": NO_COUNT,
    "z_dim": NO_SIZE,
}
# those of PlainVAE that a subclass has no use for, which it says for every value
WITHOUT = {
    IWAE: {"reconstruction_weight", "beta", "warm_up"},
    LinearVAE: {"decoder_layers"},
    NotesVAE: {"likelihood", "decoder_std", "learn_decoder_std", "reconstruction_weight"},
}


def arguments_of(model_class):
    """The names of what the constructors of a model and of its bases take, but Keras's own."""
    names = set()
    for ancestor in model_class.__mro__:
        if ancestor is keras.Model:
            return names - WITHOUT.get(model_class, set())
        if "__init__" in vars(ancestor):
            kinds = inspect.signature(ancestor.__init__).parameters.values()
            named = {p.name for p in kinds if p.kind is p.POSITIONAL_OR_KEYWORD}
            names |= named | {p.name for p in kinds if p.kind is p.KEYWORD_ONLY}
            names -= {"self"}
            if not any(p.kind is p.VAR_KEYWORD for p in kinds):
                return names
    raise AssertionError(model_class)


class Arguments(LabTest):
    def test_each_wrong_value_is_refused_in_one_line_that_names_it(self):
        for name, make in MODELS.items():
            for argument in arguments_of(make.func) & self.possible(make):
                for value in WRONG[argument]:
                    with self.subTest(name, argument=argument, value=value):
                        self.assert_refused(make, argument, value)

    def possible(self, make):
        """Of a model with images of a given shape, input_dim follows from it."""
        takes_shape = "image_shape" in make.keywords
        return set(WRONG) - ({"input_dim"} if takes_shape else set())

    def assert_refused(self, make, argument, value):
        options = {**make.keywords, argument: value}
        names = list(inspect.signature(make.func.__init__).parameters)[1:]
        # what the table gives by position
        given = zip(("hidden_layers", "code_dim"), make.args, strict=False)
        if "code_dim" in names and "hidden_layers" not in names:
            given = zip(("code_dim",), make.args, strict=True)
        options = {**dict(given), **options}
        with self.assertRaises(ValueError) as caught:
            make.func(**options)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        self.assertRegex(message, rf"^(LinearVAE: .*)?{argument}")

    def test_every_argument_of_every_model_is_in_the_table(self):
        for name, make in MODELS.items():
            with self.subTest(name):
                self.assertEqual(arguments_of(make.func) - set(WRONG), set())

    def test_numbers_of_numpy_are_numbers(self):
        kinds = {bool: np.bool_, int: np.int32, float: np.float32}
        for name, make in MODELS.items():
            with self.subTest(name):
                config = make(seed=7).get_config()
                options = {
                    argument: kinds[type(value)](value)
                    for argument, value in config.items()
                    if type(value) in kinds and argument in arguments_of(make.func)
                }
                self.assertIn("seed", options)
                model = make.func(**{**config, **options})
                model.build()
                again = model.get_config()
                for argument in options:
                    self.assertIs(type(again[argument]), type(config[argument]), argument)

    def test_the_largest_seed_makes_a_model(self):
        for name, make in MODELS.items():
            with self.subTest(name):
                make(seed=2**31 - 1).build()


class Compile(unittest.TestCase):
    def test_a_loss_or_metrics_are_refused(self):
        for name, make in MODELS.items():
            for option in ("loss", "metrics", "loss_weights", "weighted_metrics"):
                with self.subTest(name, option=option):
                    expected = rf"^compile: {make.func.__name__} .* leave out {option}, .*'mse'"
                    with self.assertRaisesRegex(ValueError, expected):
                        make().compile(optimizer="adam", **{option: "mse"})


class Unbuilt(ReleasesGraphs, LabTest):
    def test_is_saved_as_it_starts(self):
        for name, make in MODELS.items():
            with self.subTest(name), quiet():
                model, path = make(seed=3), self.folder / "some.keras"
                model.compile("adam")
                model.save(path)
                model.save_weights(self.folder / "some.weights.h5")
                loaded, again = keras.models.load_model(path), make(seed=3)
                again.build()
                again.set_weights([np.zeros_like(weight) for weight in again.get_weights()])
                again.load_weights(self.folder / "some.weights.h5")
                expected = make(seed=3)
                expected.build()
                for other in (loaded, again):
                    pairs = zip(other.weights, expected.weights, strict=True)
                    for ours, theirs in pairs:
                        np.testing.assert_array_equal(ours, theirs, ours.path)
                self.assertTrue(loaded.compiled)
                # what Keras compiles by has been loaded; a graph would take a second for each model
                loaded.run_eagerly = True
                images, labels = images_for(name)
                loaded.fit(images, labels, verbose=0)
