"""A factory that was asked: a questionnaire, a crowd with lines, shifts and opinions, and the wave closed with it."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import insert

from models.base import new_id
from models.encryption import bound
from models.survey import Survey, SurveyFile, SurveyFileContent, SurveyText, Wave
from operations.data_keys import WAVES
from operations.responses import Answered, Reached, Traits
from operations.survey_form import Choice, Form, Garble, Item, ItemKind
from operations.survey_results import published
from operations.work import Work

CLOSED = date(2026, 11, 20)
YES_NO = (
    Choice("yes", {"en": "Yes", "bn": "হ্যাঁ", "ar": "نعم"}),
    Choice("no", {"en": "No", "bn": "না", "ar": "لا"}),
)
TRUST = (
    Choice("high", {"en": "A lot", "bn": "অনেক", "ar": "كثيرا"}),
    Choice("some", {"en": "Somewhat", "bn": "কিছুটা", "ar": "إلى حد ما"}),
    Choice("none", {"en": "Not at all", "bn": "একেবারেই না", "ar": "إطلاقا"}),
)
WORRIES = (
    Choice("overtime", {"en": "Overtime", "bn": "ওভারটাইম", "ar": "العمل الإضافي"}),
    Choice("wages", {"en": "Late wages", "bn": "দেরিতে বেতন", "ar": "تأخر الأجور"}),
    Choice("heat", {"en": "Heat", "bn": "গরম", "ar": "الحرارة"}),
)


WORDS = {
    "trust": ("Do you trust your committee?", "কমিটির উপর আস্থা আছে?", "هل تثق في لجنتك؟"),
    "worries": ("What worries you?", "কী নিয়ে চিন্তা?", "ما الذي يقلقك؟"),
    "shouted": ("Has a supervisor shouted at you?", "সুপারভাইজার ধমক দিয়েছে?", "هل صرخ عليك المشرف؟"),
    "years": ("Years worked here?", "কত বছর কাজ করেন?", "كم سنة عملت هنا؟"),
    "wish": ("What should change?", "কী বদলানো উচিত?", "ما الذي يجب أن يتغير؟"),
    "voices": ("Worker voices", "শ্রমিকের কথা", "أصوات العمال"),
}
LANGUAGES = ("en", "bn", "ar")


def form(**values: Any) -> Form:
    """Trust, worries, whether one was shouted at (garbled), years worked, and one's own words."""
    label = {name: dict(zip(LANGUAGES, words, strict=True)) for name, words in WORDS.items()}
    sensitive = {"sensitive": True, "garble": Garble(0.2, 10)}
    items = (
        Item("trust", ItemKind.SELECT_ONE, label["trust"], choices=TRUST, tags=("picc",)),
        Item("worries", ItemKind.SELECT_MULTIPLE, label["worries"], choices=WORRIES),
        Item("shouted", ItemKind.SELECT_ONE, label["shouted"], choices=YES_NO, **sensitive),  # type: ignore[arg-type]
        Item("years", ItemKind.INTEGER, label["years"]),
        Item("wish", ItemKind.TEXT, label["wish"]),
    )
    known: dict[str, Any] = {"name": "voices", "title": label["voices"], "languages": LANGUAGES}
    return Form(**(known | {"items": items, "version": "1"} | values))


def crowd(number: int, seed: int = 1, lines: int = 6, trust: float = 0.5) -> Iterator[Answered]:
    """So many workers. `trust` is the share that trusts a lot; line 1 trusts nobody."""
    dice = random.Random(seed)
    for _ in range(number):
        line = dice.randrange(lines) + 1
        traits = Traits(
            f"Line {line}",
            dice.choice(("day", "night")),
            dice.choice(("woman", "woman", "man")),
            dice.choice(("bn", "bn", "en")),
        )
        happy = dice.random() < trust and line > 1
        answers: dict[str, Any] = {"trust": "high" if happy else dice.choice(("some", "none"))}
        answers["worries"] = [one.name for one in WORRIES if dice.random() < 0.4] or "dont_know"
        answers["shouted"] = "yes" if dice.random() < 0.35 else "no"
        answers["years"] = str(int(dice.expovariate(0.2)))
        if dice.random() < 0.1:
            answers["trust"] = dice.choice(("dont_know", "no_answer"))
        finished = dice.random() < 0.9
        if finished:
            answers["wish"] = "no_answer"
        yield Answered(traits, answers, finished=finished)


def reached(number: int, of: int) -> Reached:
    return Reached(invited=of, reached=of - 30, started=number, finished=int(number * 0.9))


def closed_wave(work: Work, factory_id: str, **values: Any) -> str:
    """A survey of a factory with a wave that is closed; returns the wave's id.

    `form`, `people`, `results`, `closed_on`, `number`, `survey_id`, `earlier_id`, `wave_id` may be given.
    """
    asked: Form = values.pop("form", None) or form()
    people = values.pop("people", 240)
    closed_on = values.pop("closed_on", CLOSED)
    survey_id = values.pop("survey_id", None) or a_survey(work, factory_id, asked, values.pop("earlier_id", None))
    results = values.pop("results", None) or published(
        asked, crowd(people, trust=values.pop("trust", 0.5)), reached(people, people + 160), closed_on
    )
    wave_id = values.pop("wave_id", None) or new_id()
    row = {"id": wave_id, "survey_id": survey_id, "factory_id": factory_id, "number": 1, "state": "closed"}
    row |= {"opens_at": 1.0, "closes_at": 2.0, "opened_on": date(2026, 11, 1), "closed_on": closed_on, "pace": 100}
    row |= {"seed": "s", "plan": {}, "invited": people + 160, "results": results}
    work.connection.execute(insert(Wave).values(**(row | values)))
    WAVES.make(work, wave_id)
    return wave_id


def a_survey(work: Work, factory_id: str, asked: Form, earlier_id: str | None = None) -> str:
    survey_id = new_id()
    row = {"id": survey_id, "factory_id": factory_id, "title": "Worker voices", "form": asked.to_json()}
    row |= {"state": "published", "created_on": CLOSED, "published_on": CLOSED, "earlier_id": earlier_id}
    work.connection.execute(insert(Survey).values(**row))
    return survey_id


def said(work: Work, wave_id: str, words: str, question: str = "wish", language: str = "en") -> str:
    """Somebody's own words of a closed wave; returns their id."""
    text_id = new_id()
    cipher = WAVES.find(work.connection, work.ring, wave_id)
    sealed = cipher.seal_text(words, bound("survey_texts", "text", text_id))
    row = {"id": text_id, "wave_id": wave_id, "question": question, "language": language, "text_sealed": sealed}
    work.connection.execute(insert(SurveyText).values(**row))
    return text_id


def shown(work: Work, wave_id: str, text_id: str, content: bytes, media_type: str, kind: str = "photo") -> str:
    """The file that came with such words; returns its id."""
    file_id = new_id()
    row = {"id": file_id, "wave_id": wave_id, "text_id": text_id, "line": "sim-telegram", "kind": kind}
    row |= {"media_type": media_type, "size": len(content), "state": "ready"}
    work.connection.execute(insert(SurveyFile).values(**row))
    cipher = WAVES.find(work.connection, work.ring, wave_id)
    sealed = cipher.seal_bytes(content, bound("survey_file_contents", "content", file_id))
    work.connection.execute(insert(SurveyFileContent).values(file_id=file_id, content_sealed=sealed))
    return file_id
