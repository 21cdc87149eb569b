"""What each choice in a MADE buys: one choice after the other, from the coursework's network on."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part

CHOICES = (
    ("the coursework's network, own SGD", {}),
    ("outputs start at the pixels' frequencies", {"start_at_frequencies": True}),
    (
        "AdamW for SGD",
        {"optimizer": "adamw", "learning_rate": 3e-3, "weight_decay": 1e-2},
    ),
    ("1568 units a layer for 784", {"hidden_units": (1568, 1568)}),
    ("residual connections", {"residual": True}),
    ("direct connections", {"direct": True}),
    ("dropout 0.25", {"dropout": 0.25}),
)


@dataclasses.dataclass(frozen=True)
class Parameters:
    """All networks are trained equally long. choices: the first so many of them; seeds: with how
    many each is trained.
    """

    choices: int = setting(len(CHOICES), at_least=2)
    seeds: int = setting(3, at_least=1)
    epochs: int = setting(8, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, choices=2, seeds=1, epochs=1, updates_per_epoch=3)


EXPECTED = (Expected("gain", 1.0, None, "own aim: together the choices pay for themselves"),)


PART = Part(
    name="made-choices",
    question="What does each choice in a MADE buy, in nats?",
    source="coursework",
    minutes=20,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
