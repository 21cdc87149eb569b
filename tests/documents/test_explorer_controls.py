import re

import numpy as np

from tests.support.explorer_pages import CLASSES, LATENTS, PIXELS, STYLE_CLASSES, PageTest, run
from tests.support.helpers import softmax


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
        for number in (STYLE_CLASSES, 1):
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
            "styles": [""] * STYLE_CLASSES
            + ["", "across", "up", "random", "mean"]
            + [""] * LATENTS,
            "pixels": ["", "play", "step", "finish", "half", "clear", "speed"],
            "drawing": ["", "clear", "undo", "test", "centre"],
        }
        self.wait_until_drawn()
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
