"""An XLSForm as somebody makes it elsewhere: with openpyxl, from a template of the field, in six languages."""

from io import BytesIO

from openpyxl import Workbook

LANGUAGES = {"en": "English (en)", "bn": "Bangla (bn)", "ar": "Arabic (ar)", "vi": "Vietnamese (vi)",
             "km": "Khmer (km)", "si": "Sinhala (si)"}  # fmt: skip
PAID = {"en": "Were you paid in time?", "bn": "সময়মতো বেতন পেয়েছেন?", "ar": "هل قبضت في الموعد؟",
        "vi": "Trả lương đúng hạn?", "km": "បើកប្រាក់ទាន់?", "si": "පඩි වෙලාවට ද?"}  # fmt: skip
DAYS = {"en": "How many days late?", "bn": "কত দিন দেরি?", "ar": "كم يوما تأخر؟", "vi": "Trễ mấy ngày?",
        "km": "យឺតប៉ុន្មានថ្ងៃ?", "si": "දවස් කීයක් පහු ද?"}  # fmt: skip
WORRY = {"en": "What worries you?", "bn": "কী নিয়ে চিন্তা?", "ar": "ما يقلقك؟", "vi": "Lo điều gì?",
         "km": "បារម្ភអ្វី?", "si": "කරදරය මොකක් ද?"}  # fmt: skip
TOUCHED = {"en": "Did a boss touch you?", "bn": "বস গায়ে হাত দেয়?", "ar": "هل لمسك مشرف؟", "vi": "Sếp đụng chạm?",
           "km": "មេប៉ះពាល់?", "si": "බොස් අත තැබුවා ද?"}  # fmt: skip
WISH = {"en": "What should change?", "bn": "কী বদলাবে?", "ar": "ماذا يجب أن يتغير؟", "vi": "Nên đổi gì?",
        "km": "គួរប្តូរអ្វី?", "si": "මොනවද වෙනස් විය යුත්තේ?"}  # fmt: skip
YES = {"en": "Yes", "bn": "হ্যাঁ", "ar": "نعم", "vi": "Có", "km": "បាទ/ចាស", "si": "ඔව්"}
NO = {"en": "No", "bn": "না", "ar": "لا", "vi": "Không", "km": "ទេ", "si": "නැහැ"}
WORRIES = {
    "heat": {"en": "Heat", "bn": "গরম", "ar": "الحر", "vi": "Nóng", "km": "ក្តៅ", "si": "රස්නය"},
    "noise": {"en": "Noise", "bn": "শব্দ", "ar": "الضجيج", "vi": "Ồn", "km": "ថ្លង់", "si": "ශබ්දය"},
    "food": {"en": "Food", "bn": "খাবার", "ar": "الطعام", "vi": "Ăn", "km": "ម្ហូប", "si": "කෑම"},
}
QUESTIONS = {"paid": PAID, "late_days": DAYS, "worries": WORRY, "touched": TOUCHED, "wish": WISH}


def workbook() -> bytes:
    """The file."""
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    labels = [f"label::{name}" for name in LANGUAGES.values()]
    survey.append(["type", "name", *labels, "relevant", "constraint", "bobbin_sensitive", "bobbin_garble"])
    survey.append(["select_one yn", "paid", *PAID.values(), "", "", "", ""])
    survey.append(["integer", "late_days", *DAYS.values(), "${paid} = 'no'", ". <= 60", "", ""])
    survey.append(["select_multiple worry", "worries", *WORRY.values(), "", "", "", ""])
    survey.append(["select_one yn", "touched", *TOUCHED.values(), "", "", "yes", "0.2"])
    survey.append(["text", "wish", *WISH.values(), "", "", "", ""])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", *labels])
    choices.append(["yn", "yes", *YES.values()])
    choices.append(["yn", "no", *NO.values()])
    for name, words in WORRIES.items():
        choices.append(["worry", name, *words.values()])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append(["Pay and heat", "pay_and_heat", "1", LANGUAGES["en"]])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
