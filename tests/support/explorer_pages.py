"""What the tests of the explorer share: its page of smoke runs, what that carries, a browser."""

import atexit
import base64
import functools
import json
import re
import tempfile
import unittest
import zlib
from pathlib import Path

import numpy as np

from lab.documents import explorer
from lab.storage import networks
from tests.support.browsers import chromium, requests, resize
from tests.support.smoke_runs import smoke_run

PARTS = ("autoencoder", "made", "cvae")
CLASSES, PIXELS = 10, 784
# of the conditional VAE's smoke run
STYLE_CLASSES, LATENTS = 3, 4
TABS = ("plane", "styles", "pixels", "drawing")


def gather(folder, parts=PARTS):
    """reports/digits with these parts' smoke runs."""
    reports = folder / "reports" / "digits"
    reports.mkdir(parents=True)
    for part in parts:
        record = smoke_run(part).folder
        (reports / record.name).symlink_to(record)
    return reports


def contents_of(page):
    """What the page carries."""
    found = re.search(r'id="contents">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    return json.loads(found[1])


def numbers(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype)


def unpacked(packed):
    """A networks.Packed as a networks.Layer in float64."""
    rows = np.zeros((len(packed.seen), packed.inputs))
    rows[np.arange(packed.inputs) < packed.seen[:, None]] = packed.weights
    return networks.Layer(rows.T * packed.scales, packed.biases, str(packed.activation))


def received(shipped):
    """A layer that the page carries, as a networks.Layer."""
    arrays = {
        name: numbers(shipped[name], getattr(networks.KINDS, name))
        for name in ("weights", "scales", "biases")
    }
    arrays["seen"] = numbers(shipped["seen"], "<u2").astype(np.int32)
    return unpacked(networks.Packed(shipped["inputs"], shipped["activation"], **arrays))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def run(shipped_layers, x):
    """Shipped layers in NumPy: x [N, I] -> [N, O]."""
    return run_layers(map(received, shipped_layers), x)


def run_layers(layers, x):
    """networks.Layers, one after another: x [N, I] -> [N, O]."""
    functions = {
        "linear": lambda a: a,
        "relu": lambda a: np.maximum(a, 0),
        "sigmoid": sigmoid,
        "tanh": np.tanh,
    }
    for kernel, bias, activation in layers:
        x = functions[activation](x @ kernel + bias)
    return x


def made_logits(shipped, x):
    """A shipped MADE in NumPy: images [N, D] -> logits [N, D]."""
    network = {
        "hidden": [received(layer) for layer in shipped["hidden"]],
        "output": [received(shipped["output"])],
        **({"direct": [received(shipped["direct"])]} if shipped["direct"] else {}),
    }
    return run_made(network, x, shipped["residual"])


def run_made(network, x, residual):
    """The same of what networks.made gives."""
    hidden = x
    for i, layer in enumerate(network["hidden"]):
        above = run_layers([layer], hidden)
        hidden = hidden + above if residual and i else above
    logits = run_layers(network["output"], hidden)
    return logits + run_layers(network["direct"], x) if "direct" in network else logits


@functools.cache
def whole_page():
    """The page of all three parts, made once; what holds its folder, and its path."""
    folder = tempfile.TemporaryDirectory()
    return folder, explorer.build(gather(Path(folder.name)), "digits", smoke=True)


@functools.cache
def shared_browser():
    browser = chromium()
    atexit.register(browser.quit)
    return browser


class PageTest(unittest.TestCase):
    """A browser that shows the whole page; afterwards nothing went wrong in it."""

    @classmethod
    def setUpClass(cls):
        cls.browser = shared_browser()
        cls.page = whole_page()[1]
        cls.contents = contents_of(cls.page)

    def setUp(self):
        resize(self.browser, 1200)
        self.open(self.page)

    def open(self, page, address=""):
        # the same file with another # is no new page
        self.browser.get("about:blank")
        self.browser.get(page.as_uri() + address)

    def tearDown(self):
        self.assertEqual(self.browser.get_log("browser"), [])
        asked = {url.partition(":")[0] for url in requests(self.browser)}
        self.assertEqual(asked - {"about"}, {"file"})
        self.assertEqual(self.js("return [...lab.UNKNOWN_TEXTS]"), [])

    def js(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def one(self, selector):
        return self.browser.find_element("css selector", selector)

    def show(self, tab):
        self.one(f"#tab-{tab}").click()

    def keys(self, selector, *keys):
        element = self.one(selector)
        self.js("arguments[0].focus()", element)
        element.send_keys(*keys)

    def wait_until_drawn(self):
        """What was put off is done two frames after the last of the work in slices."""
        self.js(
            """
            const frame = () => new Promise(requestAnimationFrame);
            const drawn = () => frame().then(frame).then(() => lab.unfinished() && drawn());
            return drawn();
            """
        )

    def seen(self, tab):
        """All that one can see of a tab: its texts, pictures, and the state of its controls."""
        self.wait_until_drawn()
        words, pictures, states = self.js(
            """
            const all = (found) => [...document.querySelectorAll(`#${arguments[0]} ${found}`)];
            const controls = [...all("input"), ...all("select"), ...all("[aria-pressed]")];
            return [
              document.getElementById(arguments[0]).innerText,
              all("canvas").map((canvas) => canvas.toDataURL()),
              controls.map((s) => `${s.value} ${s.checked} ${s.getAttribute("aria-pressed")}`),
            ];
            """,
            tab,
        )
        return words, [zlib.crc32(picture.encode()) for picture in pictures], states
