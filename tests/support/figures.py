"""What the tests of plots read from a figure."""


def texts(figure):
    """Every text in it."""
    return {text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))}
