"""The other systems of the province, each behind a port, each with an honest and simple counterpart.

A desk never talks to a partner: it asks in the log (``partner_asked``) and reads the answer in the log
(``partner_answered``). A deployment puts its own behind a port; ``docs/partners.md`` says how.
"""
