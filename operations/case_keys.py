"""The data key of a case: made with it, wrapped under the ring's key for cases, gone with it."""

from sqlalchemy import Connection, insert, select

from models.case import CaseKey
from models.encryption import CaseCipher, KeyRing, Purpose, SealBroken, bound, new_data_key
from operations.work import Work

SERVER = "server"


def make_cipher(work: Work, case_id: str) -> CaseCipher:
    """A new data key for a new case."""
    data_key = new_data_key()
    wrapped = work.ring.seal(Purpose.CASE, data_key, bound("case_keys", SERVER, case_id))
    work.connection.execute(insert(CaseKey).values(case_id=case_id, recipient=SERVER, wrapped=wrapped))
    return CaseCipher(data_key)


def cipher_of(connection: Connection, ring: KeyRing, case_id: str) -> CaseCipher:
    """The cipher of a case. Raises SealBroken when its key was erased."""
    wrapped = connection.execute(
        select(CaseKey.wrapped).where(CaseKey.case_id == case_id, CaseKey.recipient == SERVER)
    ).scalar_one_or_none()
    if wrapped is None:
        raise SealBroken("the key of this case was erased")
    return unwrap(ring, case_id, wrapped)


def unwrap(ring: KeyRing, case_id: str, wrapped: bytes) -> CaseCipher:
    return CaseCipher(ring.open(Purpose.CASE, wrapped, bound("case_keys", SERVER, case_id)))
