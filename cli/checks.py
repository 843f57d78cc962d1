"""What the doctor finds: one thing looked at, and how it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. The detail of one that is not right says what to do; it holds no secret and no number."""

    name: str
    ok: bool
    detail: str
    warns: bool = False
    """Nothing is lost by it, but somebody should know."""

    @property
    def mark(self) -> str:
        return "FAIL" if not self.ok else "warn" if self.warns else "ok  "
