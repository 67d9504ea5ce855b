import json
import math
import re
import unicodedata
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from assets.letters.derive import folded_words, letters_per_million
from lib.maths.coding import decode, encode, expected_length, huffman_code
from lib.maths.letters import (
    ALPHABET,
    LANGUAGES,
    TABLE,
    bits_per_letter,
    fold,
    letter_bits,
    letter_distribution,
    letter_mixture,
    likely_languages,
)

# Universal Declaration of Human Rights (1948), article 1.
RIGHTS = {
    "cs": (
        "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni "
        "rozumem a svědomím a mají spolu jednat v duchu bratrství."
    ),
    "nl": (
        "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn "
        "begiftigd met verstand en geweten, en behoren zich jegens elkander in een geest van "
        "broederschap te gedragen."
    ),
    "en": (
        "All human beings are born free and equal in dignity and rights. They are endowed "
        "with reason and conscience and should act towards one another in a spirit of "
        "brotherhood."
    ),
    "fi": (
        "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille"
        " on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden "
        "hengessä."
    ),
    "fr": (
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont "
        "doués de raison et de conscience et doivent agir les uns envers les autres dans un "
        "esprit de fraternité."
    ),
    "de": (
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit "
        "Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit "
        "begegnen."
    ),
    "hu": (
        "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, "
        "ésszel és lelkiismerettel bírván, egymással szemben testvéri szellemben kell hogy "
        "viseltessenek."
    ),
    "id": (
        "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama. Mereka "
        "dikaruniai akal dan hati nurani dan hendaknya bergaul satu sama lain dalam semangat "
        "persaudaraan."
    ),
    "it": (
        "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono "
        "dotati di ragione e di coscienza e devono agire gli uni verso gli altri in spirito "
        "di fratellanza."
    ),
    "pl": (
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są "
        "oni obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu "
        "braterstwa."
    ),
    "pt": (
        "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de"
        " razão e de consciência, devem agir uns para com os outros em espírito de "
        "fraternidade."
    ),
    "es": (
        "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados "
        "como están de razón y conciencia, deben comportarse fraternalmente los unos con los "
        "otros."
    ),
    "sv": (
        "Alla människor är födda fria och lika i värde och rättigheter. De är utrustade med "
        "förnuft och samvete och bör handla gentemot varandra i en anda av broderskap."
    ),
    "tr": (
        "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana "
        "sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler."
    ),
}

WEATHER = {
    "cs": "Dnes je krásné počasí a děti si hrají na zahradě za naším domem.",
    "nl": "Het is vandaag mooi weer en de kinderen spelen in de tuin achter ons huis.",
    "en": (
        "The weather is lovely today and the children are playing in the garden behind our house."
    ),
    "fi": "Tänään on kaunis sää ja lapset leikkivät puutarhassa talomme takana.",
    "fr": "Il fait beau aujourd'hui et les enfants jouent dans le jardin derrière notre maison.",
    "de": "Heute ist das Wetter schön und die Kinder spielen im Garten hinter unserem Haus.",
    "hu": "Ma szép idő van, és a gyerekek a házunk mögötti kertben játszanak.",
    "id": "Hari ini cuacanya cerah dan anak-anak bermain di kebun di belakang rumah kami.",
    "it": "Oggi il tempo è bello e i bambini giocano nel giardino dietro la nostra casa.",
    "pl": "Dzisiaj jest piękna pogoda i dzieci bawią się w ogrodzie za naszym domem.",
    "pt": "Hoje o tempo está bonito e as crianças brincam no jardim atrás da nossa casa.",
    "es": "Hoy hace buen tiempo y los niños juegan en el jardín detrás de nuestra casa.",
    "sv": "Vädret är fint idag och barnen leker i trädgården bakom vårt hus.",
    "tr": "Bugün hava çok güzel ve çocuklar evimizin arkasındaki bahçede oynuyorlar.",
}


