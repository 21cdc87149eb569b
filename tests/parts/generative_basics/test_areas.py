import unittest

import numpy as np

from lab.parts.generative_basics.areas import Area, area_panels


class Areas(unittest.TestCase):
    def test_what_is_below_zero_has_its_own_colour_and_lines_keep_theirs(self):
        x = np.linspace(-1, 1, 21)
        lines = {"p": x**2, "q": x**3}
        panels = [
            Area("", "x", "y", x, integrand=x, name="i", lines=dict(order))
            for order in (lines.items(), reversed(lines.items()))
        ]
        left, right = area_panels(panels, "", "").axes
        above, below = (area.get_paths()[0].vertices[:, 1] for area in left.collections)
        self.assertEqual((above.min(), above.max()), (0, 1))
        self.assertEqual((below.min(), below.max()), (-1, 0))
        colours = [{a.get_label(): a.get_color() for a in axis.lines} for axis in (left, right)]
        self.assertEqual(*colours)
