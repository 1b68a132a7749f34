"""Cards in a browser, as Anki and the quiz show them, while they are being written."""
