"""The texts inside a picture file, without decoding a single pixel.

Only the containers are read, so a picture of a billion pixels costs nothing, and what is compressed
is inflated up to a limit only. One file a kind of container.
"""
