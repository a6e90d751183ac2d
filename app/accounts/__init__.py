"""People: register, confirm the address, sign in, reset the password.

Words: an *account* belongs to one person and one email address; a *sign-in* is one browser's session and can be ended
from the server; a *single-use link* does one thing once and is sent to one address.

Rules: nobody learns from an answer whether an address has an account; attempts are counted in the database for each
account and each network address; a password is never logged, mailed or shown; an address is confirmed with the link
and the password together, so that nobody confirms an account which a stranger made with their address.

May import ``audit``, ``outbox``, ``documents``, ``rules``, ``web`` and below. Knows no organisation.
"""
