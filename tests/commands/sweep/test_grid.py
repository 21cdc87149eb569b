from lab.commands.options import RunOptions
from lab.commands.sweep.grid import LONGEST_NAME, grid, sweep_name
from lab.parts import find
from tests.support.helpers import LabTest

VAE = find("vae")


class Cells(LabTest):
    def test_every_combination_with_every_seed(self):
        swept = {"beta": ["1", "4"], "z_dim": ["2", "3"]}
        cells = grid(VAE, swept, {"epochs": "5"}, RunOptions(seed=3), seeds=2)
        names = [cell.name for cell in cells]
        self.assertEqual(
            names,
            [
                "vae@epochs=5,z_dim=2,seed=3",
                "vae@epochs=5,z_dim=2,seed=4",
                "vae@epochs=5,z_dim=3,seed=3",
                "vae@epochs=5,z_dim=3,seed=4",
                "vae@epochs=5,z_dim=2,beta=4,seed=3",
                "vae@epochs=5,z_dim=2,beta=4,seed=4",
                "vae@epochs=5,z_dim=3,beta=4,seed=3",
                "vae@epochs=5,z_dim=3,beta=4,seed=4",
            ],
        )
        self.assertEqual(cells[-1].values, {"beta": 4.0, "z_dim": 3})
        self.assertEqual(cells[-1].settings, {"epochs": "5", "beta": "4", "z_dim": "3"})
        self.assertEqual([cell.seed for cell in cells], 4 * [3, 4])

    def test_the_defaults_are_the_canonical_run(self):
        cells = grid(VAE, {"beta": ["1", "2"]}, {}, RunOptions())
        self.assertEqual([cell.name for cell in cells], ["vae", "vae@beta=2"])
        smoke = grid(VAE, {"beta": ["1", "2"]}, {}, RunOptions(smoke=True))
        self.assertEqual([cell.name for cell in smoke], ["vae@smoke", "vae@smoke,beta=2"])

    def test_values_that_are_no_numbers(self):
        swept = {"activation": ["relu", "tanh"], "encoder_layers": ["64x32", "9"]}
        cells = grid(VAE, swept, {}, RunOptions())
        self.assertEqual(cells[0].values, {"activation": "relu", "encoder_layers": (64, 32)})
        self.assertEqual(cells[1].values["encoder_layers"], (9,))
        presets = grid(find("made"), {"preset": ["best", "coursework"]}, {}, RunOptions())
        self.assertEqual([cell.name for cell in presets], ["made-best", "made"])

    def test_what_makes_no_sense(self):
        for swept, options, words in (
            ({"betta": ["1"]}, {}, ("unknown parameter 'betta'", "beta")),
            ({"seed": ["1", "2"]}, {}, ("unknown parameter 'seed'",)),
            ({"beta": ["1", "high"]}, {}, ("beta='high'", "a number")),
            ({"beta": [""]}, {}, ("beta=''", "a number")),
            ({"beta": ["1", "-2"]}, {}, ("beta=-2", "at least 0")),
            ({"beta": ["4", "2", "4.0"]}, {}, ("beta=4 is given twice",)),
            ({"epochs": ["1"]}, {}, ("epochs", "fixed value")),
            ({"beta": ["1"]}, {"seed": 2**31 - 1, "seeds": 2}, ("seed", str(2**31))),
            ({"beta": ["1"]}, {"seeds": 10**9}, ("1,000,000,000 runs", "10,000")),
        ):
            with self.subTest(swept, options=str(options)), self.refused(*words):
                seeds = options.pop("seeds", 1)
                grid(VAE, swept, {"epochs": "2"}, RunOptions(**options), seeds)


class Names(LabTest):
    def test_the_folder_says_what_was_swept(self):
        swept, settings = {"beta": ["1", "4.0"], "z_dim": ["2"]}, {"epochs": "5"}
        cells = grid(VAE, swept, settings, RunOptions(smoke=True), seeds=2)
        name = sweep_name(VAE, cells, settings, smoke=True)
        self.assertEqual(name, "sweep@vae,smoke,epochs=5,beta=1+4,z_dim=2,seeds=0+1")

    def test_long_ones_are_cut_and_still_differ(self):
        names = set()
        for first in (1, 2):
            cells = grid(VAE, {"z_dim": [str(n) for n in range(first, 100)]}, {}, RunOptions())
            names.add(sweep_name(VAE, cells, {}))
        self.assertEqual({len(name) for name in names}, {LONGEST_NAME})
        self.assertEqual(len(names), 2)
