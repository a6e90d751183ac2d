"""A buyer's problem: drafted, reviewed, published, closed by the clock, or withdrawn.

Words: a *challenge* has *parties*, exactly one of them the *lead*, the others *contributing* with a share; an
*officer* drafts, an *approver* publishes; a *blocker* is what stands between a draft and its publication; a *section*
is one page of the draft; a *version* is what was published, frozen and hashed.

Rules: status is derived from times (:func:`app.challenges.states.status_at`), so no job is needed for it to be true;
nobody approves what they wrote; what was published is never unpublished, only withdrawn with a reason; contacts are
never public.

May import ``organisations`` and below. Does not know its proposals.
"""
