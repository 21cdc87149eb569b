"""Where stored runs lie: a person's own below <out>/reports, those that came with the lab apart."""

from pathlib import Path

import lab

CHECKOUT = Path(lab.__file__).resolve().parent.parent
# no data set is called so
REFERENCE = "reference"
# as reports/: a folder for each data set; missing where only the package is installed
SHIPPED = CHECKOUT / "reports" / REFERENCE
NOT_SHIPPED = "the reference results are not installed; they come with a checkout of the lab"


def datasets(reports):
    """The folders of the data sets in reports/, or in what is built like it, sorted by name."""
    return sorted(
        folder for folder in Path(reports).glob("*") if folder.is_dir() and folder.name != REFERENCE
    )
