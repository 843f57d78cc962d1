"""Airtime for those who are through: codes bought beforehand are given out, one each, and forgotten as they are given.

No operator learns who answered, and no row here joins a person and a code.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, insert, select

from models.base import new_id, table
from models.encryption import bound
from models.prepared import Prepared
from models.survey import Voucher
from operations.data_keys import WAVES
from operations.work import Work

_voucher = table(Voucher).c
_ONE = Prepared(
    select(_voucher.id, _voucher.code_sealed)
    .where(_voucher.wave_id == bindparam("wave"))
    .limit(1)
    .with_for_update(skip_locked=True)
)


def add_vouchers(work: Work, wave_id: str, codes: Iterable[str]) -> int:
    """Keep codes for a wave. Returns how many; a code that stands twice is kept once."""
    cipher = WAVES.find(work.connection, work.ring, wave_id)
    rows = []
    for code in dict.fromkeys(code.strip() for code in codes):
        if code:
            row_id = new_id()
            sealed = cipher.seal_text(code, bound("vouchers", "code", row_id))
            rows.append({"id": row_id, "wave_id": wave_id, "code_sealed": sealed})
    if rows:
        work.connection.execute(insert(table(Voucher)), rows)
    return len(rows)


def take_voucher(work: Work, wave_id: str) -> str | None:
    """One code, and no trace of it; None when there is none (left)."""
    row = _ONE.run(work.connection, {"wave": wave_id}).one_or_none()
    if row is None:
        return None
    work.connection.execute(delete(table(Voucher)).where(_voucher.id == row.id))
    cipher = WAVES.find(work.connection, work.ring, wave_id)
    return cipher.open_text(row.code_sealed, bound("vouchers", "code", row.id))


def vouchers_left(work: Work, wave_id: str) -> int:
    """How many codes can still be given."""
    return work.connection.execute(select(func.count()).where(_voucher.wave_id == wave_id)).scalar_one()
