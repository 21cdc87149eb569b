import contextlib
import json
import math
import shutil
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

from lab.errors import LabError
from lab.figures.animations import Animation
from lab.languages import speaking
from lab.storage.captions import caption
from lab.storage.figure_files import save_figures
from lab.storage.records import Record, save_contents
from tests.support.helpers import LabTest
from tests.support.records import some_figure, some_record


class Broken:
    def get_layout_engine(self):
        raise RuntimeError("a bug of ours")


class RecordTest(LabTest):
    def setUp(self):
        super().setUp()
        self.run = self.folder / "reports" / "digits" / "vae"

    def contents(self):
        return {
            str(path.relative_to(self.run)): path.read_bytes()
            for path in self.run.rglob("*")
            if path.is_file()
        }


class Frames(RecordTest):
    def test_frames_become_a_moving_picture(self):
        frames = np.zeros((5, 6, 8), np.uint8)
        frames[np.arange(5), np.arange(5)] = 200
        moving = Animation(None, [])
        with mock.patch.object(Animation, "frames", return_value=frames):
            some_record().save(self.run, {"moving": moving, "a": some_figure()})
        drawn = {path.name for path in (self.run / "figures").iterdir()}
        self.assertEqual(drawn, {"moving.gif", "a.png", "a.svg"})
        with Image.open(self.run / "figures" / "moving.gif") as picture:
            self.assertEqual((picture.n_frames, picture.size), (5, (8, 6)))
            for number, frame in enumerate(frames):
                picture.seek(number)
                shown = np.asarray(picture.convert("L"))
                np.testing.assert_array_equal(shown, frame)


