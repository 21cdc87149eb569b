"""Histories of trainings, a row {column: number} for each epoch: merged, averaged, as columns."""

import numpy as np

from lab.experiment.outcome import prefixed


def merged(histories):
    """A row per epoch from {name of a network: its rows}, every column behind that name.

    The columns of a network named "" keep their names.
    """
    return [
        {"epoch": epoch} | _merged_row(dict(zip(histories, rows, strict=True)))
        for epoch, rows in enumerate(zip(*histories.values(), strict=True), 1)
    ]


def _merged_row(rows):
    """The columns of one epoch from {name of a network: its row}."""
    merged_row = {}
    for name, row in rows.items():
        merged_row |= prefixed({key: row[key] for key in row if key != "epoch"}, name)
    return merged_row


def mean_rows(histories):
    """A row per epoch with the means of several networks' rows, of the same columns."""
    return [
        {key: float(np.mean(values)) for key, values in columns(rows).items()}
        for rows in zip(*histories, strict=True)
    ]


def columns(rows):
    """{column: array over the rows} of rows with the same columns, numbers or arrays."""
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def training_seconds(rows):
    """How long the training took, all epochs together."""
    return float(sum(row["seconds"] for row in rows))
