import functools

import numpy as np

from tests.support.browsers import resize, touch, touchscreen
from tests.support.explorer_pages import (
    CLASSES,
    LATENTS,
    PIXELS,
    STYLE_CLASSES,
    TABS,
    PageTest,
    run,
)


class Controls:
    """Everything that can be pressed, chosen, moved or typed on does something."""

    def changes(self, tab, act):
        before = self.seen(tab)
        act()
        self.assertNotEqual(self.seen(tab), before)

    def press(self, tab, selector):
        with self.subTest(f"{tab} {selector}"):
            self.changes(tab, lambda: self.click(f"#{tab} {selector}"))

    def click(self, selector):
        self.one(selector).click()

    def point(self, selector, place):
        """Moves the pointer to a place in the unit square of a pad."""
        from selenium.webdriver import ActionChains

        pad = self.one(selector)
        offset = offsets(pad, [place])[0]
        ActionChains(self.browser).move_to_element_with_offset(pad, *offset).perform()

    def type(self, tab, selector, *keys):
        with self.subTest(f"{tab} {selector}: keys"):
            self.changes(tab, lambda: self.keys(f"#{tab} {selector}", *keys))

    def drag(self, selector, *places):
        from selenium.webdriver import ActionChains

        pad = self.one(selector)
        first, *others = offsets(pad, places)
        actions = ActionChains(self.browser, duration=20)
        actions.move_to_element_with_offset(pad, *first).click_and_hold()
        for offset in others:
            actions.move_to_element_with_offset(pad, *offset)
        actions.release().perform()

    def test_of_the_latent_plane(self):
        from selenium.webdriver import Keys

        self.show("plane")
        self.press("plane", "[name=grid]")
        self.press("plane", "[name=grid]")
        self.press("plane", "[name=prior]")
        for number in (1, CLASSES):
            self.press("plane", f".legend li:nth-child({number}) button")
        self.open(self.page)
        for kind in ("ae", "vae"):
            pad = f".{kind} .pad"
            for place in ((0.7, 0.6), (0.3, 0.8)):
                with self.subTest(pad, place=place):
                    self.changes("plane", functools.partial(self.point, f"#plane {pad}", place))
            for key in (Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_RIGHT, Keys.ARROW_DOWN):
                self.type("plane", pad, key)

    def test_the_image_is_the_one_at_the_place(self):
        self.show("plane")
        self.js("lab.shown.plane.planes.vae.choose([0.3, -0.7])")
        decoder = self.contents["autoencoder"]["kinds"]["vae"]["decoder"]
        shown = self.js(
            """
            const canvas = document.querySelector("#plane .vae .image");
            return Array.from(canvas.getContext("2d").getImageData(0, 0, 28, 28).data);
            """
        )
        expected = 255 * run(decoder, np.array([[0.3, -0.7]]))[0].clip(0, 1)
        np.testing.assert_allclose(np.reshape(shown, (PIXELS, 4))[:, 0], expected, atol=1)
        self.assertEqual(self.one("#plane .vae .code").text, "z = (0.30; \u22120.70)")

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
        self.click("#styles [name=mean]")
        self.changes("styles", lambda: self.drag("#styles .pad", (0.5, 0.5), (0.7, 0.3)))

    def test_of_made(self):
        from selenium.webdriver import Keys

        self.show("pixels")
        self.press("pixels", "[name=step]")
        self.type("pixels", "[name=speed]", Keys.END)
        self.press("pixels", "[name=play]")
        self.press("pixels", "[name=finish]")
        self.assertTrue(self.js("return lab.pixelByPixel().made.done"))
        self.press("pixels", "[name=clear]")
        self.press("pixels", "[name=half]")
        self.type("pixels", "[name=speed]", Keys.HOME)
        self.press("pixels", "[name=play]")
        position = self.js("return lab.pixelByPixel().made.position")
        self.press("pixels", "[name=play]")
        self.assertLess(position, PIXELS)
        paused = self.seen("pixels")
        self.assertEqual(self.seen("pixels"), paused)

    def test_made_completes_what_is_drawn_in_the_upper_half_only(self):
        self.show("pixels")
        self.drag("#pixels .pad", (0.4, 0.2), (0.6, 0.2), (0.5, 0.9))
        self.one("#pixels [name=finish]").click()
        given, x = self.js(
            "const { made } = lab.pixelByPixel();"
            "return [Array.from(made.given), Array.from(made.x)]"
        )
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
        self.press("drawing", ".vae [name=sample]")
        self.press("drawing", ".vae [name=mean]")
        self.press("drawing", "[name=clear]")
        self.type("drawing", ".pad", Keys.SPACE, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
        self.type("drawing", ".pad", Keys.ARROW_DOWN)
        self.type("drawing", ".pad", Keys.BACKSPACE)
        self.type("drawing", ".pad", Keys.SPACE, Keys.SPACE, Keys.ARROW_UP)

    def test_these_were_all(self):
        """A new control fails here until it is pressed above."""
        expected = {
            "plane": ["", "", "prior", "grid"] + [""] * CLASSES,
            "styles": [""] * STYLE_CLASSES
            + ["", "across", "up", "random", "mean"]
            + [""] * LATENTS,
            "pixels": ["", "play", "step", "finish", "half", "clear", "speed"],
            "drawing": ["", "clear", "undo", "test", "centre", "sample", "mean"],
        }
        for tab, names in expected.items():
            self.show(tab)
            found = self.js(
                """
                const all = "button, input, select, [tabindex]";
                const section = document.getElementById(arguments[0]);
                return [...section.querySelectorAll(all)].map((node) => node.name ?? "");
                """,
                tab,
            )
            self.assertEqual(sorted(found), sorted(names), tab)


class ByMouse(Controls, PageTest):
    """On a desktop, where a place follows the pointer until a click holds it."""

    def test_a_click_holds_and_another_releases(self):
        from selenium.webdriver import Keys

        self.show("styles")
        sign, pad = self.one("#styles .held"), "#styles .pad"
        self.point(pad, (0.3, 0.3))
        self.assertFalse(sign.is_displayed())
        self.click(pad)
        self.assertEqual(sign.text, "held")
        before = self.seen("styles")
        self.point(pad, (0.8, 0.7))
        self.assertEqual(self.seen("styles"), before)
        self.click(pad)
        self.assertFalse(sign.is_displayed())
        # where a drag ends it stays
        self.drag(pad, (0.2, 0.2), (0.7, 0.3))
        self.assertTrue(sign.is_displayed())
        # so does what the keys chose
        self.click(pad)
        self.assertFalse(sign.is_displayed())
        self.keys(pad, Keys.ARROW_LEFT)
        self.assertTrue(sign.is_displayed())


class ByTouch(Controls, PageTest):
    """The same controls on a phone, with a finger."""

    def setUp(self):
        resize(self.browser, 390, 844)
        self.enterContext(touchscreen(self.browser))
        self.open(self.page)

    def click(self, selector):
        self.tap(selector, (0.5, 0.5))

    def point(self, selector, place):
        self.tap(selector, place)

    def tap(self, selector, place):
        touch(self.browser, self.points(selector, [place]))
        self.wait_until_drawn()

    def drag(self, selector, *places):
        touch(self.browser, self.points(selector, places))

    def points(self, selector, places):
        """Places in the unit square of an element, in pixels of the screen."""
        element = self.one(selector)
        self.js("arguments[0].scrollIntoView({ block: 'center' })", element)
        # a finger meets what the screen shows, not what it will show
        self.wait_until_drawn()
        box = self.js("return arguments[0].getBoundingClientRect()", element)
        return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]

    def test_a_finger_drags_the_mark_and_scrolls_everywhere_else(self):
        self.show("plane")
        pad = "#plane .vae .pad"
        self.tap(pad, (0.5, 0.5))
        scrolled = "return scrollY"
        code = "return document.querySelector('#plane .vae .code').textContent"
        before = self.js(code)
        x, y = self.points(pad, [(0.5, 0.5)])[0]
        top = self.js(scrolled)
        touch(self.browser, [(x, y), (x, y - 20), (x, y - 40)])
        self.wait_until_drawn()
        self.assertNotEqual(self.js(code), before)
        self.assertEqual(self.js(scrolled), top)
        # far from the mark the finger scrolls, and leaves the code as it is
        after = self.js(code)
        ((x, y),) = self.points(pad, [(0.9, 0.9)])
        top = self.js(scrolled)
        touch(self.browser, [(x, y - step) for step in range(0, 121, 10)])
        self.wait_until_drawn()
        self.assertGreater(abs(self.js(scrolled) - top), 60)
        self.assertEqual(self.js(code), after)

    def test_beside_a_pad_there_is_room_to_scroll(self):
        for width, height in ((390, 844), (844, 390)):
            resize(self.browser, width, height)
            for tab in TABS:
                self.show(tab)
                pads = (
                    "return [...document.querySelectorAll(arguments[0])].map((p) => p.offsetHeight)"
                )
                for pad in self.js(pads, f"#{tab} .pad"):
                    with self.subTest(tab, height=height):
                        self.assertLessEqual(pad, 0.62 * height)


def offsets(pad, places):
    """Places in the unit square of a pad, in pixels from its middle."""
    width, height = pad.size["width"], pad.size["height"]
    return [(int((x - 0.5) * width), int((y - 0.5) * height)) for x, y in places]
