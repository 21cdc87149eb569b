"""The judge: one digit classifier per data set, trained once, asked by every part."""

import dataclasses

import keras

from lab.models import DigitClassifier
from lab.storage.locks import locked
from lab.training.fit import fit
from lab.training.schedule import Schedule

EPOCHS, BATCH_SIZE, LEARNING_RATE = 7, 200, 2e-3
SMOKE_UPDATES = 100


def trained_judge(dataset, folder, smoke=False):
    """The judge of a data set with labels, and its accuracy on the test images.

    Trained on slightly moved images, always from seed 0, on one device and in float32, or taken
    from its state in `folder`, so that it is the same for every run: 98.8 % on MNIST's test images
    after half a minute on two cores. `smoke` trains for a second.
    """
    moved = dataclasses.replace(dataset, augment=True, showings=1)
    batch_size = min(BATCH_SIZE, len(dataset.train))
    updates = SMOKE_UPDATES if smoke else dataset.updates_per_epoch(batch_size)
    schedule = Schedule(1 if smoke else EPOCHS, updates, batch_size)
    judge = DigitClassifier(
        input_dim=dataset.train.pixels.shape[1],
        num_classes=dataset.num_classes,
        dtype="float32",
    )
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, schedule.updates)
    judge.compile(optimizer=keras.optimizers.Adam(rate))
    sums = dataset.checksums
    content = f"{sums['train_images'][:8]}-{sums['train_labels'][:8]}"
    # runs of several parts may want it at the same time
    with locked(folder / ".judge.lock"):
        history = fit(
            judge,
            moved,
            schedule,
            seed=0,
            state_path=folder / f"judge-{content}{'@smoke' if smoke else ''}.npz",
            fingerprint={"checksums": sums, "epochs": schedule.epochs},
            title="judge",
            resume=True,
        )
    return judge, history[-1]["val_accuracy"]
