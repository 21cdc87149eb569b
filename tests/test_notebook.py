"""What a person sees in a notebook: one is executed."""

import nbformat

from tests.support.helpers import ROOT, LabTest
from tests.support.notebooks import execute

CELLS = (
    """
import lab
import keras, numpy as np

class Seen(keras.callbacks.Callback):
    epochs = []
    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(epoch)

labels = np.arange(240) % 3
images = np.random.default_rng(0).uniform(0, 0.4, (240, 6, 6))
images[np.arange(240), labels] += 0.5
result = lab.run("vae", smoke=True, dataset=(images, labels), callbacks=[Seen()], out=OUT)
result
""",
    'result.figures["styles"]',
    'result.model("plain").input_dim, Seen.epochs',
    'lab.run("vae", seed=1.5)',
)

BARS = ["sheet, plain 1/2", "sheet, plain 2/2", "judge 1/1"]


class Executed(LabTest):
    def test_a_run_shows_itself_its_figures_and_its_networks(self):
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        cells[0]["source"] = f"OUT = {str(self.folder)!r}" + cells[0]["source"]
        # the last one raises
        cells[-1]["metadata"]["tags"] = ["raises-exception"]
        notebook = nbformat.v4.new_notebook(cells=cells)
        execute(notebook, ROOT)
        run, figure, model, wrong = (cell["outputs"] for cell in cells)
        self.assert_shown(run)
        self.assertIn("image/png", figure[0]["data"])
        # both trainings of the part, of two epochs each
        self.assertEqual(model[0]["data"]["text/plain"], "(36, [0, 1])")
        self.assertEqual(wrong[0]["ename"], "LabError")
        line = "LabError: seed: expected an integer from 0 to 2147483647, received 1.5"
        self.assertEqual(wrong[0]["traceback"], [line])

    def assert_shown(self, outputs):
        shown = outputs[-1]["data"]
        self.assertRegex(shown["text/plain"], r"^<Result of vae@smoke,callbacks=Seen on arrays-\w+")
        self.assertNotIn("\n", shown["text/plain"])
        self.assertEqual(shown["text/html"].count("data:image/png;base64,"), 5)
        self.assertIn("without smoke=True", shown["text/html"])
        bars = [
            output["data"]["text/plain"]
            for output in outputs
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
        ]
        # of the two networks, trained together, and of the judge
        self.assertEqual([bar.split(":")[0] for bar in bars], BARS)
        printed = "".join(output.get("text", "") for output in outputs)
        self.assertNotIn("Warning", printed)
        for head in BARS:
            self.assertIn(f"{head}: loss=", printed)
