"""Work after the commit: mail, index, publication. A job is a row, written in the transaction that caused it.

The worker (``flask work``) takes a lease on a job, does it and marks it done. A worker that dies leaves a lease that
runs out; the job is taken again, and the attempt number fences the dead worker off.

May import ``core`` and nothing else of ours.
"""
