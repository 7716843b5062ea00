"""Every port of the house: what the core needs from the world, as small protocols.

Implementations live in ``app.storage``, ``sync``, ``printing``, ``devices`` and ``ui``; only
``ui/bootstrap.py`` puts them together. Each
implementation passes the suite of its port under ``tests/conformance``.
"""

from __future__ import annotations

from app.ports.desk import (
    BlankMove,
    Drafts,
    Effects,
    JobMark,
    NewJob,
    NumbersExhausted,
    Transaction,
    UnitOfWork,
)
from app.ports.devices import (
    CardListener,
    CardReader,
    DeviceState,
)
from app.ports.line import (
    Above,
    AboveLine,
    Blocks,
    GoneCase,
    Hello,
    Inbox,
    Outbox,
    Platform,
    SecondReceipt,
    SecondReceipts,
)
from app.ports.paper import (
    ASKS,
    STANDS,
    STOPPED,
    UNTOLD,
    VOIDED,
    JobState,
    JobStore,
    KeptError,
    NotSentError,
    Outcome,
    Printer,
    PrinterState,
    PrintJob,
    TakenError,
    TakesOne,
    Ticket,
    Tidies,
    Withdrawal,
    Withdrawals,
    Withdraws,
)
from app.ports.time import (
    Cancel,
    Clock,
    Entropy,
    Scheduler,
)

__all__ = [
    "ASKS",
    "STANDS",
    "STOPPED",
    "UNTOLD",
    "VOIDED",
    "Above",
    "AboveLine",
    "BlankMove",
    "Blocks",
    "Cancel",
    "CardListener",
    "CardReader",
    "Clock",
    "DeviceState",
    "Drafts",
    "Effects",
    "Entropy",
    "GoneCase",
    "Hello",
    "Inbox",
    "JobMark",
    "JobState",
    "JobStore",
    "KeptError",
    "NewJob",
    "NotSentError",
    "NumbersExhausted",
    "Outbox",
    "Outcome",
    "Platform",
    "PrintJob",
    "Printer",
    "PrinterState",
    "Scheduler",
    "SecondReceipt",
    "SecondReceipts",
    "TakenError",
    "TakesOne",
    "Ticket",
    "Tidies",
    "Transaction",
    "UnitOfWork",
    "Withdrawal",
    "Withdrawals",
    "Withdraws",
]
