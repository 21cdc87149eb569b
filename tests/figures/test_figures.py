import unittest

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from lab.figures.comparisons import dots, dots_by_quantity
from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids, square
from lab.figures.lines import Panel, line_panels
from lab.figures.maps import latent_maps
from lab.figures.style import COLOURS, literal, new_figure
from lab.parts.beta_vae.shares import share_maps
from lab.parts.vae.confusion import confusion_matrix
from tests.support.figures import texts


def curve(title, points=()):
    return Curve(
        title=title,
        ylabel=f"{title} in nats",
        epochs=[1, 2, 3],
        train=[3.0, 2.0, 1.0],
        validation=[4.0, 3.0, 2.5],
        points=dict(points),
    )


class Captions(unittest.TestCase):
    def test_a_long_one_takes_more_lines_and_keeps_clear_of_the_axes(self):
        changes = ", ".join(f"parameter_{i}=64x{i}" for i in range(20))
        for width in (4, 8):
            figure = new_figure(width, 4, "Title", f"data: digits; seed 0; {changes}")
            axes = figure.subplots()
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            box = figure._supxlabel.get_window_extent(canvas.get_renderer())
            self.assertGreater(box.height, 2 * 8 * figure.dpi / 72)
            self.assertGreaterEqual(box.x0, 0)
            self.assertGreaterEqual(box.y0, 0)
            self.assertLessEqual(box.x1, figure.bbox.width)
            self.assertLess(box.y1, axes.get_tightbbox().y0)


class Squares(unittest.TestCase):
    def test_of_few_images_a_smaller_one(self):
        images = np.arange(21)[:, None]
        for most, side in ((3, 3), (10, 4)):
            grid = square(images, most)
            self.assertEqual(grid.shape, (side, side, 1))
            self.assertEqual(grid.ravel().tolist(), list(range(side**2)))


class Names(unittest.TestCase):
    def test_what_would_be_a_formula_is_shown_as_it_is(self):
        names = ["$\\frac$", "a$b$", "plain"]
        figure = confusion_matrix(np.eye(3, dtype=int), literal(names), "", "data: digits")
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        for label, name in zip(figure.axes[0].get_xticklabels(), names, strict=True):
            width = label.get_window_extent().width
            label.set(text=name, parse_math=False)
            self.assertEqual(width, label.get_window_extent().width)


class Curves(unittest.TestCase):
    def test_lines_and_published_points(self):
        points = {"sheet": ([2, 3], [2.1, 1.1])}
        figure = training_curves([curve("loss", points), curve("kl")], "Training", "data: digits")
        first, second = figure.axes
        drawn = {line.get_label(): np.array(line.get_data()) for line in first.lines}
        np.testing.assert_array_equal(drawn["train"], [[1, 2, 3], [3, 2, 1]])
        np.testing.assert_array_equal(drawn["validation"], [[1, 2, 3], [4, 3, 2.5]])
        np.testing.assert_array_equal(drawn["sheet"], [[2, 3], [2.1, 1.1]])
        self.assertEqual(first.lines[2].get_color(), COLOURS["source"])
        self.assertEqual(len(second.lines), 2)
        self.assertEqual(first.get_ylabel(), "loss in nats")
        self.assertLessEqual({"Training", "data: digits", "loss", "kl", "epoch"}, texts(figure))

    def test_as_many_panels_as_quantities(self):
        for count in range(1, 6):
            with self.subTest(count=count):
                curves = [curve(f"quantity {i}") for i in range(count)]
                titles = [axis.get_title() for axis in training_curves(curves, "", "").axes]
                self.assertEqual(titles, [f"quantity {i}" for i in range(count)])


