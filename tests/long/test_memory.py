import json

import numpy as np

from lab.parts import PARTS
from tests.support.helpers import LabTest, fresh_python

# the networks, images and measurements of a full run, but for the number of updates, which needs no
# memory, and for what takes minutes of time alone
FULL = ["epochs=1", "updates_per_epoch=2"]
SHORTER = {
    "beta-vae": ["betas=1,2", "seeds=1"],
    "collapse": ["epochs=3"],
    "densities": [],
    "generative-basics": [],
    "made": ["unmasked_epochs=1", "ensemble_epochs=1"],
    "autoencoder": ["code_sizes=64"],
    "autoencoder-uses": ["left_out=1", "left_out_epochs=1"],
    "likelihood": ["samples=1,50", "images=20"],
    "vae-gan": ["seeds=1"],
}


class PeakMemory(LabTest):
    """On as many images as MNIST has, with strokes where digits have theirs."""

    def setUp(self):
        super().setUp()
        rng = np.random.default_rng(0)
        images = np.zeros((70_000, 28, 28), np.uint8)
        images[:, 6:22, 6:22] = 255 * (rng.random((70_000, 16, 16)) < 0.4)
        self.path = self.folder / "images.npy"
        np.save(self.path, images)
        np.save(self.path.with_suffix(".labels.npy"), np.arange(70_000) % 10)

    def test_every_part_stays_under_three_gigabytes(self):
        for part in PARTS:
            with self.subTest(part.name):
                settings = [] if part.makes_data or part.name == "densities" else FULL
                if part.name == "densities":
                    self.call_canonical()
                settings = [f"--set={text}" for text in (*settings, *SHORTER.get(part.name, []))]
                dataset = [] if part.own_data else ["--dataset", self.path]
                process = fresh_python(
                    *("run_lab.py", "--part", part.name, "--out", self.folder),
                    *(*settings, *dataset),
                )
                self.assertEqual(process.returncode, 0, process.stderr)
                (config,) = self.folder.glob(f"reports/*/{part.name}*/config.json")
                peak = json.loads(config.read_text(encoding="utf-8"))["peak_memory_mb"]
                print(f"{part.name}: {peak} MB", flush=True)
                self.assertLess(peak, 3000)

    def call_canonical(self):
        """Gives the runs so far the names of canonical ones, which are looked for."""
        for run in [*self.folder.glob("reports/*/*@*"), *self.folder.glob("runs/*/*@*")]:
            run.rename(run.with_name(run.name.partition("@")[0]))
