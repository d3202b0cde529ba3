"""From a picture to a digit: image files, foreground extraction, the reader."""