class Lines(unittest.TestCase):
    def test_what_counts_has_whole_ticks(self):
        for x, is_whole in (([1, 2, 3], True), ([1, 1.5, 2], False)):
            (axis,) = line_panels([Panel("", "x", "y", {"a": (x, x)})], "", "").axes
            ticks = axis.get_xticks()
            self.assertEqual(np.array_equal(ticks, ticks.round()), is_whole)

    def test_a_label_has_one_colour_in_every_panel(self):
        first = Panel("one", "size", "error", {"a": ([1, 2], [3, 4]), "b": ([1, 2], [5, 6])})
        second = Panel(
            *("two", "size", "error", {"b": ([1, 9], [7, 8])}),
            levels={"c": 2.5},
            log="x",
            ticks=[1, 9],
        )
        figure = line_panels([first, second], "Title", "digits")
        left, right = figure.axes
        np.testing.assert_array_equal(left.lines[1].get_data(), [[1, 2], [5, 6]])
        np.testing.assert_array_equal(right.lines[1].get_ydata(), [2.5, 2.5])
        self.assertEqual(left.lines[1].get_color(), right.lines[0].get_color())
        self.assertEqual(len({line.get_color() for line in [*left.lines, right.lines[1]]}), 3)
        self.assertEqual((left.get_xscale(), right.get_xscale()), ("linear", "log"))
        self.assertLessEqual({"Title", "digits", "one", "size", "error", "c"}, texts(figure))

    def test_errors_and_texts_stand_at_their_points(self):
        panel = Panel(
            *("", "x", "y", {"a": ([1, 2], [3.0, 4.0]), "b": ([1, 2], [5, 6])}),
            errors={"a": [0.5, 0.25]},
            texts={"b": ["first", "second"]},
        )
        (axis,) = line_panels([panel], "", "").axes
        (bars,) = axis.collections
        ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
        self.assertEqual(ends, [[2.5, 3.5], [3.75, 4.25]])
        self.assertEqual(to_hex(bars.get_color()[0]), axis.lines[0].get_color())
        self.assertEqual(
            {t.get_text(): t.xy for t in axis.texts}, {"first": (1, 5), "second": (2, 6)}
        )

    def test_spans_are_shaded_and_what_is_negative_has_a_place_on_a_logarithmic_axis(self):
        panel = Panel(
            *("", "x", "y", {"a": ([1, 2], [-1.0, 100.0])}),
            spans={"noise": (1.2, 1.7)},
            linear_within=0.5,
        )
        (axis,) = line_panels([panel], "", "").axes
        (span,) = axis.patches
        self.assertEqual((span.get_x(), span.get_x() + span.get_width()), (1.2, 1.7))
        self.assertEqual((axis.get_yscale(), axis.yaxis.get_transform().linthresh), ("symlog", 0.5))
        self.assertIn("noise", [text.get_text() for text in axis.get_legend().get_texts()])

    def test_a_legend_for_all_panels_names_every_line_once(self):
        lines = [{"a": ([1], [2]), "b": ([1], [3])}, {"b": ([1], [4])}]
        panels = [Panel("", "", "", of_one) for of_one in lines]
        figure = line_panels(panels, "", "", shared_legend=True)
        (legend,) = figure.legends
        self.assertEqual([text.get_text() for text in legend.get_texts()], ["a", "b"])
        self.assertEqual([axis.get_legend() for axis in figure.axes], [None, None])


class DotsByQuantity(unittest.TestCase):
    def test_a_row_for_each_name_from_the_top_and_a_column_for_each_quantity(self):
        quantities = {"nats": [1.5, -2.0, 7.0], "units": [3, 2, 1]}
        figure = dots_by_quantity(("a", "b", "c"), quantities, "Title", "digits")
        left, right = figure.axes
        np.testing.assert_array_equal(left.lines[0].get_data(), [[1.5, -2, 7], [2, 1, 0]])
        np.testing.assert_array_equal(right.lines[0].get_xdata(), [3, 2, 1])
        rows = dict(zip(left.get_yticks(), left.get_yticklabels(), strict=True))
        self.assertEqual({y: text.get_text() for y, text in rows.items()}, {2: "a", 1: "b", 0: "c"})
        self.assertEqual([text.get_text() for text in left.texts], ["1.5", "−2", "7"])
        self.assertEqual((left.get_xlabel(), right.get_xlabel()), ("nats", "units"))
        self.assertEqual(len(dots_by_quantity("abc", quantities, "", "", columns=1).axes), 2)


class Maps(unittest.TestCase):
    def test_every_point_has_the_colour_of_its_class(self):
        codes = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
        labels = np.array([1, 0, 1])
        figure = latent_maps({"AE": codes, "VAE": -codes}, labels, ("no", "yes"), "", "", (-2, 2))
        first, second = figure.axes
        no, yes = (points.get_offsets() for points in first.collections)
        np.testing.assert_array_equal(no, [[2, 3]])
        np.testing.assert_array_equal(yes, [[0, 1], [4, 5]])
        np.testing.assert_array_equal(second.collections[0].get_offsets(), [[-2, -3]])
        np.testing.assert_array_equal(first.lines[0].get_xdata(), [-2, 2, 2, -2, -2])
        self.assertLessEqual({"AE", "VAE", "no", "yes"}, texts(figure))