class TestFold:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("Hello", "hello"),
            ("ÀÉÎÕÜ çñšž", "aeiou cnsz"),
            ("Straße STRAẞE", "strasse strasse"),
            ("Æsop, œuvre", "aesop oeuvre"),
            ("Łódź Øresund Đorđe", "lodz oresund dorde"),
            ("Iğdır İstanbul", "igdir istanbul"),
            ("Þór ð", "thor d"),
            ("ﬁn Ａ ²", "fin a"),
            ("  one\t\ntwo\u00a0 three ", "one two three"),
            ("a - b", "a b"),
            ("", ""),
            (" \n ", ""),
        ],
    )
    def test_text_becomes_letters_and_single_spaces(self, text, kept):
        assert fold(text)[0] == kept

    def test_what_has_no_letter_is_counted(self):
        assert fold("3 × 3 = 9, Привет!") == (
            "",
            Counter("3×3=9,Привет!"),
        )

    def test_a_spacing_accent_is_not_taken_for_a_space(self):
        assert fold("don´t") == ("dont", Counter("´"))

    def test_letters_of_another_script_are_counted_whole(self):
        assert fold("й") == ("", Counter("й"))

    @pytest.mark.parametrize(
        "letters",
        [
            "áčďéěíňóřšťúůýž",  # Czech
            "éëïóöü",  # Dutch
            "åäöšž",  # Finnish, Swedish
            "àâæçéèêëîïôœùûüÿ",  # French
            "äöüß",  # German
            "áéíóöőúüű",  # Hungarian
            "àèéìòù",  # Italian
            "ąćęłńóśźż",  # Polish
            "áâãàçéêíóôõú",  # Portuguese
            "áéíñóúü",  # Spanish
            "çğıöşüâî",  # Turkish
        ],
    )
    def test_every_letter_of_the_languages_has_a_spelling(self, letters):
        for text in (letters, letters.upper(), unicodedata.normalize("NFD", letters)):
            kept, skipped = fold(text)
            assert not skipped
            assert len(kept) >= len(letters)
            assert kept == fold(letters)[0]

    @given(st.text())
    def test_nothing_is_dropped_silently(self, text):
        kept, skipped = fold(text)
        assert set(kept) <= set(ALPHABET)
        assert "  " not in kept
        assert kept == kept.strip()
        for character in text:
            if character not in skipped:
                spelled = fold(character)[0]
                assert spelled in kept
                assert spelled or character.isspace() or "\u0300" <= character <= "\u036f"
            else:
                assert skipped[character] == text.count(character)

    @given(st.text())
    def test_folding_again_changes_nothing(self, text):
        kept, _ = fold(text)
        assert fold(kept) == (kept, Counter())


class TestLetterDistribution:
    def test_at_least_ten_languages_each_with_a_table(self):
        assert len(LANGUAGES) >= 10
        assert set(json.loads(TABLE.read_text(encoding="utf-8"))) == set(LANGUAGES)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_a_positive_distribution_over_27_symbols(self, language):
        q = letter_distribution(language)
        assert "".join(q) == "abcdefghijklmnopqrstuvwxyz "
        assert min(q.values()) > 0
        assert math.fsum(q.values()) == pytest.approx(1, rel=0, abs=1e-15)

    def test_changing_the_result_does_not_change_the_table(self):
        letter_distribution("en").clear()
        assert len(letter_distribution("en")) == 27

    def test_unknown_language_is_refused(self):
        with pytest.raises(ValueError, match=r"^language must be one of cs, .*, tr; got 'xx'$"):
            letter_distribution("xx")


class TestLetterMixture:
    def test_is_one_language_at_each_end(self):
        for share, language in ((0, "en"), (1, "fr")):
            assert letter_mixture("en", "fr", share).tolist() == pytest.approx(
                list(letter_distribution(language).values()), rel=1e-15
            )

    @given(st.sampled_from(sorted(LANGUAGES)), st.sampled_from(sorted(LANGUAGES)), st.floats(0, 1))
    def test_is_a_positive_distribution_between_the_two(self, language, other, share):
        q = letter_mixture(language, other, share)
        p, r = (list(letter_distribution(code).values()) for code in (language, other))
        assert math.fsum(q) == pytest.approx(1, abs=1e-12)
        for low, value, high in zip(map(min, p, r), q, map(max, p, r), strict=True):
            assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)

    def test_has_a_row_for_each_share(self):
        shares = [[0.0, 0.25, 0.5], [0.75, 1.0, 0.1]]
        rows = letter_mixture("de", "tr", shares)
        assert rows.shape == (2, 3, 27)
        assert rows[1, 0].tolist() == letter_mixture("de", "tr", 0.75).tolist()

    @pytest.mark.parametrize("share", [-0.01, 1.01, math.nan])
    def test_refuses_a_share_that_is_none(self, share):
        with pytest.raises(ValueError, match=r"^share must"):
            letter_mixture("en", "fr", share)

    def test_refuses_an_unknown_language(self):
        with pytest.raises(ValueError, match=r"^language must be one of"):
            letter_mixture("en", "xx", 0.5)


class TestLetterBits:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_letter_takes_the_logarithm_of_its_probability(self, language):
        q = letter_distribution(language)
        bits = letter_bits(" Zoë 7!", language)
        assert bits.tolist() == pytest.approx([-math.log2(q[letter]) for letter in "zoe"])

    def test_their_mean_is_the_texts_bits_per_letter(self):
        text = RIGHTS["pl"]
        assert letter_bits(text, "sv").mean() == pytest.approx(bits_per_letter(text, "sv"))

    def test_no_letters_take_none(self):
        assert letter_bits("123", "en").tolist() == []


