from tests.support.helpers import LabTest, fresh_python


class Mirrored(LabTest):
    def test_two_devices_give_the_result_of_one_for_every_kind_of_model(self):
        process = fresh_python("-m", "unittest", "tests.support.on_two_devices.AtLength")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn("Ran 4 tests", process.stderr)

    def test_two_runs_of_a_process_with_networks_of_other_sizes(self):
        script = """
import sys, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
import lab
settings = {"dataset": "digits", "smoke": True, "code_sizes": (2,), "out": sys.argv[1]}
for layers in ((5,), (9, 4)):
    lab.run("autoencoder", strategy="mirrored", hidden_layers=layers, **settings)
"""
        process = fresh_python("-c", script, self.folder)
        self.assertEqual(process.returncode, 0, process.stderr[-2000:])
