"""Where committees live: who sits on them, what they say in their own words, and in which weeks it all happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SECRETARY, CO_CHAIR, BUSY, STANDS_IN = 1, 0, 3, 4
"""Places among the workers: who writes, who leads, who cannot come, and who comes instead."""


@dataclass(frozen=True)
class Soul:
    """Somebody with a phone. `office` and `gender` as the form of a member has them."""

    name: str
    language: str
    gender: str = "woman"
    office: str = ""
    telegram: bool = False


@dataclass(frozen=True)
class Point:
    """What a worker tells, what the advisor makes of it, and that in other languages."""

    told: str
    worded: str
    wordings: Mapping[str, str]

    def in_language(self, language: str) -> str:
        return self.wordings.get(language, self.worded)


@dataclass(frozen=True)
class Words:
    """What people of a place say in their own words, each in the language of who says it."""

    holiday: str
    working_day: str
    room: str
    points: tuple[Point, Point]
    decision: str
    repair: str
    guard: str
    dissent: str
    proof: str
    question: Mapping[str, str]
    """What the advisor asks workers; where nothing stands, the line asks by itself."""


@dataclass(frozen=True)
class Place:
    """A factory with its committee. `begins` is seconds since 1970 UTC; `unit` is how telephone numbers begin."""

    factory: Mapping[str, object]
    begins: float
    unit: str
    meets_on: date
    form: str
    managers: tuple[Soul, ...]
    workers: tuple[Soul, ...]
    words: Words

    @property
    def zone(self) -> str:
        return str(self.factory["timezone"])

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.factory["languages"])  # type: ignore[arg-type]


DHAKA = Place(
    factory={
        "name": "Shapla Garments",
        "country": "BD",
        "timezone": "Asia/Dhaka",
        "languages": ("bn", "en"),
        "rest_days": ("friday",),
        "workers": 600,
        "women_percent": 70,
    },
    begins=1_795_500_000.0,  # a Tuesday morning in November 2026
    unit="+88017000000",
    meets_on=date(2026, 12, 17),
    form="Performance Improvement Consultative Committee",
    managers=(
        Soul("হোসেন সাহেব", "bn", "man", "chair"),
        Soul("রহমান ম্যাডাম", "bn"),
        Soul("আলম সাহেব", "bn", "man"),
        Soul("চৌধুরী সাহেব", "bn", "man"),
    ),
    workers=(
        Soul("রহিমা খাতুন", "bn"),
        Soul("সালমা আক্তার", "bn"),
        Soul("নাসিমা পারভীন", "bn", telegram=True),
        Soul("আব্দুল করিম", "bn", "man"),
        Soul("শিরিন বেগম", "bn"),
        Soul("হাসিনা বানু", "bn"),
        Soul("কুলসুম বিবি", "bn"),
        Soul("ময়না রানী", "bn"),
        Soul("রূপা দাস", "bn"),
        Soul("জাহানারা", "bn"),
    ),
    words=Words(
        holiday="১৬ ডিসেম্বর বিকাল ৩টা",
        working_day="১৭ ডিসেম্বর বিকাল ৩টা",
        room="ক্যান্টিন",
        points=(
            Point(
                "দোতলার পাখাগুলো এক মাস ধরে বন্ধ, গরমে কাজ করা যায় না",
                "দোতলায় গরম, পাখা চলে না",
                {"en": "It is hot on floor 2, the fans stand still"},
            ),
            Point(
                "কাটিং মেশিনের গার্ড খোলা, হাত কেটে যাওয়ার ভয় লাগে",
                "কাটিং মেশিনের নিরাপত্তা",
                {"en": "Safety of the cutting machines"},
            ),
        ),
        decision="ঈদের আগে সব পাখা ঠিক করা হবে",
        repair="দোতলার পাখা সারানো",
        guard="মেশিনে নতুন গার্ড লাগানো",
        dissent="তারিখ নিয়ে আমরা একমত হইনি",
        proof="সব পাখা এখন চলে",
        question={"bn": "দোতলার পাখা কি এখন চলে?", "en": "Do the fans run now?"},
    ),
)

AMMAN = Place(
    factory={
        "name": "Zaytoun Apparel",
        "country": "JO",
        "timezone": "Asia/Amman",
        "languages": ("ar", "bn", "si", "en"),
        "rest_days": ("friday",),
        "workers": 900,
        "women_percent": 75,
    },
    begins=1_796_889_600.0,  # a Thursday morning in December 2026
    unit="+120255501",
    meets_on=date(2027, 1, 6),
    form="Performance Improvement Consultative Committee",
    managers=(
        Soul("السيد حداد", "ar", "man", "chair"),
        Soul("السيدة نمر", "ar"),
        Soul("Mr Khoury", "en", "man"),
        Soul("Ms Qasem", "en"),
    ),
    workers=(
        Soul("නිලූකා පෙරේරා", "si"),
        Soul("هدى الزعبي", "ar"),
        Soul("রুবিনা খানম", "bn", telegram=True),
        Soul("Grace Mensah", "en"),
        Soul("කුමාරි සිල්වා", "si"),
        Soul("শাহনাজ পারভীন", "bn"),
        Soul("සඳුනි ප්‍රනාන්දු", "si"),
        Soul("মরিয়ম বেগম", "bn"),
        Soul("سمر عواد", "ar", telegram=True),
        Soul("Fatuma Abdi", "en"),
    ),
    words=Words(
        holiday="5 يناير الساعة 3 مساء",
        working_day="6 يناير الساعة 3 مساء",
        room="قاعة الطعام",
        points=(
            Point(
                "දෙවන මහලේ පංකා වැඩ කරන්නේ නැහැ, ගොඩක් රස්නෙයි",
                "الحر في الطابق الثاني والمراوح لا تعمل",
                {
                    "bn": "দোতলায় গরম, পাখা চলে না",
                    "si": "දෙවන මහල රස්නෙයි, පංකා නැහැ",
                    "en": "It is hot on floor 2, the fans stand still",
                },
            ),
            Point(
                "ডরমিটরির পানির ট্যাংক নোংরা, খেয়ে অসুখ হয়",
                "ماء الشرب في السكن",
                {"bn": "ডরমিটরির খাবার পানি", "si": "නේවාසිකාගාරයේ බොන වතුර", "en": "Drinking water in the dormitory"},
            ),
        ),
        decision="تصلح كل المراوح قبل رمضان",
        repair="تصليح المراوح",
        guard="تنظيف خزان الماء",
        dissent="We never agreed on the date",
        proof="All fans run now",
        question={},
    ),
)