class TestNumbersOfTheLesson:
    @staticmethod
    def cross_entropy_in_bits(language, other):
        p, q = (list(letter_distribution(code).values()) for code in (language, other))
        return entropy(p, base=2) + entropy(p, q, base=2)

    @pytest.mark.parametrize(("language", "bits"), [("en", 4.113), ("fr", 3.951)])
    def test_entropy_of_the_language(self, language, bits):
        q = list(letter_distribution(language).values())
        assert entropy(q, base=2) == pytest.approx(bits, abs=5e-4)

    def test_english_with_a_french_code(self):
        assert self.cross_entropy_in_bits("en", "fr") == pytest.approx(4.340, abs=5e-4)

    @pytest.mark.parametrize(("other", "wasted"), [("fr", 0.227), ("fi", 0.476)])
    def test_bits_wasted_by_writing_english_with_a_foreign_code(self, other, wasted):
        waste = self.cross_entropy_in_bits("en", other) - self.cross_entropy_in_bits("en", "en")
        assert waste == pytest.approx(wasted, abs=5e-4)

    def test_swapping_the_languages_changes_the_cost(self):
        there, back = self.cross_entropy_in_bits("en", "fr"), self.cross_entropy_in_bits("fr", "en")
        assert abs(there - back) > 0.1

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_huffman_code_is_within_one_bit_of_the_entropy(self, language):
        p = letter_distribution(language)
        lengths = {symbol: len(word) for symbol, word in huffman_code(p).items()}
        assert 0 <= expected_length(p, lengths) - entropy(list(p.values()), base=2) < 1


class TestBitsPerLetter:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_the_mean_surprisal_of_the_letters(self, language):
        text = "a quick test"
        q = letter_distribution(language)
        mean = sum(-math.log2(q[symbol]) for symbol in text) / len(text)
        assert bits_per_letter(text, language) == pytest.approx(mean, rel=1e-12)

    def test_characters_outside_the_alphabet_do_not_count(self):
        assert bits_per_letter("Été 2024!", "fr") == bits_per_letter("ete", "fr")

    @pytest.mark.parametrize("text", ["", "  ", "123 !", "Привет"])
    def test_text_without_letters_is_refused(self, text):
        message = f"text must contain at least one letter of the alphabet; got {text!r}"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            bits_per_letter(text, "en")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_code_in_whole_bits_beats_the_texts_own_entropy(self, language):
        kept, _ = fold(RIGHTS[language])
        code = huffman_code(letter_distribution(language))
        bits = encode(kept, code)
        assert decode(bits, code) == kept
        assert len(bits) / len(kept) >= entropy(list(Counter(kept).values()), base=2)
        assert bits_per_letter(kept, language) >= entropy(list(Counter(kept).values()), base=2)


class TestLikelyLanguages:
    def test_every_language_is_listed_cheapest_first(self):
        ranking = likely_languages("a sentence")
        assert {language for language, _ in ranking} == set(LANGUAGES)
        assert [bits for _, bits in ranking] == sorted(bits for _, bits in ranking)
        for language, bits in ranking:
            assert bits == bits_per_letter("a sentence", language)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_paragraph_costs_least_in_its_own_language(self, language):
        assert likely_languages(RIGHTS[language])[0][0] == language

    @pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"nl"}))
    def test_a_short_sentence_costs_least_in_its_own_language(self, language):
        assert likely_languages(WEATHER[language])[0][0] == language

    def test_a_short_dutch_sentence_can_pass_for_german(self):
        # Letter frequencies alone do not always tell close relatives apart.
        (first, least), (second, less), *_ = likely_languages(WEATHER["nl"])
        assert (first, second) == ("de", "nl")
        assert less - least < 0.02


class TestTable:
    def test_checksum_is_the_one_in_the_readme(self):
        readme = (TABLE.parent / "README.md").read_text(encoding="utf-8")
        assert re.findall(r"`([0-9a-f]{64})`", readme) == [sha256(TABLE.read_bytes()).hexdigest()]

    def test_readme_lists_every_language(self):
        readme = (TABLE.parent / "README.md").read_text(encoding="utf-8")
        assert re.findall(r"^\| (\w\w) \| (\w+) \|", readme, re.MULTILINE) == list(
            LANGUAGES.items()
        )

    def test_words_count_by_frequency_with_one_space_each(self):
        counts = letters_per_million(folded_words({"Été": 0.3, "te": 0.1, "a1": 0.5, "don't": 0.1}))
        # 0.3 (e t e space) + 0.1 (t e space): 1.5 symbols in all.
        expected = {"e": 0.7, "t": 0.4, " ": 0.4}
        assert list(counts) == list(ALPHABET)
        for symbol, count in counts.items():
            assert count == pytest.approx(1e6 * expected.get(symbol, 0) / 1.5, abs=1e-4)

    def test_spellings_that_fold_alike_are_one_word(self):
        words = folded_words({"Strasse": 0.25, "straße": 0.5, "3rd": 0.125, "'": 0.125})
        assert words == {"strasse": 0.75}
