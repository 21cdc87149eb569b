import unittest

from tests.assignments import table


class Page(unittest.TestCase):
    def test_it_is_what_the_catalogue_and_the_stored_run_give(self):
        # else: python -m tests.assignments.table
        self.assertEqual(
            table.PLACE.read_text(encoding="utf-8").split("\n"), table.page().split("\n")
        )
