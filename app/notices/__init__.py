"""Real public notices, imported and read-only: what councils and others asked for before, and who was chosen.

Words. A *notice* is the present state of one contracting process of one source; OCDS calls the process by its *ocid*.
A *release* is one publication about it, kept as it came. An *import run* is one call of ``flask notices import``.
The *newest* release is the one with the latest date, then the greatest id, whatever order they arrived in.

Rules.
1. Nothing is edited here: an imported notice says where it comes from, links to the original and carries its licence.
2. No contact points are kept: names, addresses and telephone numbers of officers are no part of the licence.
   Names inside titles and running text remain, and each page says so.
3. Nothing is lost silently: each release read is new, updated, known already, or refused with a reason in a file. So is
   each document that cannot be read; files that are no documents are counted by their endings.
4. The state of a process is a function of the set of its releases; the order of import does not matter.
5. One ocid used for several buyers shows the buyer of the newest release; the history names each.
6. A correction moves no process on. Where nothing else is held of one, it is an award if its text tells of one, and
   else counts as open only until a deadline that it names.

May import ``audit`` and what lies below it: ``web``, ``integrations``, ``rules``, ``core``.
"""
