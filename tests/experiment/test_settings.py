import dataclasses
from typing import ClassVar

from lab.experiment.parameters import PartParameters, setting
from lab.experiment.settings import before_settings, changed, with_settings
from tests.support.helpers import LabTest


@dataclasses.dataclass(frozen=True)
class Parameters(PartParameters):
    layers: tuple[int, ...] = setting((128,), at_least=1)
    z_dim: int = setting(10, at_least=1)
    rate: float = setting(0.001, above=0)
    weight: float = setting(10.0, at_least=0)
    activation: str = setting("relu", choices=("relu", "tanh"))
    betas: tuple[float, ...] = setting((1.0, 4.0), above=0)
    share: float = setting(0.0, at_least=0, below=1)


DEFAULTS = Parameters()


@dataclasses.dataclass(frozen=True)
class WithPresets(PartParameters):
    SMOKE: ClassVar = {"epochs": 1}
    PRESETS: ClassVar = {"plain": {}, "wide": {"units": 9, "skip": True}}

    preset: str = setting("plain", choices=tuple(PRESETS))
    units: int = setting(3, at_least=1)
    epochs: int = setting(20, at_least=1)
    skip: bool = setting(False)


class Presets(LabTest):
    def test_settings_change_what_the_preset_says(self):
        self.assertEqual(before_settings(WithPresets, {"units": 5}), WithPresets())
        usual = before_settings(WithPresets, {"preset": "wide", "epochs": "4"})
        self.assertEqual(usual, WithPresets("wide", 9, 20, True))
        found = with_settings(usual, {"preset": "wide", "epochs": "4"})
        self.assertEqual(changed(found, usual), {"epochs": "4"})

    def test_the_smoke_variant_of_a_preset(self):
        usual = before_settings(WithPresets, {"preset": "wide"}, smoke=True)
        self.assertEqual(usual, WithPresets("wide", 9, 1, True))

    def test_unknown_presets(self):
        with self.refused("preset=high", "plain, wide"):
            before_settings(WithPresets, {"preset": "high"})
        self.assertEqual(before_settings(Parameters, {"preset": "high"}), Parameters())
        with self.refused("unknown parameter 'preset'"):
            with_settings(Parameters(), {"preset": "high"})

    def test_yes_and_no(self):
        for text, value in (("true", True), ("False", False), (True, True)):
            self.assertIs(with_settings(WithPresets(), {"skip": text}).skip, value)
        with self.refused("skip='maybe'", "true or false"):
            with_settings(WithPresets(), {"skip": "maybe"})


class Settings(LabTest):
    def test_text_and_values_are_cast_to_the_type_of_the_field(self):
        for name, value, expected in (
            ("layers", "64,32", (64, 32)),
            ("layers", "64x32", (64, 32)),
            ("layers", "64", (64,)),
            ("layers", [64, 32], (64, 32)),
            ("z_dim", "3", 3),
            ("z_dim", 3.0, 3),
            ("rate", "1e-4", 0.0001),
            ("rate", 1, 1.0),
            ("weight", "0", 0.0),
            ("activation", "tanh", "tanh"),
            ("betas", "2,0.5", (2.0, 0.5)),
        ):
            with self.subTest(name, value=value):
                found = getattr(with_settings(DEFAULTS, {name: value}), name)
                self.assertEqual(found, expected)
                self.assertIs(type(found), type(expected))

    def test_others_stay_and_the_defaults_are_not_touched(self):
        found = with_settings(DEFAULTS, {"z_dim": "3", "rate": "0.1"})
        self.assertEqual(found, Parameters(z_dim=3, rate=0.1))
        self.assertEqual(DEFAULTS, Parameters())

    def test_an_unknown_name_lists_the_known_ones(self):
        with self.refused("'zdim'", "choose layers, z_dim, rate, weight, activation, betas"):
            with_settings(DEFAULTS, {"z_dim": 1, "zdim": 3})

    def test_values_that_cannot_be_cast(self):
        whole, number = "an integer", "a number"
        for name, value, kind in (
            ("z_dim", "ten", whole),
            ("z_dim", "2.5", whole),
            ("z_dim", 2.5, whole),
            ("z_dim", "", whole),
            ("z_dim", None, whole),
            ("z_dim", True, whole),
            ("z_dim", "1" * 400, whole),
            ("rate", "fast", number),
            ("rate", "nan", number),
            ("rate", "inf", number),
            ("rate", [1], number),
            ("layers", "64;32", "integers separated by commas"),
            ("layers", "64,", "integers separated by commas"),
            ("layers", 64, "integers separated by commas"),
            ("betas", "1;4", "as numbers separated by commas"),
        ):
            with self.subTest(name, value=value), self.refused(f"{name}={value!r}", kind):
                with_settings(DEFAULTS, {name: value})

    def test_values_that_make_no_sense(self):
        for name, value, words in (
            ("z_dim", "0", ("z_dim=0", "at least 1")),
            ("layers", "64,0", ("layers=64x0", "at least 1")),
            ("layers", (), ("layers=", "at least one")),
            ("rate", "0", ("rate=0", "above 0")),
            ("rate", "-0.1", ("rate=-0.1", "above 0")),
            ("weight", "-1", ("weight=-1", "at least 0")),
            ("betas", "1,0", ("betas=1x0", "above 0")),
            ("share", "1", ("share=1", "below 1")),
            ("activation", "swoosh", ("activation=swoosh", "choose relu, tanh")),
        ):
            with self.subTest(name, value=value), self.refused(*words):
                with_settings(DEFAULTS, {name: value})


class Changed(LabTest):
    def names(self, **settings):
        return changed(with_settings(DEFAULTS, settings), DEFAULTS)

    def test_only_what_differs_as_short_text(self):
        self.assertEqual(self.names(), {})
        self.assertEqual(self.names(z_dim=10, rate="1e-3"), {})
        self.assertEqual(
            self.names(layers="64,32", rate=0.1, weight=4, activation="tanh"),
            {"layers": "64x32", "rate": "0.1", "weight": "4", "activation": "tanh"},
        )

    def test_different_values_have_different_names(self):
        values = (4, 4.0000001, 4.000001, 1e7, 1e7 + 1, 0.001, 0.0010000001)
        names = [self.names(weight=value)["weight"] for value in values]
        self.assertEqual(len(set(names)), len(values), names)
