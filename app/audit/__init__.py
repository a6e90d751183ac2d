"""Who did what, when: append-only, hash-chained; the one door through which events pass.

``record`` takes an event inside the caller's transaction. Its row is written as the very last thing before the
commit, because each row carries the hash of the one before: the head of the chain is locked for as short as possible,
and always after every other lock, so that two writers cannot wait for each other.

May import ``outbox`` and below.
"""