class RoundTrip(RecordTest):
    def test_comes_back_to_the_bit(self):
        record = some_record()
        record.save(self.run, {"a": some_figure(), "b": some_figure()})
        again = Record.load(self.run)
        self.assertEqual(again.config, record.config)
        self.assertEqual(again.metrics, record.metrics)
        self.assertEqual(again.history, record.history)
        self.assertEqual(again.arrays.keys(), record.arrays.keys())
        for name, array in record.arrays.items():
            np.testing.assert_array_equal(again.arrays[name], array)
            self.assertEqual(again.arrays[name].dtype, array.dtype)

    def test_files(self):
        some_record().save(self.run, {"a": some_figure()})
        names = {"config.json", "metrics.json", "history.csv", "arrays.npz", "figures.json"}
        self.assertEqual(self.contents().keys(), names | {"figures/a.png", "figures/a.svg"})
        lines = (self.run / "history.csv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(lines[0], "epoch,loss")
        self.assertEqual(len(lines), 3)
        self.assertIn("Ä", (self.run / "metrics.json").read_text(encoding="utf-8"))
        self.assertTrue((self.run / "figures" / "a.png").read_bytes().startswith(b"\x89PNG"))

    def test_equal_figures_have_equal_bytes(self):
        some_record().save(self.run, {"a": some_figure()})
        before = self.contents()
        save_figures(self.run, {"a": some_figure()})
        self.assertEqual(self.contents(), before)

    def test_caption_names_data_seed_and_smoke(self):
        record = some_record()
        self.assertEqual(record.caption, "data: digits, 1,497 training and 300 test images; seed 3")
        moved = {**record.config["dataset"], "augmented": True}
        self.assertIn(
            "1,497 training and 300 test images, augmented by small random shifts, rotations and "
            "scalings;",
            some_record(config={**record.config, "dataset": moved}).caption,
        )
        smoke = some_record(config={**record.config, "smoke": True})
        self.assertTrue(smoke.caption.endswith("seed 3, smoke run"))

    def test_caption_names_what_differs_from_the_canonical_run(self):
        record = some_record()
        config = record.config | {"changed": ["mixed_precision", "beta=4", "encoder_layers=64x32"]}
        changed = some_record(config=config)
        changes = "mixed_precision, beta=4, encoder_layers=64x32"
        self.assertEqual(changed.caption, f"{record.caption}; {changes}")
        smoke = some_record(config=config | {"smoke": True})
        self.assertEqual(smoke.caption, f"{record.caption}, smoke run; {changes}")
        unsaid = ("beta", "mixed_precision")
        without = caption(config, [0, 1, 2], unsaid)
        self.assertTrue(without.endswith("; seeds 0 to 2; encoder_layers=64x32"), without)
        with speaking("ru"):
            self.assertEqual(
                changed.caption,
                "данные: digits, обучающих изображений: 1\u00a0497, тестовых: 300; зерно 3; "
                + changes,
            )
            self.assertIn("; зерно 3, пробный запуск; ", smoke.caption)
            self.assertIn("; зёрна с 0 по 2; encoder_layers", caption(config, [0, 1, 2], unsaid))

    def test_a_damaged_list_of_changes(self):
        for damaged in ("beta=4", [4], {"beta": 4}):
            some_record(config=some_record().config | {"changed": damaged}).save(self.run, {})
            with self.refused("changed", "damaged"):
                Record.load(self.run)

    def test_caption_of_a_part_that_makes_its_data(self):
        made = {"name": "toy", "origin": "made here", "training_images": 0, "test_images": 0}
        record = some_record(config={"dataset": made, "seed": 3, "smoke": True})
        self.assertEqual(
            record.caption, "data: toy, made by the part from its seed; seed 3, smoke run"
        )


class Replaced(RecordTest):
    def test_figures_that_are_no_longer_drawn_go(self):
        some_record().save(self.run, {"a": some_figure(), "b": some_figure()})
        save_figures(self.run, {"b": some_figure(0.9), "c": some_figure()})
        names = {path.name for path in (self.run / "figures").iterdir()}
        self.assertEqual(names, {"b.png", "b.svg", "c.png", "c.svg"})

    def test_only_what_the_lab_wrote_is_removed(self):
        some_record().save(self.run, {"a": some_figure(), "gone": some_figure()})
        figures, elsewhere = self.run / "figures", self.folder / "elsewhere.png"
        elsewhere.write_text("theirs")
        (figures / "gone.svg").unlink()
        (figures / "gone.svg").symlink_to(elsewhere)
        (figures / ".ipynb_checkpoints").mkdir()
        foreign = ("photo.jpg", "thesis.docx", "other.png", ".ipynb_checkpoints/a-checkpoint.png")
        for name in foreign:
            (figures / name).write_text("theirs")
        kept = {*(f"figures/{name}" for name in foreign), "figures/gone.svg"}
        for drawn, replace in (
            ("b", save_figures),
            ("c", lambda folder, figures: some_record().save(folder, figures)),
        ):
            replace(self.run, {drawn: some_figure()})
            found = {name for name in self.contents() if name.startswith("figures/")}
            self.assertEqual(found, kept | {f"figures/{drawn}.png", f"figures/{drawn}.svg"})
        self.assertEqual(elsewhere.read_text(), "theirs")

    def test_a_record_without_a_list_or_with_one_that_leads_elsewhere_loses_nothing(self):
        outside = self.run / "arrays.png"
        for listed in (None, "[", "{}", '["../arrays.png", "notes.txt", 3, "", "/", "sub.png"]'):
            with self.subTest(listed):
                some_record().save(self.run, {"a": some_figure()})
                outside.write_text("theirs")
                (self.run / "figures" / "sub.png").mkdir(exist_ok=True)
                (self.run / "figures" / "notes.txt").write_text("theirs")
                (self.run / "figures.json").unlink()
                if listed:
                    (self.run / "figures.json").write_text(listed)
                before = self.contents().keys()
                some_record().save(self.run, {"a": some_figure()})
                self.assertEqual(self.contents().keys(), before | {"figures.json"})

    def test_a_failure_leaves_the_old_record_as_it_was(self):
        some_record().save(self.run, {"a": some_figure()})
        before = self.contents()
        with self.assertRaisesRegex(RuntimeError, "a bug of ours"):
            some_record(metrics={}).save(self.run, {"a": some_figure(0.9), "b": Broken()})
        with self.assertRaisesRegex(RuntimeError, "a bug of ours"):
            save_figures(self.run, {"a": some_figure(0.9), "b": Broken()})
        self.assertEqual(self.contents(), before)

    def test_a_folder_that_cannot_be_written(self):
        self.run.parent.mkdir(parents=True)
        self.run.write_text("a file")
        with self.refused("cannot write", str(self.run)):
            some_record().save(self.run, {"a": some_figure()})
        self.assertEqual(list(self.run.parent.iterdir()), [self.run])


class Killed(Exception):  # noqa: N818
    """Takes the place of kill -9 after a certain number of files came into their place."""


class Contents(RecordTest):
    def test_a_record_from_another_machine_takes_the_place_of_this_one(self):
        some_record(metrics={"dataset": "digits"}).save(self.run, {"b": some_figure()})
        new = self.contents()
        some_record().save(self.run, {"a": some_figure()})
        (self.run / "figures" / "photo.jpg").write_text("theirs")
        (self.run / "notes.txt").write_text("theirs")
        save_contents(self.run, new)
        theirs = {"figures/photo.jpg": b"theirs", "notes.txt": b"theirs"}
        self.assertEqual(self.contents(), new | theirs)
        self.assertEqual(Record.load(self.run).metrics, {"dataset": "digits"})


class KilledWhileReplacing(RecordTest):
    def test_there_is_the_old_record_or_the_new_one_or_none(self):
        """And where it is the new one, its models and figures are new too."""
        place = Path.replace
        old, new = ({"a": np.full(3, value)} for value in (1, 2))
        found = []
        for steps in range(19):
            some_record(arrays=old).save(self.run, {"a": some_figure(), "gone": some_figure()})
            model, waiting = self.folder / "model.keras", self.folder / "waiting.keras"
            model.write_text("old")
            waiting.write_text("new")
            done = iter(range(steps))

            def replace(path, target, done=done):
                if path != self.folder / "waiting.keras" and next(done, None) is None:
                    raise Killed
                place(path, target)

            with mock.patch.object(Path, "replace", replace), contextlib.suppress(Killed):
                some_record(arrays=new).save(self.run, {"a": some_figure(0.9)}, {waiting: model})
            try:
                record = Record.load(self.run)
            except LabError as error:
                self.assertIn("there is no run", str(error))
                found.append(None)
            else:
                found.append(int(record.arrays["a"][0]))
                drawn = {path.stem for path in (self.run / "figures").iterdir()}
                is_old = ("old", {"a", "gone"}), ("new", {"a"})
                self.assertEqual((model.read_text(), drawn), is_old[found[-1] - 1])
        # metrics go; config, history, arrays, the list and a figure's two files go and come; a
        # figure's two files and the model go, metrics come
        self.assertEqual(found, [1] + [None] * 16 + [2, 2])

    def test_what_is_not_ready_leaves_the_old_record_and_its_models(self):
        some_record().save(self.run, {"a": some_figure()})
        model = self.folder / "model.keras"
        model.write_text("old")
        before = self.contents()
        with self.refused("cannot write", "model.keras", "No such file"):
            some_record(metrics={}).save(self.run, {}, {self.folder / "waiting.keras": model})
        self.assertEqual((self.contents(), model.read_text()), (before, "old"))


class ReadWhileReplaced(RecordTest):
    def test_never_a_mixture_of_two(self):
        first, second = (some_record(config={**some_record().config, "seed": n}) for n in (1, 2))
        first.save(self.run, {})
        read = Record._read.__func__

        def replaced_under_way(kind, folder):
            found = read(kind, folder)
            second.save(self.run, {})
            return found

        with (
            mock.patch.object(Record, "_read", classmethod(replaced_under_way)),
            self.refused("was replaced while it was read", "try again"),
        ):
            Record.load(self.run)
        self.assertEqual(Record.load(self.run).config["seed"], 2)


class Damaged(RecordTest):
    def setUp(self):
        super().setUp()
        images = np.tile(np.random.default_rng(0).integers(0, 50, 300, np.uint8), 9)
        some_record(arrays={"images": images}).save(self.run, {})

    def test_no_record(self):
        with self.refused("there is no run", "elsewhere", "run it first"):
            Record.load(self.folder / "elsewhere")

    def test_each_file_damaged_or_gone(self):
        whole = self.contents()
        damages = {
            "config.json": (b"{", b"\xff", None),
            "metrics.json": (b"", json.dumps({"a": 1}).encode()[:-1]),
            "history.csv": (b"epoch,loss\n1,x\n", b"epoch,loss\n1\n", None),
            "arrays.npz": (b"", whole["arrays.npz"][:-9], b"text", None),
        }
        for name, contents in damages.items():
            for content in contents:
                with self.subTest(name, content=str(content)[:20]):
                    if content is None:
                        (self.run / name).unlink()
                    else:
                        (self.run / name).write_bytes(content)
                    with self.refused(str(self.run), "damaged", "run it again"):
                        Record.load(self.run)
                    (self.run / name).write_bytes(whole[name])

    def test_files_that_hold_something_else(self):
        some_record().save(self.run, {})
        for name, text in (
            ("config.json", "[]"),
            ("config.json", "{}"),
            ("metrics.json", "[]"),
            ("metrics.json", "{}"),
            ("metrics.json", '{"dataset": "digits", "loss": null}'),
        ):
            with self.subTest(name, text=text):
                before = (self.run / name).read_bytes()
                (self.run / name).write_text(text, encoding="utf-8")
                with self.refused("damaged", name, "run it again"):
                    Record.load(self.run)
                (self.run / name).write_bytes(before)

    def test_what_is_of_another_run_than_its_folder(self):
        some_record().save(self.run, {})
        for name in ("digits/vae@beta=4", "digits/vae@smoke,seed=3", "elsewhere/digits/vae"):
            shutil.copytree(self.run, self.folder / name)
            self.assertEqual(Record.load(self.folder / name).config["part"], "vae")
        (self.folder / "link").symlink_to(self.run)
        self.assertEqual(Record.load(self.folder / "link").config["part"], "vae")
        for name in ("digits/made", "digits/vae-gan", "digits/va", "mnist/vae", "vae"):
            shutil.copytree(self.run, self.folder / "copied" / name)
            with self.subTest(name), self.refused("'vae' on 'digits'", "another run", name):
                Record.load(self.folder / "copied" / name)

    def test_a_preset_is_in_the_folder_s_name(self):
        config = some_record().config | {"part": "made", "parameters": {"preset": "best"}}
        for name in ("made-best", "made-best@epochs=3"):
            some_record(config=config).save(self.run.with_name(name), {})
            self.assertEqual(Record.load(self.run.with_name(name)).config, config)
        some_record(config=config).save(self.run.with_name("made-choices"), {})
        with self.refused("another run", "made-choices"):
            Record.load(self.run.with_name("made-choices"))

    def test_values_that_no_run_has(self):
        data = some_record().config["dataset"]
        for name, changes in (
            ("seed", {"seed": -1}),
            ("seed", {"seed": True}),
            ("training_images", {"dataset": {**data, "training_images": -5}}),
            ("test_images", {"dataset": {**data, "test_images": -5}}),
            ("epochs", {"parameters": {"epochs": -20}}),
            ("beta", {"parameters": {"beta": math.nan}}),
            ("learning_rate", {"parameters": {"learning_rate": math.inf}}),
            ("layers", {"parameters": {"layers": [128, -1]}}),
            ("origin", {"dataset": {k: v for k, v in data.items() if k != "origin"}}),
            ("checksums", {"dataset": {k: v for k, v in data.items() if k != "checksums"}}),
        ):
            some_record(config=some_record().config | changes).save(self.run, {})
            with self.subTest(name), self.refused("config.json", name, "run it again"):
                Record.load(self.run)

    def test_arrays_with_a_bit_turned_over_anywhere(self):
        whole = self.contents()["arrays.npz"]
        start, end = whole.index(b"images.npy") + 10, whole.index(b"PK\x01\x02")
        for position in range(start, end, 7):
            content = bytearray(whole)
            content[position] ^= 1
            (self.run / "arrays.npz").write_bytes(content)
            try:
                # what zip skips over may be anything; all else must be noticed
                self.assertEqual(len(Record.load(self.run).arrays["images"]), 2700)
            except Exception as error:
                self.assertIsInstance(error, LabError, f"byte {position}: {error!r}")
