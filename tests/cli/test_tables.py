import unittest

from lab.cli.tables import table

WORDS = "share of generated images that the judge assigns to the requested class"
ROWS = [("beta", ["1", "4", "16"]), (WORDS, ["0.95", "0.910 ± 0.012", ""])]


class Table(unittest.TestCase):
    def test_words_are_folded_beside_the_numbers(self):
        self.assertEqual(
            table(ROWS, ["vae", "vae@beta=4", "vae@beta=16"], 80).splitlines(),
            [
                f"{'':46}  vae   vae@beta=4     vae@beta=16",
                f"{'beta':46}  1     4              16",
                "share of generated images that the judge        0.95  0.910 ± 0.012",
                "  assigns to the requested class",
            ],
        )

    def test_columns_that_have_no_room_stand_below(self):
        lines = table(ROWS, ["vae", "vae@beta=4", "vae@beta=16"], 50).splitlines()
        self.assertEqual(lines[0].split(), ["vae", "vae@beta=4"])
        self.assertLessEqual(max(map(len, lines)), 50)
        heads = [line.split() for line in lines if "vae" in line]
        self.assertEqual(heads, [["vae", "vae@beta=4"], ["vae@beta=16"]])
        self.assertEqual(sum(line.startswith("share of") for line in lines), 2)

    def test_runs_of_long_names_have_numbers(self):
        lines = table(ROWS, ["vae", "mnist/vae@beta=4,seed=1", "x"], 80).splitlines()
        legend = ["[1] vae", "[2] mnist/vae@beta=4,seed=1", "[3] x", ""]
        self.assertEqual(lines[:4], legend)
        self.assertEqual(lines[4].split(), ["[1]", "[2]", "[3]"])
