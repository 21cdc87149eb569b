"""What each design choice of a MADE gains, one after the other from the coursework's network on."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, Expected
from lab.experiment.parameters import TrainingLength, setting
from lab.experiment.part import Part
from lab.languages import to_say

# (name, the fields of a MADENetwork that it changes); each network keeps the choices before it
CHOICES = (
    (to_say("the coursework's network, hand-written SGD"), {}),
    (to_say("output biases start at the pixels' log-odds"), {"start_at_frequencies": True}),
    (
        to_say("AdamW instead of SGD"),
        {"optimizer": "adamw", "learning_rate": 3e-3, "weight_decay": 1e-2},
    ),
    (to_say("1568 instead of 784 units per layer"), {"hidden_units": (1568, 1568)}),
    (to_say("residual connections"), {"residual": True}),
    (to_say("direct input-output connections"), {"direct": True}),
    (to_say("dropout of 25%"), {"dropout": 0.25}),
)


@dataclasses.dataclass(frozen=True)
class Parameters(TrainingLength):
    """All networks train for equally many updates.

    choices: the first so many of them. seeds: how many networks are trained for each.
    """

    SMOKE: ClassVar = {"choices": 2, "seeds": 1, "epochs": 1, "updates_per_epoch": 3}

    epochs: int = 8
    choices: int = setting(len(CHOICES), at_least=2)
    seeds: int = setting(3, at_least=1)


EXPECTED = (
    Expected(
        "val_gain_nats_all_choices",
        1.0,
        None,
        "together the choices pay off",
        meaning="reduction of −log p(x) by all choices together, nats per validation image",
        kind=AIM,
    ),
)


PART = Part(
    name="made-choices",
    question="How many nats does each design choice of a MADE gain?",
    source="coursework",
    minutes=20,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
