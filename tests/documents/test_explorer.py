import re
import shutil
import tempfile
from pathlib import Path

import numpy as np

from lab.documents import explorer
from lab.storage import networks
from lab.storage.lookup import SHIPPED
from lab.storage.records import Record
from tests.support.browsers import resize
from tests.support.explorer_pages import (
    CLASSES,
    LATENTS,
    PARTS,
    PIXELS,
    STYLE_CLASSES,
    TABS,
    PageTest,
    contents_of,
    gather,
    made_logits,
    numbers,
    run,
)
from tests.support.helpers import LabTest
from tests.support.smoke_runs import smoke_run


class Committed(LabTest):
    """The pages that come with the lab lack nothing."""

    def test_every_network_is_there_with_its_run(self):
        pages = sorted(SHIPPED.glob("*/explorer.html"))
        for path in pages:
            with self.subTest(path.parent.name):
                self.assertEqual(lacking(contents_of(path)), [])
                self.assertLess(path.stat().st_size, 3.8e6)

    def test_what_a_page_lacks_is_named(self):
        page = contents_of(explorer.build(gather(self.folder, ["made"]), "digits", smoke=True))
        self.assertEqual(lacking(page), ["autoencoder", "cvae"])
        del page["made"]["run"]["time"]
        self.assertEqual(lacking(page), ["autoencoder", "cvae", "made: time"])


