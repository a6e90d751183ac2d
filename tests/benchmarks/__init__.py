"""Benchmarks of the pages that most people see: ``make bench``, or ``python -m tests.benchmarks --help``.

Each page is asked for at several numbers of published challenges. What it costs is counted (statements, steps of the
database's machine, bytes), which is exact on any machine, and timed, which is not: see :mod:`tests.benchmarks.goals`.
Not part of the tests: nothing here fails because a machine was busy.
"""
