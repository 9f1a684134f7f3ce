"""What an approved proposal does, one file an act.

To add one: write ``lms/services/acts/<noun>.py`` with a frozen dataclass of primitives (what is
asked) and a module constant ``EXECUTORS``, a tuple of ``Executor``. Nothing else needs to know:
every module of this package is found by ``lms.services.acts.registry``. An executor says

- ``ground``: whom the act is about, the state it rests on, and names to show. It is asked when
  the act is proposed and again when it is decided; where the state differs the proposal is
  stale. It refuses what cannot be done, and takes the locks of the act, since the journal's
  head is locked after it.
- ``carry_out``: the act itself, in the transaction of the decision. ``approval.by`` is the
  decider and names the proposal, so that services which ask for two people let it pass.
- ``change``: what a page says of it before and after, in plain words and without a query.
"""
