"""Uploaded files: which kinds, how large, what is inside, where the bytes lie.

Rules: the kind is found from the content, never from the name; names are made safe; nothing is ever shown inside the
browser, only downloaded; a compressed file that unpacks to far more than it should is refused.

May import ``web`` and below. Who may fetch a file is decided by the package that the file belongs to.
"""
