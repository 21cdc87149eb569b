"""Several models that are trained side by side, on the same batches."""

import keras

from lab.training.state import optimizers_of


class Together(keras.Model):
    """Compiled models as one: what `fit` does to it, it does to each of {name: model}.

    Each computes what it would compute alone, bit for bit, in less time: between the short steps
    of its updates a small network leaves cores waiting, and the images are gathered once for all.
    The metric "loss" of a model is called "loss/name". input_shape: for those not yet built.
    """

    def __init__(self, members, input_shape):
        super().__init__(name="together")
        self.members = members
        for member in members.values():
            if not member.built:
                member.build(input_shape)
        self.built = True
        self.compile(optimizer=None)

    @property
    def metrics(self):
        return [metric for member in self.members.values() for metric in member.metrics]

    @property
    def optimizers(self):
        """(optimizer, variables) of every member."""
        return [pair for member in self.members.values() for pair in optimizers_of(member)]

    def of_each(self, find):
        """{"number/name": value} of all members, from what find(member) -> {number: value} says."""
        return named({name: find(member) for name, member in self.members.items()})

    def rows_of(self, name, rows):
        """The history of one member from that of all; its seconds are an equal share."""
        return [
            {key.removesuffix(f"/{name}"): value for key, value in row.items() if _is_of(name, key)}
            | {"seconds": row["seconds"] / len(self.members)}
            for row in rows
        ]


def joint_name(names):
    """What the training of networks of these names is called: "sheet+plain"; of more than four,
    "ae_2+15", the first one and how many others.
    """
    first, *others = names
    return "+".join(names) if len(others) < 4 else f"{first}+{len(others)}"


def named(numbers):
    """{"number/name": value} from {name: {number: value}}."""
    return {
        f"{number}/{name}": value for name in numbers for number, value in numbers[name].items()
    }


def _is_of(name, column):
    return "/" not in column or column.endswith(f"/{name}")
