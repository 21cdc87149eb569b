import http.client
import socket
import time
import urllib.error
from unittest import mock

from lab.data import load
from lab.data.sources import download
from tests.support.helpers import LabTest, no_network, quiet
from tests.support.mnist_files import write_npz

URL = download.ORIGIN + "mnist.npz"


class Cache(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(no_network(self.folder))

    def test_only_what_keras_has_can_be_fetched(self):
        with self.refused("no place on the network"):
            download.cached_folder("binarized_mnist")

    def test_no_answer_is_said_with_the_limit(self):
        with self.refused("no answer from", "within 4 seconds"):
            download.cached_folder("mnist")

    def test_no_question_where_the_files_are(self):
        write_npz(self.folder / "datasets" / "mnist.npz")
        self.assertEqual(download.cached_folder("mnist"), self.folder / "datasets")
        download._answers.assert_not_called()


class Download(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(no_network(self.folder))
        download._answers.return_value = True

    def fetched(self, name, get_file):
        with mock.patch("keras.utils.get_file", side_effect=get_file), quiet() as (out, _):
            folder = download.cached_folder(name)
        return folder, out.getvalue()

    def test_only_missing_files_are_fetched_and_named(self):
        folder = self.folder / "datasets" / "fashion-mnist"
        folder.mkdir(parents=True)
        (folder / download.FASHION_FILES[0]).touch()
        asked = []

        def get_file(file, origin, cache_subdir):
            asked.append((origin, cache_subdir))
            self.assertEqual(socket.getdefaulttimeout(), download.SECONDS_WITHOUT_DATA)
            (folder / file).touch()
            return str(folder / file)

        found, printed = self.fetched("fashion_mnist", get_file)
        rest = download.FASHION_FILES[1:]
        self.assertEqual(found, folder)
        self.assertEqual(
            asked, [(download.ORIGIN + file, "datasets/fashion-mnist") for file in rest]
        )
        self.assertEqual(printed.splitlines(), [f"downloading {origin} …" for origin, _ in asked])
        self.assertIsNone(socket.getdefaulttimeout())

    def test_a_download_that_breaks_off(self):
        def get_file(*args, **kwargs):
            raise Exception("URL fetch failure: timed out")

        with self.refused("mnist.npz broke off", "timed out"):
            self.fetched("mnist", get_file)
        self.assertIsNone(socket.getdefaulttimeout())

    def test_a_cache_that_keras_puts_elsewhere(self):
        """Where its folder cannot be written, Keras takes another one and returns the path."""

        def get_file(file, origin, cache_subdir):
            path = self.folder / "elsewhere" / file
            write_npz(path)
            return str(path)

        with (
            mock.patch("keras.utils.get_file", side_effect=get_file),
            self.assertWarns(UserWarning),
            quiet(),
        ):
            self.assertEqual(load("mnist").name, "mnist")


class Answers(LabTest):
    def answers(self, **behaviour):
        with mock.patch("urllib.request.urlopen", **behaviour) as urlopen, quiet() as (_, err):
            answer = download._answers(URL)
        self.assertEqual(err.getvalue(), "")
        request = urlopen.call_args.args[0]
        self.assertEqual((request.full_url, request.method), (URL, "HEAD"))
        return answer

    def test_yes(self):
        self.assertTrue(self.answers())

    def test_no_and_nothing_is_printed(self):
        for error in (
            urllib.error.URLError("no such host"),
            urllib.error.HTTPError(URL, 404, "Not Found", None, None),
            TimeoutError(),
            http.client.BadStatusLine("<html>log in to this network</html>"),
        ):
            with self.subTest(type(error).__name__):
                self.assertFalse(self.answers(side_effect=error))

    def test_a_name_server_that_hangs_is_not_waited_for(self):
        with mock.patch.object(download, "SECONDS_TO_CONNECT", 0.05):

            def hang(*args, **kwargs):
                time.sleep(5)
                raise urllib.error.URLError("no such host")

            began = time.monotonic()
            self.assertFalse(self.answers(side_effect=hang))
            self.assertLess(time.monotonic() - began, 4)
