import dataclasses
from typing import ClassVar

from lab.experiment.parameters import Training, at_least_two, limits, setting
from lab.experiment.settings import with_settings
from tests.support.helpers import LabTest


@dataclasses.dataclass(frozen=True)
class Parameters(Training):
    SMOKE: ClassVar = {"epochs": 1, "updates_per_epoch": 5}

    epochs: int = 12
    batch_size: int = setting(20, at_least=10)
    z_dim: int = setting(4, at_least=2)


class Inherited(LabTest):
    def test_a_part_repeats_only_the_defaults_that_differ(self):
        self.assertEqual(
            dataclasses.asdict(Parameters()),
            {
                "epochs": 12,
                "batch_size": 20,
                "updates_per_epoch": 0,
                "learning_rate": 0.001,
                "z_dim": 4,
            },
        )

    def test_limits_stay_unless_they_are_set_anew(self):
        for name, value, words in (
            ("epochs", "0", "at least 1"),
            ("batch_size", "9", "at least 10"),
            ("learning_rate", "0", "above 0"),
            ("z_dim", "1", "at least 2"),
        ):
            with self.subTest(name), self.refused(f"{name}={value}", words):
                with_settings(Parameters(), {name: value})

    def test_a_field_without_limits_is_found(self):
        @dataclasses.dataclass(frozen=True)
        class Careless(Training):
            depth: int = 3

        with self.assertRaisesRegex(TypeError, "Careless.depth"):
            limits(Careless, "depth")

    def test_the_smoke_variant(self):
        found = Parameters(z_dim=3).smoke()
        self.assertEqual(found, Parameters(epochs=1, updates_per_epoch=5, z_dim=3))


class Compared(LabTest):
    def test_distinct_values_ascending(self):
        self.assertEqual(at_least_two("betas", (4.0, 1.0, 4.0)), [1.0, 4.0])

    def test_a_single_value_is_refused(self):
        with self.refused("betas=4 ", "at least two"):
            at_least_two("betas", (4.0, 4.0))
