"""Data keys: what belongs to a case, committee or wave is sealed under a key of its own, made and gone with it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from models.base import table
from models.case import CaseKey
from models.committee import CommitteeKey
from models.encryption import CaseCipher, KeyRing, Purpose, SealBroken, bound, new_data_key
from models.survey import WaveKey
from operations.work import Refused, Work

SERVER = "server"


class Erased(SealBroken, Refused):
    """The key was erased: nothing opens any more, and nothing can be added."""

    def __init__(self) -> None:
        super().__init__("the key was erased")


@dataclass(frozen=True, slots=True)
class KeyStore:
    """Where the wrapped keys of one kind of owner are kept; `owner` is the column that names it."""

    model: type[CaseKey] | type[CommitteeKey] | type[WaveKey]
    owner: str

    def make(self, work: Work, owner_id: str) -> CaseCipher:
        """A new data key for a new owner."""
        data_key = new_data_key()
        wrapped = work.ring.seal(Purpose.CASE, data_key, self._bound(owner_id))
        row = {self.owner: owner_id, "recipient": SERVER, "wrapped": wrapped}
        work.connection.execute(insert(table(self.model)), row)
        return CaseCipher(data_key)

    def find(self, connection: Connection, ring: KeyRing, owner_id: str) -> CaseCipher:
        """The cipher of an owner. Raises Erased, or SealBroken."""
        keys: Any = table(self.model).c
        wrapped = connection.execute(
            select(keys.wrapped).where(keys[self.owner] == owner_id, keys.recipient == SERVER)
        ).scalar_one_or_none()
        if wrapped is None:
            raise Erased
        return self.unwrap(ring, owner_id, wrapped)

    def unwrap(self, ring: KeyRing, owner_id: str, wrapped: bytes) -> CaseCipher:
        return CaseCipher(ring.open(Purpose.CASE, wrapped, self._bound(owner_id)))

    def _bound(self, owner_id: str) -> str:
        return bound(self.model.__tablename__, SERVER, owner_id)


CASES = KeyStore(CaseKey, "case_id")
COMMITTEES = KeyStore(CommitteeKey, "committee_id")
WAVES = KeyStore(WaveKey, "wave_id")