class Images(unittest.TestCase):
    IMAGES = np.random.default_rng(0).random((3, 2, 20))  # three rows, two columns, 4 x 5

    def mosaic(self, images):
        figure = image_grids({"": images}, (4, 5), "", "")
        return np.array(figure.axes[0].images[0].get_array())

    def test_every_image_is_in_its_row_and_column(self):
        mosaic = self.mosaic(self.IMAGES)
        self.assertEqual(mosaic.shape, (3 * 6 - 2, 2 * 7 - 2))
        for i in range(3):
            for j in range(2):
                cell = mosaic[6 * i : 6 * i + 4, 7 * j : 7 * j + 5]
                np.testing.assert_array_equal(cell, self.IMAGES[i, j].reshape(4, 5))

    def test_bytes_are_shown_as_their_share_of_white(self):
        in_bytes = np.rint(255 * self.IMAGES).astype(np.uint8)
        np.testing.assert_allclose(self.mosaic(in_bytes), self.mosaic(self.IMAGES), atol=0.002)

    def test_grids_with_titles_and_labels_on_one_scale(self):
        figure = image_grids(
            {"left": self.IMAGES, "right": 0.1 * self.IMAGES},
            (4, 5),
            "Digits",
            "data: digits",
            row_labels=["a", "b", "c"],
            column_labels=["0", "1"],
        )
        self.assertEqual([axis.get_title() for axis in figure.axes], ["left", "right"])
        for axis in figure.axes:
            self.assertEqual(axis.images[0].get_clim(), (0, 1))
            self.assertEqual([t.get_text() for t in axis.get_yticklabels()], ["a", "b", "c"])
            self.assertEqual([t.get_text() for t in axis.get_xticklabels()], ["0", "1"])
            np.testing.assert_array_equal(axis.get_yticks(), [2, 8, 14])
        self.assertLessEqual({"Digits", "data: digits"}, texts(figure))

    def test_frames_stand_round_the_chosen_images(self):
        chosen = np.array([[False, True], [False, False], [True, False]])
        figure = image_grids({"": self.IMAGES}, (4, 5), "", "", framed={"": chosen})
        frames = {patch.get_xy(): patch for patch in figure.axes[0].patches}
        # centres of the outermost pixels lie one further in
        self.assertEqual(frames.keys(), {(6, -1), (-1, 11)})
        self.assertEqual((frames[6, -1].get_width(), frames[6, -1].get_height()), (6, 5))


class Confusion(unittest.TestCase):
    def test_counts_in_cells_and_shares_of_the_true_class_as_colour(self):
        counts = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 0]])
        figure = confusion_matrix(counts, ["a", "b", "c"], "Classifier", "data: digits")
        (axis,) = figure.axes
        written = {text.get_position(): text.get_text() for text in axis.texts}
        expected = {(j, i): str(counts[i, j]) for i in range(3) for j in range(3)}
        self.assertEqual(written, expected)
        shares = np.array(axis.images[0].get_array())
        np.testing.assert_allclose(shares, [[0.8, 0.2, 0], [0, 0.5, 0.5], [0, 0, 0]])
        self.assertEqual((axis.get_xlabel(), axis.get_ylabel()), ("predicted class", "true class"))
        self.assertEqual([t.get_text() for t in axis.get_yticklabels()], ["a", "b", "c"])


class Comparisons(unittest.TestCase):
    def test_dots_stand_in_the_order_given_and_ours_stands_out(self):
        figure = dots([("a", 90.0), ("ours", 85.5), ("b", 100.25)], {"ours"}, "nats", "", "")
        points = [(*line.get_xdata(), *line.get_ydata()) for line in figure.axes[0].lines]
        self.assertEqual(points, [(90, 2), (85.5, 1), (100.25, 0)])
        a, ours, b = (line.get_color() for line in figure.axes[0].lines)
        self.assertEqual(a, b)
        self.assertNotEqual(a, ours)
        shown = {text.strip() for text in texts(figure)}
        self.assertLessEqual({"ours", "85.50", "100.25", "nats"}, shown)


class Shares(unittest.TestCase):
    def test_shares_with_their_rows_side_by_side(self):
        shares = np.array([[0.25, 0.75], [0.0, 1.0], [0.5, 0.1]])
        maps = {"one": (shares, ["r", "s", "t"]), "two": (1 - shares, ["t", "r", "s"])}
        left, right, _ = share_maps(maps, ["u", "v"], "a share", "", "").axes
        written = {text.get_position(): text.get_text() for text in left.texts}
        self.assertEqual(
            written, {(j, i): f"{shares[i, j]:.2f}" for i in range(3) for j in range(2)}
        )
        np.testing.assert_array_equal(right.images[0].get_array(), 1 - shares)
        self.assertEqual([t.get_text() for t in right.get_yticklabels()], ["t", "r", "s"])
        self.assertEqual([t.get_text() for t in left.get_xticklabels()], ["u", "v"])
        self.assertEqual(left.images[0].get_clim(), (0, 1))
