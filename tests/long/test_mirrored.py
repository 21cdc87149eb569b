import unittest

from tests.support.helpers import fresh_python


class Mirrored(unittest.TestCase):
    def test_two_devices_give_the_result_of_one_for_every_kind_of_model(self):
        process = fresh_python("-m", "unittest", "tests.support.on_two_devices.AtLength")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("Ran 4 tests", process.stderr)
