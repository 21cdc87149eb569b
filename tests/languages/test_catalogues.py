"""Every message has its Russian, in the catalogue of its folder, and every entry is used."""

import collections
import json
import unittest

from lab.languages import LANGUAGES
from lab.languages.catalogues import LAB, paths, read
from lab.parts import PARTS
from tests.support import messages
from tests.support.messages import has_words, placeholders, texts_of

SHARED = "languages"


def catalogues(language):
    """{folder: {message: its translation}} of a language."""
    return {
        str(path.parent.relative_to(LAB)): {m.id: m.string for m in read(path, language) if m.id}
        for path in paths(language)
    }


def stated(part):
    """The messages that a part's description and its expected results hold."""
    expected = [text for row in part.expectations for text in (row.source, row.meaning)]
    return {text for text in (part.question, part.source, *expected) if text}


class Catalogues(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.said = messages.in_source()
        cls.russian = catalogues("ru")

    def test_every_message_has_its_russian(self):
        shared = self.russian.get(SHARED, {})
        missing = [
            f"{message.place}: {message.id}"
            for folder, found in self.said.items()
            for message in found
            if has_words(message.id)
            and message.id not in {**shared, **self.russian.get(folder, {})}
        ]
        self.assertEqual(missing, [])

    def test_what_exercises_state_has_its_russian(self):
        shared = self.russian.get(SHARED, {})
        for folder, found in messages.in_statements().items():
            known = {**shared, **self.russian.get(folder, {})}
            missing = {
                f"msgid {json.dumps(message.id, ensure_ascii=False)}"
                for message in found
                if messages.SENTENCES.search(message.id) and message.id not in known
            }
            self.assertEqual(missing, set(), folder)

    def test_what_parts_state_has_its_russian(self):
        shared = self.russian.get(SHARED, {})
        for part in PARTS:
            known = {**shared, **self.russian.get(f"parts/{part.name.replace('-', '_')}", {})}
            missing = sorted(stated(part) - known.keys())
            self.assertEqual(missing, [], part.name)

    def test_every_entry_is_used(self):
        used = {folder: {m.id for m in found} for folder, found in self.said.items()}
        for folder, found in messages.in_statements().items():
            used[folder] |= {message.id for message in found}
        for part in PARTS:
            used.setdefault(f"parts/{part.name.replace('-', '_')}", set()).update(stated(part))
        everywhere = set().union(*used.values())
        for folder, entries in self.russian.items():
            by = everywhere if folder == SHARED else used.get(folder, set())
            self.assertEqual([entry for entry in entries if entry not in by], [], folder)

    def test_nothing_is_translated_twice_and_what_several_say_is_shared(self):
        counts = collections.Counter(sum(map(list, self.russian.values()), []))
        self.assertEqual([message for message, count in counts.items() if count > 1], [])

    def test_the_russian_is_complete_and_russian(self):
        for language in set(LANGUAGES) - {"en"}:
            for path in paths(language):
                header = path.read_text(encoding="utf-8").partition("\n\n")[0]
                self.assertIn("charset=UTF-8", header, path)
                for message in read(path, language):
                    if message.id:
                        forms = texts_of(message.string)
                        self.assertFalse(message.fuzzy, message.id)
                        self.assertEqual(len(forms), 3 if message.pluralizable else 1, message.id)
                        for form in forms:
                            self.assertRegex(form, "[а-яё]", message.id)

    def test_both_languages_name_the_same_values(self):
        for entries in self.russian.values():
            for message, russian in entries.items():
                for form in texts_of(russian):
                    names = placeholders(texts_of(message)[-1])
                    self.assertEqual(placeholders(form), names, message)

    def test_values_are_those_that_the_message_names(self):
        for message in sum(self.said.values(), []):
            if message.names is not None:
                names = set().union(*map(placeholders, texts_of(message.id)))
                self.assertEqual(message.names - {"n"}, names - {"n"}, message.place)


class Messages(unittest.TestCase):
    def said(self, source):
        return {message.id: message.names for message in messages.said_in(source, "x.py")}

    def test_messages_are_found_wherever_they_stand(self):
        found = self.said(
            'A = to_say("a")\n'
            'b = say("b {x} " "and more", x=say("c"))\n'
            "d = f\"{say(A)}: {say('d')}\"\n"
            'e = say_count("{n} e {y}", "{n} es {y}", 3, y=1)\n'
            'f = say("f {z}", **values)\n'
        )
        self.assertEqual(
            found,
            {
                "a": None,
                "b {x} and more": {"x"},
                "c": set(),
                "d": set(),
                ("{n} e {y}", "{n} es {y}"): {"n", "y"},
                "f {z}": None,
            },
        )

    def test_those_of_a_template_too(self):
        source = (
            '<p title="{{ say("a") }}">{{ say_count("{n} e {y}", "{n} es " "{y}", 3, y=1) }}'
            "{% for x in say('b {x}', x=2) %}{{ x }}, {{ say(x) }}{% endfor %}</p>"
        )
        found = {m.id: m.names for m in messages.said_in_template(source, "x.jinja")}
        expected = {"a": set(), ("{n} e {y}", "{n} es {y}"): {"n", "y"}, "b {x}": {"x"}}
        self.assertEqual(found, expected)
        for text in ('{{ say("a" ~ b) }}', '{{ say("a" + b) }}'):
            with self.subTest(text), self.assertRaisesRegex(ValueError, "x.jinja:1"):
                list(messages.said_in_template(text, "x.jinja"))

    def test_what_no_catalogue_can_hold_is_refused(self):
        for source in ('say(f"{x} epochs")', 'say("a" + b)'):
            with self.subTest(source), self.assertRaisesRegex(ValueError, "x.py:1"):
                self.said(source)

    def test_words_and_what_is_none(self):
        for text in (
            "VAE",
            "KL(q(z|x) || p(z))",
            "{n}",
            r"$\log p$",
            "",
            "VAE: AUROC 0.5",
            "σ",
            "x",
        ):
            self.assertFalse(has_words(text), text)
        for text in ("epoch", "VAE, {n} latents", ("{n} a", "{n} as"), r"$\sigma$ of q"):
            self.assertTrue(has_words(text), text)
