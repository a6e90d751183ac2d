"""What can be found: published challenges and imported notices, one page to look for them, an index to look in.

Words. A *document* is what the index holds of a challenge or a notice; a *hit* is a document that was found and that
the database confirms for this reader; a *passage* is the piece of text that shows why.

Rules.
1. The index is a copy. What it returns is checked against the database, with the reader's rights, before it is shown.
2. A change of what can be found is a job in the outbox, written in the transaction of the change; the worker loads the
   documents anew when it does the job, so jobs may be done late, twice or in any order.
3. A scheduled challenge is in the index before it is public; the engine does not find it before its moment.
4. Without a readable index the pages say so, and the worker builds it again.

May import ``notices``, ``challenges`` and what lies below them. Nobody but ``registry`` imports this package.
"""
