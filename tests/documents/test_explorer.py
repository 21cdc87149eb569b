import re
import shutil
import tempfile
from pathlib import Path

import numpy as np

from lab.documents import explorer
from lab.storage import networks
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

        ae, vae = (model(f"autoencoder@smoke/{kind}_2.keras") for kind in ("ae", "vae"))
        kinds = page["autoencoder"]["kinds"]
        of_styles = np.concatenate([styles, np.eye(STYLE_CLASSES)[labels]], 1)
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
        self.open(
            explorer.build(gather(self.folder, ["made"]), "digits", language="ru", smoke=True)
        )
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
