"""What people are told, and how: at once, once a day, or only on the page.

Words: a *message* tells one person or address one thing; it is *required* (a link to confirm an address, an
invitation) or *optional* (what happens to a challenge); the *frequency* is what a person chose for optional ones; a
*digest* gathers a day's; an *occasion* is what a message speaks of, and nobody is told twice of one.

Rules: a message is stored in the transaction of what it tells and sent afterwards by the worker; nobody is told of
their own act; a mail never carries confidential text, it leads to the page; the secret part of a link is encrypted
until it is sent and forgotten then; every optional mail can be ended by its own link, without signing in.

May import ``challenges`` and below. Nobody but ``registry`` may import it.
"""
