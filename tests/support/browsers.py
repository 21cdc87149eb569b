"""A headless Chromium for the tests of pages; it and its driver are taken as installed."""

import json
import os
import shutil
import unittest

NAMES = {
    "browser": ("chromium", "chromium-browser", "google-chrome"),
    "driver": ("chromedriver",),
}


def chromium():
    """A new browser that logs what it prints and asks the network for.

    Where there is none the test is skipped, or fails if the environment says CI=true.
    """
    from selenium import webdriver

    paths = {
        kind: next(filter(None, map(shutil.which, names)), None) for kind, names in NAMES.items()
    }
    missing = [names[0] for kind, names in NAMES.items() if not paths[kind]]
    if missing:
        message = f"no {' and no '.join(missing)}: install Debian's chromium and chromium-driver"
        if os.environ.get("CI") == "true":
            raise AssertionError(message)
        raise unittest.SkipTest(message)
    options = webdriver.ChromeOptions()
    options.binary_location = paths["browser"]
    for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu"):
        options.add_argument(f"--{argument}")
    options.add_argument("--window-size=1200,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(paths["driver"]))


def requests(browser):
    """The addresses asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def resize(browser, width):
    """The page as on a screen so many pixels wide, phones below 500."""
    size = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
