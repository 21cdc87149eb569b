"""A headless Chromium for the tests of pages; it and its driver are taken as installed."""

import contextlib
import json
import os
import shutil
import time
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


def resize(browser, width, height=1000):
    """The page as on a screen so many pixels wide, phones below 500."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@contextlib.contextmanager
def touchscreen(browser):
    """In the block the page finds fingers instead of a mouse."""

    def emulate(**options):
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", options)

    emulate(enabled=True, maxTouchPoints=5)
    try:
        yield
    finally:
        emulate(enabled=False)


def touch(browser, points):
    """A finger goes down at the first point (x, y) of the screen, along the others, and up."""

    def send(kind, *where):
        event = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in where]}
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", event)

    send("touchStart", points[0])
    for point in points[1:]:
        send("touchMove", point)
    send("touchEnd")
    # the browser makes clicks of taps in its own time
    time.sleep(0.5)