class Building(LabTest):
    def test_what_travels_gives_what_the_models_give(self):
        import keras

        import lab.models  # noqa: F401

        page = contents_of(explorer.build(gather(self.folder), "digits", smoke=True))
        trained = smoke_run("made").folder.parents[2] / "runs" / "digits"
        rng = np.random.default_rng(2)
        x = (rng.random((20, PIXELS)) < 0.2).astype(np.float32)
        z = rng.standard_normal((20, 2)).astype(np.float32)
        styles = rng.standard_normal((20, LATENTS)).astype(np.float32)
        labels = rng.integers(STYLE_CLASSES, size=20)

        def model(name):
            return keras.saving.load_model(trained / name, compile=False)

        ae, vae = (model(f"autoencoder@smoke/{kind}_2.keras") for kind in ("ae_bernoulli", "vae"))
        kinds = page["autoencoder"]["kinds"]
        of_styles = np.concatenate([styles, np.eye(STYLE_CLASSES)[labels]], 1)
        pairs = {
            "ae codes": (run(kinds["ae"]["encoder"], x), ae.encode(x)),
            "ae images": (run(kinds["ae"]["decoder"], z), ae.decode(z)),
            "vae codes": (run(kinds["vae"]["encoder"], x), np.hstack(vae.encode(x))),
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
        page = contents_of(explorer.build(gather(self.folder), "digits", smoke=True))["autoencoder"]
        originals = numbers(page["originals"], np.uint8).reshape(-1, PIXELS) / 255
        judged = run(page["judge"], originals).argmax(1)
        self.assertGreaterEqual((judged == np.arange(CLASSES)).mean(), 0.8)
        self.assertTrue(18 <= page["box"] <= 24, page["box"])

    def test_where_nothing_was_trained_one_line_says_what_to_run(self):
        reports = self.folder / "reports" / "mnist"
        with self.refused("reports/mnist", "--part autoencoder,cvae,made --dataset mnist"):
            explorer.build(reports, "mnist")
        self.assertFalse((self.folder / "reports").exists())

    def test_what_was_not_trained_is_named_with_its_command(self):
        reports = gather(self.folder, ["made"])
        # as an earlier version of the lab left it
        shutil.copytree(smoke_run("cvae").folder, reports / "cvae@smoke")
        (reports / "cvae@smoke" / networks.FILE).unlink()
        path = explorer.build(reports, "digits", smoke=True)
        page = contents_of(path)
        self.assertEqual(path, reports / "explorer@smoke.html")
        commands = {
            part: f"python run_lab.py --part {part} --dataset digits --smoke"
            for part in ("autoencoder", "cvae")
        }
        self.assertEqual(page["missing"], commands)
        # a smoke run is no full run
        with self.refused("nothing to explore"):
            explorer.build(reports, "digits")

    def test_runs_that_come_with_the_lab_are_named_so_and_stay_as_they_are(self):
        shipped = gather(self.folder, ["made"])
        before = sorted(shipped.iterdir())
        own = self.folder / "own" / "digits"
        path = explorer.build(own, "digits", smoke=True, records=shipped)
        self.assertEqual(path, own / "explorer@smoke.html")
        page = contents_of(path)
        self.assertEqual(page["made"]["run"]["name"], "reference/digits/made@smoke")
        self.assertEqual(set(page["missing"]), {"autoencoder", "cvae"})
        self.assertEqual(sorted(shipped.iterdir()), before)

    def test_damaged_networks_are_one_line_and_leave_no_page(self):
        reports = gather(self.folder, ["made"])
        shutil.copytree(smoke_run("cvae").folder, reports / "cvae@smoke")
        path = reports / "cvae@smoke" / networks.FILE
        path.write_bytes(path.read_bytes()[:-200])
        with self.refused(str(path), "damaged"):
            explorer.build(reports, "digits", smoke=True)
        self.assertEqual(list(reports.glob("*.html")), [])


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
        for tab in TABS:
            self.show(tab)
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

        self.show("plane")
        self.keys("#tab-plane", Keys.TAB)
        style = "return getComputedStyle(document.activeElement).outlineStyle"
        self.assertEqual(self.js(style), "solid")

    def test_both_languages_say_everything(self):
        texts = self.js("return lab.TEXTS")
        self.assertEqual(texts["en"].keys(), texts["ru"].keys())
        for key, english in texts["en"].items():
            russian = texts["ru"][key]
            self.assertEqual(*(sorted(re.findall(r"\{\w+\}", t)) for t in (english, russian)), key)
            if english not in ("VAE", "z = ({numbers})", "z = \u03bc"):
                self.assertRegex(russian, "[а-я]", key)
        self.one("[data-language=ru]").click()
        self.assertEqual(self.js("return document.documentElement.lang"), "ru")
        commit = self.contents["autoencoder"]["run"]["commit"]
        for tab in TABS:
            self.show(tab)
            words = set(re.findall("[A-Za-z]{2,}", self.one("main").text.replace(commit, "")))
            allowed = {"VAE", "MADE", "Shift", "Backspace", "seed", "digits", "smoke", "log"}
            allowed |= {"KL", "ELBO"}
            self.assertEqual(words - allowed - {*PARTS}, set(), tab)
        self.one("[data-language=en]").click()
        self.assertNotRegex(self.one("main").text, "[а-яА-Я]")

    def test_the_data_set_and_the_run_are_named(self):
        self.assertIn("digits", self.one("footer").text)
        for tab, part in zip(TABS, ("autoencoder", "cvae", "made", "autoencoder"), strict=True):
            self.show(tab)
            text = self.one(f"#{tab} .run").text
            run = self.contents[part]["run"]
            for word in (f"{part}@smoke", "Seed 0", "1,497", "300", "digits", run["commit"]):
                self.assertIn(word, text)
            self.assertIn(run["time"][:4], text)

    def test_the_ring_of_the_focus_stands_out(self):
        from selenium.webdriver import Keys

        for start in ("#tab-plane", "#plane [name=prior]"):
            self.keys(start, Keys.TAB)
            ring = self.js("return getComputedStyle(document.activeElement).outlineColor")
            paper = self.js("return getComputedStyle(document.body).backgroundColor")
            self.assertGreaterEqual(contrast(ring, paper), 3)

    def test_axe_finds_nothing_serious(self):
        from axe_selenium_python import Axe

        for width in (1280, 390):
            resize(self.browser, width)
            for tab in TABS:
                self.show(tab)
                self.wait_until_drawn()
                axe = Axe(self.browser)
                axe.inject()
                found = [
                    (violation["id"], violation["impact"])
                    for violation in axe.run()["violations"]
                    if violation["impact"] in ("serious", "critical")
                ]
                self.assertEqual(found, [], f"{tab} {width}")

    def test_the_address_keeps_language_and_tab(self):
        self.one("[data-language=ru]").click()
        self.show("pixels")
        self.assertTrue(self.browser.current_url.endswith("#lang=ru&tab=pixels"))
        self.browser.refresh()
        self.assertEqual(self.js("return document.documentElement.lang"), "ru")
        self.assertTrue(self.one("#pixels").is_displayed())
        self.js("location.hash = 'lang=en&tab=styles'")
        self.wait_until_drawn()
        self.assertEqual(self.js("return document.documentElement.lang"), "en")
        self.assertTrue(self.one("#styles").is_displayed())

    def test_without_an_address_the_browsers_language_decides(self):
        agent = self.js("return navigator.userAgent")
        for wanted, expected in (("ru-RU,en", "ru"), ("fr,ru", "ru"), ("fr", "en")):
            override = {"userAgent": agent, "acceptLanguage": wanted}
            self.browser.execute_cdp_cmd("Emulation.setUserAgentOverride", override)
            self.open(self.page)
            self.assertEqual(self.js("return document.documentElement.lang"), expected, wanted)
        override = {"userAgent": agent, "acceptLanguage": "en-US"}
        self.browser.execute_cdp_cmd("Emulation.setUserAgentOverride", override)

    def test_pads_come_first_on_a_phone(self):
        resize(self.browser, 390, 844)
        for language in ("en", "ru"):
            self.one(f"[data-language={language}]").click()
            for tab in TABS:
                self.show(tab)
                top = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
                self.assertLess(self.js(f"scrollTo(0, 0); {top}", f"#{tab} .pad"), 260, tab)

    def test_each_tab_has_three_tasks(self):
        for tab in TABS:
            self.show(tab)
            tasks = self.browser.find_elements("css selector", f"#{tab} .tasks li")
            self.assertEqual([bool(task.text) for task in tasks], 3 * [True])

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

    def test_tabs_without_weights_say_what_to_run(self):
        self.open(
            explorer.build(gather(self.folder, ["made"]), "digits", language="ru", smoke=True)
        )
        self.one("[data-language=ru]").click()
        for tab, part in (("plane", "autoencoder"), ("styles", "cvae"), ("drawing", "autoencoder")):
            self.show(tab)
            text = self.one(f"#{tab}").text
            self.assertIn(f"python run_lab.py --part {part} --dataset digits --smoke", text)
            self.assertRegex(text, "нет")
        self.show("pixels")
        self.one("#pixels [name=finish]").click()
        self.assertTrue(self.js("return lab.pixelByPixel().made.done"))

    def test_names_of_classes_are_text_and_never_markup(self):
        reports = gather(self.folder, [])
        run = reports / "autoencoder@smoke"
        shutil.copytree(smoke_run("autoencoder").folder, run)
        record = Record.load(run)
        names = ["</script><img src=x onerror=alert(1)>", "<b>", *"23456789"]
        record.arrays["class_names"] = np.array(names)
        np.savez(run / "arrays.npz", **record.arrays)
        self.open(explorer.build(reports, "digits", smoke=True))
        shown = self.browser.find_elements("css selector", ".legend .name")
        self.assertEqual([name.text for name in shown][:2], names[:2])
        self.assertEqual(self.js("return document.querySelectorAll('img, b').length"), 0)


def lacking(page):
    """The parts that a page has no networks of, and what it does not say of their runs."""
    found = []
    for part in explorer.PARTS:
        if not page[part]:
            found.append(part)
            continue
        run = page[part]["run"]
        found += [
            f"{part}: {name}"
            for name in ("name", "seed", "training", "test", "time", "commit")
            if run.get(name) in (None, "")
        ]
    return found


def contrast(*colours):
    """Of two colours rgb(r, g, b), as WCAG 2 measures it."""

    def luminance(colour):
        shares = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    low, high = sorted(map(luminance, colours))
    return (high + 0.05) / (low + 0.05)
