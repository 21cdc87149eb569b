import csv

from lab.documents.chapters import Reference
from lab.documents.number_files import write_number_files
from tests.support.helpers import LabTest
from tests.support.records import chapter, small_record


class NumberFiles(LabTest):
    def test_every_number_and_parameter_with_full_precision(self):
        own = small_record(loss=0.1 + 0.2, count=3)
        own.config["parameters"]["activation"] = "=1+1"
        chapters = [
            chapter(own, reference=Reference(small_record(loss=0.25))),
            chapter(None, part="made"),
        ]
        rows = []
        for path in write_number_files(chapters, self.folder / "report"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows.append((path.name, *map(tuple, csv.reader(file))))
        (name, header, loss, count), (other_name, _, *parameters) = rows
        self.assertEqual((name, other_name), ("report-numbers.csv", "report-parameters.csv"))
        self.assertEqual(header, ("run", "data set", "quantity", "value", "reference"))
        self.assertEqual(loss, ("vae", "mnist", "loss", "0.30000000000000004", "0.25"))
        self.assertEqual(count, ("vae", "mnist", "count", "3", ""))
        self.assertEqual(
            [row[2:4] for row in parameters],
            [
                ("z_dim", "10"),
                ("layers", "4x2"),
                ("activation", "'=1+1"),
                ("residual", "false"),
                ("seed", "0"),
            ],
        )
