import unittest

from tests.support.helpers import fresh_python


class Mirrored(unittest.TestCase):
    def test_two_devices_give_the_result_of_one(self):
        process = fresh_python("-m", "unittest", "tests.support.on_two_devices.InShort")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("Ran 5 tests", process.stderr)
