"""Languages are told apart on running words, and no row leaves for its formulas or its Latin."""

from __future__ import annotations

import langdetect
import pytest

from curate.stages.language import Options, read_language, stage
from tests.stages.rows import CONTEXT, assert_rowwise, batch, kept, reasons, row

SAMPLES = {
    "ar": (
        "يصل المريض إلى المستشفى في الصباح ويشكو من ألم شديد في الصدر منذ ساعتين. ما هو الفحص الأول الذي يجب إجراؤه؟"
    ),
    "bg": (
        "Пациентът идва в болницата сутринта и се оплаква от силна болка в гърдите от два часа. Кое "
        "изследване трябва да се направи първо?"
    ),
    "bn": ("রোগী সকালে হাসপাতালে আসেন এবং দুই ঘণ্টা ধরে বুকে তীব্র ব্যথার কথা বলেন। প্রথমে কোন পরীক্ষা করা উচিত?"),
    "cs": (
        "Pacient přichází ráno do nemocnice a stěžuje si na silnou bolest na hrudi, která trvá dvě "
        "hodiny. Které vyšetření je třeba provést jako první?"
    ),
    "da": (
        "Patienten kommer til hospitalet om morgenen og klager over stærke smerter i brystet, som har "
        "varet i to timer. Hvilken undersøgelse bør udføres først?"
    ),
    "de": (
        "Der Patient kommt am Morgen ins Krankenhaus und klagt seit zwei Stunden über starke Schmerzen "
        "in der Brust. Welche Untersuchung sollte zuerst durchgeführt werden?"
    ),
    "el": (
        "Ο ασθενής έρχεται στο νοσοκομείο το πρωί και παραπονιέται για έντονο πόνο στο στήθος εδώ και "
        "δύο ώρες. Ποια εξέταση πρέπει να γίνει πρώτα;"
    ),
    "en": (
        "The patient comes to the hospital in the morning and complains of severe chest pain that has "
        "lasted two hours. Which examination should be done first?"
    ),
    "es": (
        "El paciente llega al hospital por la mañana y se queja de un fuerte dolor en el pecho desde "
        "hace dos horas. ¿Qué examen debe hacerse primero?"
    ),
    "fa": (
        "بیمار صبح به بیمارستان می‌آید و از درد شدید قفسه سینه که دو ساعت است ادامه دارد شکایت می‌کند. "
        "کدام آزمایش باید اول انجام شود؟"
    ),
    "fi": (
        "Potilas tulee sairaalaan aamulla ja valittaa kovaa rintakipua, joka on kestänyt kaksi tuntia. "
        "Mikä tutkimus pitäisi tehdä ensin?"
    ),
    "fr": (
        "Le patient arrive à l'hôpital le matin et se plaint d'une forte douleur à la poitrine depuis "
        "deux heures. Quel examen faut-il faire en premier ?"
    ),
    "he": ("המטופל מגיע לבית החולים בבוקר ומתלונן על כאב חזק בחזה שנמשך כבר שעתיים. איזו בדיקה יש לבצע קודם?"),
    "hi": ("मरीज सुबह अस्पताल आता है और दो घंटे से सीने में तेज दर्द की शिकायत करता है। सबसे पहले कौन सी जांच करनी चाहिए?"),
    "hu": (
        "A beteg reggel érkezik a kórházba, és két órája tartó erős mellkasi fájdalomra panaszkodik. "
        "Melyik vizsgálatot kell először elvégezni?"
    ),
    "it": (
        "Il paziente arriva in ospedale la mattina e lamenta un forte dolore al petto da due ore. Quale "
        "esame si deve fare per primo?"
    ),
    "ja": "患者は朝に病院へ来て、二時間前から胸が強く痛むと訴えています。最初にどの検査を行うべきですか。",
    "ko": "환자는 아침에 병원에 와서 두 시간 전부터 가슴이 몹시 아프다고 호소합니다. 어떤 검사를 먼저 해야 합니까?",
    "nl": (
        "De patiënt komt 's ochtends naar het ziekenhuis en klaagt sinds twee uur over hevige pijn op de "
        "borst. Welk onderzoek moet het eerst worden gedaan?"
    ),
    "pl": (
        "Pacjent przychodzi rano do szpitala i skarży się na silny ból w klatce piersiowej trwający od "
        "dwóch godzin. Które badanie należy wykonać najpierw?"
    ),
    "pt": (
        "O paciente chega ao hospital pela manhã e queixa-se de uma forte dor no peito há duas horas. "
        "Que exame deve ser feito primeiro?"
    ),
    "ro": (
        "Pacientul vine dimineața la spital și se plânge de o durere puternică în piept de două ore. Ce "
        "examinare trebuie făcută mai întâi?"
    ),
    "ru": (
        "Пациент приходит утром в больницу и жалуется на сильную боль в груди, которая длится уже два "
        "часа. Какое обследование нужно провести первым?"
    ),
    "sv": (
        "Patienten kommer till sjukhuset på morgonen och klagar över svår smärta i bröstet som har varat "
        "i två timmar. Vilken undersökning bör göras först?"
    ),
    "th": "ผู้ป่วยมาโรงพยาบาลในตอนเช้าและบ่นว่าเจ็บหน้าอกอย่างรุนแรงมาสองชั่วโมง ควรตรวจอะไรก่อน",
    "tr": (
        "Hasta sabah hastaneye geliyor ve iki saattir süren şiddetli göğüs ağrısından şikayet ediyor. "
        "Önce hangi inceleme yapılmalıdır?"
    ),
    "zh": "病人早上来到医院，说胸口剧烈疼痛已经持续了两个小时。首先应该做哪项检查？",
}
STAGE = stage(Options(), CONTEXT)


