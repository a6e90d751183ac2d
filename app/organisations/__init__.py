"""Buyers and suppliers: who they are, who belongs to them and with which roles, who verified them.

Words: a *buyer* is a council or another public body; a *supplier* is anybody who may propose; a *network* brings both
together; a *member* is a person with roles; *verified* means that an administrator of the service checked it.

Rules: joining is by invitation to one address, used once; the last administrator or owner cannot leave; a council
publishes nothing before it is verified; what was verified (name and numbers) does not change afterwards; SME is
computed by the Act's definition, never ticked.

May import ``accounts`` and below.
"""
