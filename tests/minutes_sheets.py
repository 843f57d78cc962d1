"""Minutes in sixteen scripts, to be drawn: for tests of the paper and for measuring how long it takes."""

import time as clock
from datetime import date, time
from types import SimpleNamespace

from models.vocabulary import ActionState, EntryKind, ItemSource, ItemState, MinutesState, Presence, Side, Verdict
from operations.actions import Task
from operations.agenda_items import Item
from operations.approvals import Tally
from operations.attendance import SideAttendance
from operations.committees import Chamber
from operations.members import Seated
from operations.minutes_days import Filing
from operations.minutes_pdf import Sheet, drawn
from operations.minutes_views import EntryView, MinutesView, Point, Words
from operations.rules import rules_of

SCRIPTS = {
    "Latin": "Mọi lối thoát đều mở trong giờ làm việc.",
    "Bengali": "কাজের সময় সব দরজা খোলা থাকবে।",
    "Arabic": "تبقى جميع المخارج مفتوحة أثناء العمل.",
    "Khmer": "ច្រកចេញទាំងអស់ត្រូវបើកពេលធ្វើការ។",
    "Ethiopic": "ሁሉም መውጫዎች በሥራ ሰዓት ክፍት ይሆናሉ።",
    "Devanagari": "काम के समय सभी दरवाज़े खुले रहेंगे।",
    "Myanmar": "အလုပ်ချိန်တွင် ထွက်ပေါက်အားလုံး ဖွင့်ထားရမည်။",
    "Sinhala": "වැඩ කරන වේලාවේ සියලු දොරවල් විවෘතව තිබේ.",
    "Tamil": "வேலை நேரத்தில் எல்லா வாயில்களும் திறந்திருக்கும்.",
    "Cyrillic": "Все выходы открыты во время работы.",
    "Telugu": "పని సమయంలో అన్ని ద్వారాలు తెరిచి ఉంటాయి.",
    "Gujarati": "કામના સમયે બધા દરવાજા ખુલ્લા રહેશે.",
    "Gurmukhi": "ਕੰਮ ਵੇਲੇ ਸਾਰੇ ਦਰਵਾਜ਼ੇ ਖੁੱਲ੍ਹੇ ਰਹਿਣਗੇ।",
    "Kannada": "ಕೆಲಸದ ಸಮಯದಲ್ಲಿ ಎಲ್ಲಾ ಬಾಗಿಲುಗಳು ತೆರೆದಿರುತ್ತವೆ.",
    "Malayalam": "ജോലി സമയത്ത് എല്ലാ വാതിലുകളും തുറന്നിരിക്കും.",
    "Thai": "ทางออกทุกทางเปิดในเวลาทำงาน",
}
DAY = date(2026, 12, 8)


def sheet_of(decisions: list[str], filed: bool = True) -> MinutesView:
    """Approved minutes of a committee of eight with these decisions, two actions and a disagreement."""
    rules = rules_of("participation" if filed else "picc", {})
    house = Chamber(
        "c", "Participation Committee", "f", "Shapla Garments", rules, "BD", "Asia/Dhaka", ("bn", "en"), ("friday",),
        "08:00-17:00", 800, 70, date(2025, 1, 1),
    )  # fmt: skip
    entries = [EntryView(str(n), n, EntryKind.DECISION, text, "", None, None) for n, text in enumerate(decisions, 1)]
    actions = [
        EntryView(
            "a", 90, EntryKind.ACTION, "চাবি কিনতে হবে (fire exit, 2nd floor)", "Mr Alam", date(2026, 12, 15), None
        ),
        EntryView("b", 91, EntryKind.ACTION, "صيانة المراوح في الطابق 2", "Rahima Khatun", date(2026, 12, 31), None),
        EntryView("d", 92, EntryKind.DISAGREEMENT, "Whether lost time is paid", "", None, None),
    ]
    return MinutesView(
        id="m",
        version=1,
        state=MinutesState.APPROVED,
        approve_by=date(2026, 12, 20),
        approved_on=date(2026, 12, 20),
        filed_on=None,
        house=house,
        meeting=SimpleNamespace(day=DAY, clock="15:00", timezone="Asia/Dhaka", minutes=60),
        place="canteen",
        chair="Mr Hossain",
        sides=(_side(Side.WORKER), _side(Side.MANAGEMENT)),
        tallies=(Tally(Side.WORKER, 4, 3, 1, 0), Tally(Side.MANAGEMENT, 4, 3, 3, 1)),
        points=(
            Point(_item("All exits", ItemSource.WORKER), tuple(entries)),
            Point(_item("Safety", ItemSource.STANDING), ()),
            Point(None, tuple(actions)),
        ),
        words=(Words(Side.MANAGEMENT, Verdict.DISSENT, "The exit of floor 2 is rented out."),),
        old_actions=((_task(), "Mr Alam"),),
        papers=(),
        next_day=date(2027, 1, 12),
        next_clock=time(15),
        due_on=date(2026, 12, 16),
        filing=Filing("Director of Labour", date(2026, 12, 16)) if filed else None,
    )


def measure(sheet: Sheet = Sheet.FORM) -> tuple[float, int]:
    """Seconds of the processor and bytes of minutes in sixteen scripts, once the libraries are loaded."""
    view = sheet_of(list(SCRIPTS.values()))
    drawn(view, sheet, ["en"])
    began = clock.process_time()
    content = drawn(view, sheet, ["en"])
    return clock.process_time() - began, len(content)


def _side(side: Side) -> SideAttendance:
    names = {
        Side.WORKER: ("রহিমা খাতুন", "Salma Akter", "عبد الكريم", "Shirin Begum"),
        Side.MANAGEMENT: ("Mr Hossain", "Ms Rahman", "Mr Alam", "Mr Chowdhury"),
    }[side]
    how = (Presence.PRESENT, Presence.LATE, Presence.LEFT, Presence.ABSENT)
    people = tuple((_member(name, side), presence) for name, presence in zip(names, how, strict=True))
    return SideAttendance(side, 4, 3, people)


def _member(name: str, side: Side) -> Seated:
    return Seated(
        name, "c", None, name, "", "", side, None, None, None, "bn", None, False, None, True, DAY, None, None
    )  # fmt: skip


def _item(title: str, source: ItemSource) -> Item:
    return Item(title, "c", "m", None, None, title, source, None, ItemState.DISCUSSED, title)


def _task() -> Task:
    return Task(
        id="t", committee_id="c", meeting_id=None, item_id=None, owner_id=None, state=ActionState.OPEN,
        text="Repair the drinking water", root_cause="", proof="", compliance_point=None,
        opened_on=date(2026, 11, 1), due_on=date(2026, 12, 1), done_on=None, escalated=0,
    )  # fmt: skip