def test_there_are_27_languages() -> None:
    assert len(SAMPLES) == 27


@pytest.mark.parametrize("code", SAMPLES)
def test_each_language_is_read_and_langdetect_agrees(code: str) -> None:
    langdetect.DetectorFactory.seed = 0
    assert langdetect.detect(SAMPLES[code]).partition("-")[0] == code
    assert read_language(SAMPLES[code]).language == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "x = 3 + 4, y = 2x",
        "CC(=O)Oc1ccccc1C(=O)O",
        "[H][C@]12CC[C@@](O)(C(=O)CO)[C@@]1(C)C[C@H](O)C=C2",
        "pH 7.35, HCO3 24, pCO2 40",
        "for i in range(10): print(i)",
        "Yes",
        "M. soleus, M. tibialis anterior, M. extensor hallucis longus, M. gluteus maximus, M. peroneus longus",
    ],
)
def test_formulas_code_short_answers_and_anatomy_are_undetermined_or_english_and_stay(text: str) -> None:
    assert read_language(text).language in ("und", "en")
    assert STAGE.apply(batch(row(question=text or "?", reasoning=""))).rejected.num_rows == 0


def test_a_foreign_row_is_turned_away_with_its_code_and_certainty() -> None:
    sifted = STAGE.apply(batch(row(question=SAMPLES["fr"], reasoning=""), row()))
    (one,) = sifted.rejected.to_pylist()
    assert (one["stage"], one["reason"], one["language"]) == ("language_v1", "language", "fr")
    code, probability = one["detail"].split()
    assert code == "fr"
    assert 0.8 <= float(probability) <= 1
    assert [one["language"] for one in kept(sifted)] == ["en"]


def test_a_reasoning_in_another_language_is_a_switch() -> None:
    mixed = row(question=SAMPLES["en"], reasoning=SAMPLES["de"])
    sifted = STAGE.apply(batch(mixed))
    assert reasons(sifted) == ["language_v1:language_switch"]
    assert "question en" in sifted.rejected.to_pylist()[0]["detail"]
    flagged = stage(Options(switch="flag"), CONTEXT).apply(batch(mixed))
    assert kept(flagged)[0]["quality"]["flags"] == ["language_switch"]
    ignored = stage(Options(switch="ignore"), CONTEXT).apply(batch(mixed))
    assert kept(ignored)[0]["quality"] is None


def test_a_few_sentences_of_another_script_inside_the_reasoning_are_a_switch() -> None:
    reasoning = SAMPLES["en"] + " " + SAMPLES["zh"] + " " + SAMPLES["en"] + " So the answer is an electrocardiogram."
    assert reasons(STAGE.apply(batch(row(question=SAMPLES["en"], reasoning=reasoning)))) == [
        "language_v1:language_switch"
    ]


def test_greek_letters_and_units_are_no_switch() -> None:
    reasoning = "The angle α is 30° and β = 2α, so Δγ ≈ 4 µm with σ = 0.1 and ΔG° = −RT ln K, which is what we wanted."
    assert STAGE.apply(batch(row(question=SAMPLES["en"], reasoning=reasoning))).kept.num_rows == 1


def test_kept_languages_are_the_recipes() -> None:
    rows = batch(*(row(question=text, reasoning="") for text in SAMPLES.values()))
    some = stage(Options(keep=("de", "ja")), CONTEXT).apply(rows)
    assert sorted(one["language"] for one in kept(some)) == ["de", "ja"]
    every = stage(Options(keep=()), CONTEXT).apply(rows)
    assert [one["language"] for one in kept(every)] == list(SAMPLES)


def test_batching_changes_nothing() -> None:
    samples = [SAMPLES["en"], SAMPLES["fr"], "Rake angle of carbide burs and tungsten", SAMPLES["zh"]]
    assert_rowwise(STAGE, batch(*(row(question=text, reasoning="") for text in samples)))


def test_a_language_that_the_source_states_is_believed() -> None:
    asked = "Combien de pommes y a-t-il dans le panier de la voisine ce matin?"
    sifted = STAGE.apply(batch(*(row(question=asked, language=code) for code in ("en", "fr"))))
    assert [one["language"] for one in kept(sifted)] == ["en"]
    assert sifted.rejected.column("detail").to_pylist() == ["fr, as its source states"]
