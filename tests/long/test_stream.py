import json

from lab.benchmarks.stream import write_sparse
from tests.support.helpers import LabTest, fresh_python

GIGABYTE = 10**9
TRAINING = """
import json, sys
from pathlib import Path

import keras

from lab import data
from lab.models import PlainVAE
from lab.training import devices
from lab.training.fit import fit
from lab.training.schedule import Schedule

devices.start()
began = devices.peak_memory_mb()
dataset = data.load(sys.argv[1])
model = PlainVAE(z_dim=2)
model.compile(optimizer=keras.optimizers.Adam())
state = Path(sys.argv[1]).with_suffix(".state.npz")
fingerprint = dataset.checksums
fit(model, dataset, Schedule(1, 300, 100), seed=0, state_path=state, fingerprint=fingerprint,
    title="large")
print(json.dumps([len(dataset.train), began, devices.peak_memory_mb()]))
"""


class LargerThanMemory(LabTest):
    def test_twenty_gigabytes_are_trained_on_in_a_tenth_of_that(self):
        path = self.folder / "images.npy"
        write_sparse(path, (25_600_000, 28, 28))
        self.assertGreater(path.stat().st_size, 20 * GIGABYTE)
        process = fresh_python("-c", TRAINING, path)
        self.assertEqual(process.returncode, 0, process.stderr)
        images, before, after = json.loads(process.stdout.splitlines()[-1])
        self.assertEqual(images, 25_590_000)
        # a permutation or two and the positions, 4 bytes an image each, and the program
        self.assertLess(after - before, 1100)
        self.assertLess(after, 2000)
