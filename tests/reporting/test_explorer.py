import base64
import functools
import json
import re
import tempfile
import unittest
from pathlib import Path

import numpy as np

from lab.reporting import explorer, networks
from lab.reporting.records import Record
from tests.browsers import chromium, requests, resize
from tests.helpers import LabTest, smoke_run, softmax

PARTS = ("autoencoder", "made", "cvae")
CLASSES, LATENTS, PIXELS = 10, 4, 784
TABS = ("plane", "styles", "pixels", "drawing")
CLOSE = 1e-3


def save_cvae(runs, reports):
    """A CVAE as its part leaves it; untrained, which is all the same to the page."""
    from lab.models import CVAE

    model = CVAE(
        encoder_layers=(9,), decoder_layers=(8, 12), z_dim=LATENTS, num_classes=CLASSES, seed=3
    )
    model.build()
    (runs / "cvae@smoke").mkdir(parents=True)
    model.save(runs / "cvae@smoke" / "cvae.keras")
    config = smoke_run("autoencoder").record.config | {"part": "cvae"}
    Record(config, {"dataset": "digits"}, [], {}).save(reports / "cvae@smoke", {})


def gather(folder, parts=PARTS):
    """(runs, reports) of these parts' smoke runs, in one place as a person would have them."""
    runs, reports = folder / "runs" / "digits", folder / "reports" / "digits"
    runs.mkdir(parents=True)
    reports.mkdir(parents=True)
    if "cvae" in parts:
        save_cvae(runs, reports)
    for part in set(parts) - {"cvae"}:
        record = smoke_run(part).folder
        trained = record.parents[2] / "runs" / "digits"
        (reports / record.name).symlink_to(record)
        for path in [trained / record.name, *trained.glob("judge-*")]:
            if not (runs / path.name).exists():
                (runs / path.name).symlink_to(path)
    return runs, reports


def contents_of(page):
    """What the page carries."""
    found = re.search(r'id="contents">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    return json.loads(found[1])


def numbers(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype)


def unpacked(packed):
    """A shipped layer in float64: networks.Layer."""
    seen = numbers(packed["seen"], np.int32)
    rows = np.zeros((len(seen), packed["inputs"]))
    rows[np.arange(packed["inputs"]) < seen[:, None]] = numbers(packed["weights"], np.int8)
    kernel = rows.T * numbers(packed["scales"], np.float32)
    return networks.Layer(kernel, numbers(packed["biases"], np.float32), packed["activation"])


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def run(packed_layers, x):
    """Shipped layers in NumPy: x [N, I] -> [N, O]."""
    functions = {"linear": lambda a: a, "relu": lambda a: np.maximum(a, 0), "sigmoid": sigmoid}
    for kernel, bias, activation in map(unpacked, packed_layers):
        x = functions[activation](x @ kernel + bias)
    return x


def made_logits(packed, x):
    """A shipped MADE in NumPy: images [N, D] -> logits [N, D]."""
    hidden = x
    for i, layer in enumerate(map(unpacked, packed["hidden"])):
        above = np.maximum(hidden @ layer.kernel + layer.bias, 0)
        hidden = hidden + above if packed["residual"] and i else above
    output = unpacked(packed["output"])
    logits = hidden @ output.kernel + output.bias
    if packed["direct"]:
        direct = unpacked(packed["direct"])
        logits = logits + x @ direct.kernel + direct.bias
    return logits


class Packing(unittest.TestCase):
    def test_each_unit_keeps_its_weights_within_half_a_step_of_its_own_scale(self):
        rng = np.random.default_rng(1)
        kernel = rng.standard_normal((30, 5)) * [1e-3, 1, 50, 0, 1]
        layer = networks.Layer(kernel.astype(np.float32), rng.standard_normal(5), "relu")
        shipped = unpacked(explorer.packed(layer))
        steps = np.abs(layer.kernel).max(axis=0) / 127
        self.assertTrue((np.abs(shipped.kernel - layer.kernel) <= 0.501 * steps).all())
        np.testing.assert_allclose(shipped.bias, layer.bias, rtol=1e-6)

    def test_of_a_masked_layer_only_what_its_units_see_travels(self):
        kernel = np.triu(np.ones((6, 6), np.float32), 1)
        packed = explorer.packed(networks.Layer(kernel, np.zeros(6)), seen_only=True)
        self.assertEqual(numbers(packed["seen"], np.int32).tolist(), [0, 1, 2, 3, 4, 5])
        self.assertEqual(len(numbers(packed["weights"], np.int8)), 15)
        np.testing.assert_allclose(unpacked(packed).kernel, kernel, rtol=1e-6)


class Building(LabTest):
    def test_what_travels_gives_what_the_models_give(self):
        import keras

        import lab.models  # noqa: F401

        runs, reports = gather(self.folder)
        page = contents_of(explorer.build(runs, reports, smoke=True))
        rng = np.random.default_rng(2)
        x = (rng.random((20, PIXELS)) < 0.2).astype(np.float32)
        z = rng.standard_normal((20, 2)).astype(np.float32)
        styles = rng.standard_normal((20, LATENTS)).astype(np.float32)
        labels = rng.integers(CLASSES, size=20)

        def model(name):
            return keras.saving.load_model(runs / name, compile=False)

        ae, vae = (model(f"autoencoder@smoke/{kind}_2.keras") for kind in ("ae", "vae"))
        kinds = page["autoencoder"]["kinds"]
        of_styles = np.concatenate([styles, np.eye(CLASSES)[labels]], 1)
        pairs = {
            "ae codes": (run(kinds["ae"]["encoder"], x), ae.encode(x)),
            "ae images": (run(kinds["ae"]["decoder"], z), ae.decode(z)),
            "vae codes": (run(kinds["vae"]["encoder"], x), vae.encode(x)[0]),
            "vae images": (run(kinds["vae"]["decoder"], z), vae.decode(z)),
            "cvae": (
                run(page["cvae"]["decoder"], of_styles),
                model("cvae@smoke/cvae.keras").decode(styles, labels),
            ),
            "made": (made_logits(page["made"], x), model("made@smoke/made.keras")(x)),
        }
        for name, (shipped, exact) in pairs.items():
            exact = np.asarray(exact, np.float64)
            self.assertLess(np.abs(shipped - exact).max(), 0.03 * np.ptp(exact), name)

    def test_the_shipped_judge_recognises_digits(self):
        runs, reports = gather(self.folder)
        page = contents_of(explorer.build(runs, reports, smoke=True))["autoencoder"]
        originals = numbers(page["originals"], np.uint8).reshape(-1, PIXELS) / 255
        judged = run(page["judge"], originals).argmax(1)
        self.assertGreaterEqual((judged == np.arange(CLASSES)).mean(), 0.8)
        self.assertTrue(18 <= page["box"] <= 24, page["box"])

    def test_where_nothing_was_trained_one_line_says_what_to_run(self):
        runs = self.folder / "runs" / "mnist"
        with self.refused("runs/mnist", "--part autoencoder,cvae,made --dataset mnist"):
            explorer.build(runs, self.folder / "reports" / "mnist")
        self.assertFalse((self.folder / "reports").exists())

    def test_what_was_not_trained_is_named_with_its_command(self):
        runs, reports = gather(self.folder, ["made"])
        path = explorer.build(runs, reports, smoke=True)
        page = contents_of(path)
        self.assertEqual(path, reports / "explorer@smoke.html")
        commands = {
            part: f"python run_lab.py --part {part} --dataset digits --smoke"
            for part in ("autoencoder", "cvae")
        }
        self.assertEqual(page["missing"], commands)
        # a smoke run is no full run
        with self.refused("nothing to explore"):
            explorer.build(runs, reports)

    def test_a_damaged_model_is_one_line_and_leaves_no_page(self):
        runs, reports = gather(self.folder, ["cvae"])
        model = runs / "cvae@smoke" / "cvae.keras"
        model.write_bytes(model.read_bytes()[:-200])
        with self.refused("cvae.keras", "damaged"):
            explorer.build(runs, reports, smoke=True)
        self.assertEqual(list(reports.glob("*.html")), [])


@functools.cache
def whole_page():
    """The page of all three parts, made once; what holds its folder, and its path."""
    folder = tempfile.TemporaryDirectory()
    return folder, explorer.build(*gather(Path(folder.name)), smoke=True)


@functools.cache
def shared_browser():
    browser = chromium()
    unittest.addModuleCleanup(browser.quit)
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

    def open(self, page):
        self.browser.get(page.as_uri())

    def tearDown(self):
        self.assertEqual(self.browser.get_log("browser"), [])
        self.assertEqual({url.partition(":")[0] for url in requests(self.browser)}, {"file"})
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

    def seen(self, tab):
        """All that one can see of a tab: its texts, pictures, and the state of its controls."""
        return self.js(
            """
            const section = document.getElementById(arguments[0]);
            const states = [...section.querySelectorAll("input, select, [aria-pressed]")];
            const seen = () => [
              section.innerText,
              ...[...section.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
              ...states.map((s) => `${s.value} ${s.checked} ${s.getAttribute("aria-pressed")}`),
            ].join("|");
            // what was put off until the next frame is done after two
            const frame = () => new Promise(requestAnimationFrame);
            return frame().then(frame).then(seen);
            """,
            tab,
        )


class Agreement(PageTest):
    """The browser's numbers beside NumPy's, from the same shipped weights."""

    def close(self, found, expected):
        np.testing.assert_allclose(found, np.asarray(expected), atol=CLOSE)

    def test_codes_and_images_of_both_autoencoders(self):
        kinds = self.contents["autoencoder"]["kinds"]
        rng = np.random.default_rng(4)
        x, z = rng.random((3, PIXELS)), rng.normal(0, 2, (5, 2))
        for kind, layers in kinds.items():
            for way, inputs in (("encode", x), ("decode", z)):
                found = self.js(
                    "const run = lab.kinds[arguments[0]][arguments[1]];"
                    "return arguments[2].map((x) => Array.from(run(x)))",
                    *(kind, way, inputs.tolist()),
                )
                with self.subTest(f"{kind} {way}"):
                    self.close(found, run(layers[f"{way}r"], inputs))

    def test_a_class_in_a_style(self):
        rng = np.random.default_rng(5)
        z = rng.standard_normal((4, LATENTS))
        labels = [0, 3, 9, 3]
        found = self.js(
            "return arguments[0].map((z, i) => Array.from(lab.generate(z, arguments[1][i])))",
            *(z.tolist(), labels),
        )
        inputs = np.concatenate([z, np.eye(CLASSES)[labels]], 1)
        self.close(found, run(self.contents["cvae"]["decoder"], inputs))

    def test_the_judge(self):
        x = np.random.default_rng(6).random((4, PIXELS))
        found = self.js(
            "return arguments[0].map((x) => lab.judge.probabilities(Float32Array.from(x)))",
            x.tolist(),
        )
        self.close(found, softmax(run(self.contents["autoencoder"]["judge"], x)))

    DRAW = """
        const numbers = (list) => list && Float32Array.from(list, (x) => (x === null ? NaN : x));
        made.start(numbers(given), numbers(uniforms));
        while (!made.done) made.step();
        return [Array.from(made.x), Array.from(made.probabilities), made.nats];
    """

    def drawn(self, made, uniforms, given=None, *arguments):
        script = f"const [uniforms, given, packed] = arguments; const made = {made}; {self.DRAW}"
        return map(np.array, self.js(script, uniforms.tolist(), given, *arguments))

    def check_drawn(self, packed, uniforms, found, given):
        """Every pixel had the probability that a whole forward pass gives, and kept to it."""
        x, probabilities, nats = found
        expected = sigmoid(made_logits(packed, x[None])[0])
        self.close(probabilities, expected)
        free = np.array([value is None for value in given or [None] * len(x)])
        sure = free & (np.abs(uniforms - expected) > CLOSE)
        np.testing.assert_array_equal(x[sure], (uniforms < expected)[sure])
        self.assertEqual(x[~free].tolist(), [value for value in given or [] if value is not None])
        likelihoods = np.where(x == 1, expected, 1 - expected)
        self.assertAlmostEqual(float(nats), -np.log(likelihoods).sum(), delta=0.01)

    def test_made_draws_with_the_probabilities_of_one_forward_pass(self):
        rng = np.random.default_rng(7)
        half = (rng.random(PIXELS // 2) < 0.3).astype(float).tolist()
        for given in (None, half + [None] * (PIXELS // 2)):
            uniforms = rng.random(PIXELS)
            found = self.drawn("lab.made", uniforms, given)
            self.check_drawn(self.contents["made"], uniforms, found, given)

    def test_so_does_a_made_with_direct_and_residual_connections(self):
        from lab.models import MADE

        model = MADE(24, (40, 40, 40), direct=True, residual=True, seed=5)
        model.build()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.keras"
            model.save(path)
            network = networks.made(path)
        packed = {
            "hidden": [explorer.packed(layer, seen_only=True) for layer in network["hidden"]],
            "output": explorer.packed(network["output"], seen_only=True),
            "direct": explorer.packed(network["direct"], seen_only=True),
            "residual": True,
        }
        rng = np.random.default_rng(8)
        x = (rng.random((9, 24)) < 0.5).astype(np.float32)
        np.testing.assert_allclose(made_logits(packed, x), model(x), atol=0.05)
        uniforms = rng.random(24)
        found = self.drawn("new lab.PixelByPixel(packed)", uniforms, None, packed)
        self.check_drawn(packed, uniforms, found, None)

    def test_strokes_become_images_that_fit_the_box_with_their_ink_in_the_middle(self):
        strokes = [[[0.1, 0.2], [0.3, 0.9], [0.35, 0.3]], [[0.2, 0.5], [0.32, 0.5]]]
        drawn, centred, dot = self.js(
            """
            const [strokes, box] = arguments;
            return [
              lab.imageOf(strokes, [28, 28]),
              lab.centredImageOf(strokes, [28, 28], box),
              lab.centredImageOf([[[0.9, 0.1]]], [28, 28], box),
            ].map((image) => Array.from(image))
            """,
            *(strokes, 20),
        )
        expected = inked([28 * np.array(stroke) for stroke in strokes])
        self.close(np.reshape(drawn, (28, 28)), expected)
        # the strokes' height of 0.7 fills the box, but for half a pen at either end
        pixels = [np.array(stroke) * (20 - 2.5) / 0.7 for stroke in strokes]
        middle = np.concatenate(pixels)
        middle = 14 - (middle.min(0) + middle.max(0)) / 2
        fitted = inked([stroke + middle for stroke in pixels])
        shift = 14 - ink_centre(fitted)
        self.close(
            np.reshape(centred, (28, 28)), inked([stroke + middle + shift for stroke in pixels])
        )
        np.testing.assert_allclose(ink_centre(np.reshape(dot, (28, 28))), 14, atol=0.01)


def inked(strokes, pen=1.25):
    """Strokes [P, 2] in pixels -> [28, 28]: the pen's edge falls from 1 to 0 over one pixel."""
    at = np.stack(np.meshgrid(np.arange(28) + 0.5, np.arange(28) + 0.5), -1)
    image = np.zeros((28, 28))
    for stroke in strokes:
        for start, end in zip(stroke[:-1], stroke[1:], strict=True):
            step = end - start
            along = np.clip((at - start) @ step / (step @ step), 0, 1)
            distance = np.linalg.norm(at - start - along[..., None] * step, axis=-1)
            image = np.maximum(image, np.clip(pen + 0.5 - distance, 0, 1))
    return image


def ink_centre(image):
    """(x, y) in pixels."""
    places = np.arange(28) + 0.5
    return np.array([image.sum(0) @ places, image.sum(1) @ places]) / image.sum()


class Controls(PageTest):
    """Everything that can be pressed, chosen, moved or typed on does something."""

    def changes(self, tab, act):
        before = self.seen(tab)
        act()
        self.assertNotEqual(self.seen(tab), before)

    def press(self, tab, selector):
        with self.subTest(f"{tab} {selector}"):
            self.changes(tab, self.one(f"#{tab} {selector}").click)

    def type(self, tab, selector, *keys):
        with self.subTest(f"{tab} {selector}: keys"):
            self.changes(tab, lambda: self.keys(f"#{tab} {selector}", *keys))

    def drag(self, selector, *places):
        from selenium.webdriver import ActionChains

        pad = self.one(selector)
        width, height = pad.size["width"], pad.size["height"]
        offsets = [(int((x - 0.5) * width), int((y - 0.5) * height)) for x, y in places]
        actions = ActionChains(self.browser, duration=20)
        actions.move_to_element_with_offset(pad, *offsets[0]).click_and_hold()
        for offset in offsets[1:]:
            actions.move_to_element_with_offset(pad, *offset)
        actions.release().perform()

    def test_of_the_latent_plane(self):
        from selenium.webdriver import ActionChains, Keys

        self.show("plane")
        self.press("plane", "[value=vae]")
        self.press("plane", "[value=ae]")
        self.press("plane", "[name=grid]")
        for number in (1, CLASSES):
            self.press("plane", f".legend li:nth-child({number}) button")
        pad = self.one("#plane .pad")

        def hover(x, y):
            ActionChains(self.browser).move_to_element_with_offset(pad, x, y).perform()

        self.changes("plane", lambda: hover(60, 40))
        self.changes("plane", lambda: hover(-90, 100))
        # a click holds the place
        pad.click()
        before = self.seen("plane")
        hover(20, -80)
        self.assertEqual(self.seen("plane"), before)
        for key in (Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_RIGHT, Keys.ARROW_DOWN):
            self.type("plane", ".pad", key)

    def test_the_image_is_the_one_at_the_place(self):
        self.show("plane")
        self.js("lab.shown.plane.choose([0.3, -0.7])")
        decoder = self.contents["autoencoder"]["kinds"]["ae"]["decoder"]
        shown = self.js(
            """
            const canvas = document.querySelector("#plane canvas.image");
            return Array.from(canvas.getContext("2d").getImageData(0, 0, 28, 28).data);
            """
        )
        expected = 255 * run(decoder, np.array([[0.3, -0.7]]))[0].clip(0, 1)
        np.testing.assert_allclose(np.reshape(shown, (PIXELS, 4))[:, 0], expected, atol=1)
        self.assertEqual(self.one("#plane .code").text, "z = (0.30; \u22120.70)")

    def test_of_the_conditional_vae(self):
        from selenium.webdriver import Keys

        self.show("styles")
        self.press("styles", "[name=random]")
        self.press("styles", "[name=mean]")
        for number in (CLASSES, 1):
            self.press("styles", f".classes li:nth-child({number}) button")
        for number in (1, LATENTS):
            self.type("styles", f".sliders label:nth-child({number}) input", Keys.ARROW_RIGHT)
        self.type("styles", "[name=across]", Keys.ARROW_DOWN)
        self.type("styles", "[name=up]", Keys.ARROW_DOWN)
        self.type("styles", ".pad", Keys.ARROW_LEFT)
        self.changes("styles", lambda: self.drag("#styles .pad", (0.2, 0.2), (0.7, 0.3)))

    def test_of_made(self):
        from selenium.webdriver import Keys

        self.show("pixels")
        self.press("pixels", "[name=step]")
        self.type("pixels", "[name=speed]", Keys.END)
        self.press("pixels", "[name=play]")
        self.press("pixels", "[name=finish]")
        self.assertTrue(self.js("return lab.made.done"))
        self.press("pixels", "[name=clear]")
        self.press("pixels", "[name=half]")
        self.type("pixels", "[name=speed]", Keys.HOME)
        self.press("pixels", "[name=play]")
        position = self.js("return lab.made.position")
        self.press("pixels", "[name=play]")
        self.assertLess(position, PIXELS)
        paused = self.seen("pixels")
        self.assertEqual(self.seen("pixels"), paused)

    def test_made_completes_what_is_drawn_in_the_upper_half_only(self):
        self.show("pixels")
        self.drag("#pixels .pad", (0.4, 0.2), (0.6, 0.2), (0.5, 0.9))
        self.one("#pixels [name=finish]").click()
        given, x = self.js("return [Array.from(lab.made.given), Array.from(lab.made.x)]")
        half = PIXELS // 2
        self.assertTrue(5 < sum(given[:half]) < 100, sum(given[:half]))
        self.assertEqual(x[:half], given[:half])
        self.assertEqual(set(given[half:]), {None})

    def test_of_drawing(self):
        from selenium.webdriver import Keys

        self.show("drawing")
        self.changes("drawing", lambda: self.drag("#drawing .pad", (0.3, 0.2), (0.4, 0.7)))
        self.changes("drawing", lambda: self.drag("#drawing .pad", (0.3, 0.5), (0.6, 0.5)))
        self.press("drawing", "[name=centre]")
        self.press("drawing", "[name=undo]")
        self.press("drawing", "[name=clear]")
        self.press("drawing", "[name=test]")
        self.press("drawing", "[name=test]")
        self.press("drawing", "[name=clear]")
        self.type("drawing", ".pad", Keys.SPACE, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
        self.type("drawing", ".pad", Keys.ARROW_DOWN)
        self.type("drawing", ".pad", Keys.BACKSPACE)
        self.type("drawing", ".pad", Keys.SPACE, Keys.SPACE, Keys.ARROW_UP)

    def test_what_is_drawn_is_judged_encoded_and_decoded(self):
        self.show("drawing")
        self.drag("#drawing .pad", (0.6, 0.1), (0.4, 0.8))
        image = np.array(self.js("return Array.from(lab.shown.drawing.image())"))[None]
        page = self.contents["autoencoder"]
        judged = softmax(run(page["judge"], image))[0]
        shares = [text.text for text in self.browser.find_elements("css selector", ".bars .share")]
        np.testing.assert_allclose(
            [float(share.rstrip("%")) / 100 for share in shares], judged, atol=0.006
        )
        for kind, layers in page["kinds"].items():
            code = run(layers["encoder"], image)
            error = np.mean((run(layers["decoder"], code) - image) ** 2)
            text = self.one(f"#drawing .{kind} .code").text.replace("\u2212", "-")
            found = [float(number) for number in re.findall(r"-?\d+\.\d+", text)]
            np.testing.assert_allclose(found, [*code[0], error], atol=0.0051)

    def test_by_touch(self):
        self.show("drawing")
        pad = self.one("#drawing .pad")
        self.js("arguments[0].scrollIntoView()", pad)
        box = self.js("return arguments[0].getBoundingClientRect()", pad)

        def touch(kind, *shares):
            points = [{"x": box["x"] + s * box["width"], "y": box["y"] + 50} for s in shares]
            event = {"type": kind, "touchPoints": points}
            self.browser.execute_cdp_cmd("Input.dispatchTouchEvent", event)

        touch("touchStart", 0.2)
        for share in (0.4, 0.6):
            touch("touchMove", share)
        touch("touchEnd")
        strokes = self.js("return lab.shown.drawing.sketchpad.strokes")
        self.assertEqual(len(strokes), 1)
        self.assertAlmostEqual(strokes[0][-1][0], 0.6, places=2)

    def test_these_were_all(self):
        """A new control fails here until it is pressed above."""
        expected = {
            "plane": ["network", "network", "", "grid"] + [""] * CLASSES,
            "styles": [""] * CLASSES + ["", "across", "up", "random", "mean"] + [""] * LATENTS,
            "pixels": ["", "play", "step", "finish", "half", "clear", "speed"],
            "drawing": ["", "clear", "undo", "test", "centre"],
        }
        for tab, names in expected.items():
            found = self.js(
                """
                const all = "button, input, select, [tabindex]";
                const section = document.getElementById(arguments[0]);
                return [...section.querySelectorAll(all)].map((node) => node.name ?? "");
                """,
                tab,
            )
            self.assertEqual(sorted(found), sorted(names), tab)


class Reading(PageTest):
    def test_tabs_work_with_keys(self):
        from selenium.webdriver import Keys

        self.keys("#tab-plane", Keys.ARROW_RIGHT)
        shown = "return [...document.querySelectorAll('[role=tabpanel]')].map((tab) => tab.hidden)"
        self.assertEqual(self.js(shown), [True, False, True, True])
        self.keys("#tab-styles", Keys.END)
        self.assertEqual(self.js(shown), [True, True, True, False])
        self.keys("#tab-drawing", Keys.ARROW_RIGHT)
        self.assertEqual(self.js(shown), [False, True, True, True])
        self.assertEqual(self.js("return document.activeElement.id"), "tab-plane")

    def test_whatever_can_be_operated_has_a_name_and_shows_the_focus(self):
        nameless = self.js(
            """
            const all = "button, input, select, canvas.pad, [role=img]";
            return [...document.querySelectorAll(all)].filter((node) => !(
              node.ariaLabel || node.textContent.trim() || node.labels?.[0]?.textContent.trim()
            )).map((node) => node.outerHTML);
            """
        )
        self.assertEqual(nameless, [])
        from selenium.webdriver import Keys

        self.keys("#tab-plane", Keys.TAB)
        style = "return getComputedStyle(document.activeElement).outlineStyle"
        self.assertEqual(self.js(style), "solid")

    def test_both_languages_say_everything(self):
        texts = self.js("return lab.TEXTS")
        self.assertEqual(texts["en"].keys(), texts["ru"].keys())
        for key, english in texts["en"].items():
            russian = texts["ru"][key]
            self.assertEqual(*(sorted(re.findall(r"\{\w+\}", t)) for t in (english, russian)), key)
            if english not in ("VAE", "z = ({numbers})"):
                self.assertRegex(russian, "[а-я]", key)
        self.one("[data-language=ru]").click()
        self.assertEqual(self.js("return document.documentElement.lang"), "ru")
        for tab in TABS:
            self.show(tab)
            words = set(re.findall("[A-Za-z]{2,}", self.one("main").text))
            allowed = {"VAE", "MADE", "Shift", "Backspace", "seed", "digits", "smoke", "log"}
            self.assertEqual(words - allowed - {*PARTS}, set(), tab)
        self.one("[data-language=en]").click()
        self.assertNotRegex(self.one("main").text, "[а-яА-Я]")

    def test_the_data_set_and_the_run_are_named(self):
        self.assertIn("digits", self.one("header").text)
        for tab, part in zip(TABS, ("autoencoder", "cvae", "made", "autoencoder"), strict=True):
            self.show(tab)
            text = self.one(f"#{tab} .run").text
            for word in (f"{part}@smoke", "seed 0", "1,497", "300", "digits"):
                self.assertIn(word, text)

    def test_nothing_sticks_out_of_a_phone(self):
        self.show("pixels")
        self.one("#pixels [name=finish]").click()
        for width in (400, 340):
            resize(self.browser, width)
            for language in ("en", "ru"):
                self.one(f"[data-language={language}]").click()
                for tab in TABS:
                    self.show(tab)
                    wide = self.js("return document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width, f"{tab} {language}")

    def test_it_is_one_file_of_a_few_megabytes(self):
        self.assertLess(self.page.stat().st_size, 8e6)
        text = self.page.read_text(encoding="utf-8")
        self.assertNotRegex(text, r"https?://|(?:src|href)=\"(?!data:)|goes here")
        self.assertNotIn("innerHTML", text)


class Variants(PageTest):
    """Pages of other runs, in the same browser."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_tabs_without_weights_say_what_to_run_in_the_first_language_asked_for(self):
        self.open(explorer.build(*gather(self.folder, ["made"]), language="ru", smoke=True))
        self.assertEqual(self.js("return document.documentElement.lang"), "ru")
        for tab, part in (("plane", "autoencoder"), ("styles", "cvae"), ("drawing", "autoencoder")):
            self.show(tab)
            text = self.one(f"#{tab}").text
            self.assertIn(f"python run_lab.py --part {part} --dataset digits --smoke", text)
            self.assertRegex(text, "нет")
        self.show("pixels")
        self.one("#pixels [name=finish]").click()
        self.assertTrue(self.js("return lab.made.done"))

    def test_names_of_classes_are_text_and_never_markup(self):
        runs, reports = gather(self.folder, ["autoencoder"])
        record = Record.load(reports / "autoencoder@smoke")
        names = ["</script><img src=x onerror=alert(1)>", "<b>", *"23456789"]
        record.arrays["class_names"] = np.array(names)
        (reports / "autoencoder@smoke").unlink()
        record.save(reports / "autoencoder@smoke", {})
        self.open(explorer.build(runs, reports, smoke=True))
        shown = self.browser.find_elements("css selector", ".legend .name")
        self.assertEqual([name.text for name in shown][:2], names[:2])
        self.assertEqual(self.js("return document.querySelectorAll('img, b').length"), 0)
