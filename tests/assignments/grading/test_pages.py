"""What a teacher and a student read of a grading, and what no student can do to a page."""

import dataclasses
import re
import tempfile
import unittest
from pathlib import Path

from lab.assignments.grading import pages
from lab.assignments.grading.copies import Pair
from lab.assignments.grading.record import Record
from lab.assignments.grading.totals import Grade
from lab.assignments.judge import FAILED, NOT_RUN, OK, UNWRITTEN, Marked, Outcome
from lab.assignments.labs import framework, made
from lab.languages import speaking
from tests.assignments.grading.made_up import made_up_class
from tests.support.browsers import chromium, requests, resize

SEED = 918273645
ABOUT = {
    "seed": SEED,
    "isolation": ["limits on memory, processes, files and time"],
    "versions": {"python": "3.11.2", "tensorflow": "2.21.0", "keras": "3.15.0"},
    "submissions": {"a1": "0123456789abcdef"},
}
LAB = dataclasses.replace(framework.LAB, exercises=(framework.LINEAR, framework.RELU))
BIAS = framework.LINEAR.mistakes["b_not_summed"].words
HOSTILE = (
    "</style></title><script>document.title = 'run'</script>"
    "<img src=x onerror=\"document.title = 'run'\">\"'&lt;{{ 7 * 7 }}"
)
# turns what follows around; ends a text in C; half a character; rings a bell
STRANGE = "\u202egnp.exe\x00\ud800\x07\x85"


def outcomes(exercise, failed=(), mistake="", state=FAILED):
    return Marked(
        exercise,
        tuple(
            Outcome(check.name, state, 0, check.points, "expected 1, received 2", mistake)
            if check.name in failed
            else Outcome(check.name, OK, check.points, check.points, "5 entries")
            for check in exercise.checks
        ),
    )


def grade(student, name, marked=(), language="en", **more):
    told = {key: more.pop(key) for key in ("problem", "notes") if key in more}
    return Grade(Record(student, name, language, marked, **told), **more)


def of_three():
    """One who errs in both exercises, one who is late and wrote one, and one who cannot be run."""
    first = grade(
        "a1",
        "Ann",
        (
            outcomes(framework.LINEAR, ("dL/db",), "b_not_summed"),
            outcomes(framework.RELU, ("dL/dx", "at x = 0"), "g_ignored"),
        ),
        questions={1: 7.5, 2: 0},
        flags=("uses GradientTape",),
    )
    second = grade(
        "b 2",
        "Bob",
        (
            outcomes(framework.LINEAR, ("dL/db",), "b_not_summed"),
            outcomes(framework.RELU, [c.name for c in framework.RELU.checks], state=UNWRITTEN),
        ),
        notes=("lab2 (1).py counts",),
        questions={1: None, 2: None},
        late=1.8,
        late_words="two days",
    )
    third = grade("c3", "Cid", problem="lab2.py, line 3: invalid syntax", questions={1: 4, 2: 5})
    return [first, second, third]


def words_of(page):
    """What a page says, without its marks."""
    body = page[page.index("<body") :]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


class OfTheClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = pages.class_page(LAB, of_three(), ABOUT)
        cls.words = words_of(cls.page)

    def assert_said(self, *sentences):
        for sentence in sentences:
            self.assertIn(sentence, self.words)

    def test_a_row_has_what_each_exercise_earned_and_the_sum(self):
        self.assert_said(
            "Ann 9 2 11 7.5 0 18.5",
            "Bob 9 – not written 9 −1.8 – not marked yet – not marked yet 7.2",
            "Cid could not be run 0 4 5 9",
        )

    def test_exercises_have_their_mean_and_commonest_mistake(self):
        # means of 9 and 9, and of 2 and 0: who could not be run counts in neither
        self.assert_said(f"2.1 linear 9.0 / 12 0 {BIAS} 2", "2.2 relu 1.0 / 8 0 1")
        self.assert_said("3 submissions, 1 of them could not be run .")
        self.assert_said("Questions are marked for 2 of 3")

    def test_exercises_worth_other_points_are_the_same_exercises(self):
        cheaper = dataclasses.replace(framework.RELU, checks=framework.RELU.checks[:1])
        lab = dataclasses.replace(LAB, exercises=(framework.LINEAR, cheaper))
        words = words_of(pages.class_page(lab, of_three(), ABOUT))
        self.assertIn("2.2 relu 1.0 / 2 1 1", words)

    def test_the_most_frequent_misconception_comes_first(self):
        told = self.words[self.words.index("Mistakes that were recognised") :]
        ignored = framework.RELU.mistakes["g_ignored"].words
        self.assertRegex(
            told, f"2 2.1 linear {re.escape(BIAS)} Ann , Bob 1 2.2 relu {re.escape(ignored)} Ann"
        )

    def test_totals_are_told_in_numbers_and_a_picture_with_its_words(self):
        # 7.2, 9 and 18.5 of 40 points
        self.assert_said("Mean 11.6, median 9.0 of 40 points.")
        self.assert_said("0 to 4: 0; 4 to 8: 1; 8 to 12: 1; 12 to 16: 0; 16 to 20: 1; 20 to 24: 0;")
        self.assertEqual(self.page.count("<rect"), 10)

    def test_full_marks_and_none_are_in_the_outer_bars(self):
        full = tuple(map(outcomes, LAB.exercises))
        students = [grade("a1", "Ann", full, questions={1: 10, 2: 10}), grade("b2", "Bob")]
        words = words_of(pages.class_page(LAB, students, ABOUT))
        self.assertIn("0 to 4: 1; 4 to 8: 0;", words)
        self.assertIn("32 to 36: 0; 36 to 40: 1 ", words)

    def test_what_a_teacher_has_to_look_at(self):
        self.assert_said(
            "Cid lab2.py, line 3: invalid syntax",
            "Ann uses GradientTape",
            "Bob lab2 (1).py counts",
            "limits on memory, processes, files and time",
            "keras 3.15.0, python 3.11.2, tensorflow 2.21.0",
        )

    def test_students_are_linked_whatever_their_ids(self):
        self.assertIn('href="students/b%202.html"', self.page)

    def test_the_seed_is_on_no_page(self):
        for page in (self.page, *(pages.student_page(LAB, one) for one in of_three())):
            self.assertNotIn(str(SEED), page)

    def test_it_speaks_the_language_spoken(self):
        with speaking("ru"):
            page = pages.class_page(LAB, of_three(), ABOUT)
        self.assertIn('<html lang="ru">', page)
        self.assertIn("Среднее 11,6, медиана 9,0 из 40 баллов.", words_of(page))
        self.assertIn("ограничения на память", page)

    def test_any_order_of_students_gives_the_same_bytes(self):
        students = made_up_class(made.LAB)
        page = pages.class_page(made.LAB, students, ABOUT)
        self.assertEqual(page, pages.class_page(made.LAB, students[::-1], ABOUT))
        self.assertEqual(page.count('<th scope="row"><a'), 40)

    def test_namesakes_are_told_apart(self):
        self.assertNotIn("a1", self.words)
        page = pages.class_page(LAB, [*of_three(), grade("d4", "Ann")], ABOUT)
        self.assertRegex(words_of(page), r"Ann a1 9 .* Ann d4 could not be run")

    def test_a_class_without_anyone_has_a_page(self):
        self.assertIn("0 submissions", words_of(pages.class_page(LAB, [], ABOUT)))


class OfCopies(unittest.TestCase):
    NAMES = {"a1": "Ann", "b2": "Bob", "c3": "Cid"}
    TEXTS = {
        "a1": "one\r\n\x0ctwo\rthree\n  four < 5\n",
        "b2": "\n".join(f"line {n}" for n in range(1, 201)),
    }

    def told(self, *pairs, **more):
        return words_of(pages.copies_page(LAB, pairs, self.TEXTS, self.NAMES, **more))

    def test_what_two_share_stands_side_by_side(self):
        pair = Pair(
            "a1",
            "b2",
            9.0,
            comments=("why ever <not>",),
            names=("zorro", "batman"),
            mistakes=(("2.1", "dL/db", "at (1,): expected 2, received 3"),),
            passages=(((3, 4), (10, 12)), ((2, 2), (7, 7))),
        )
        words = self.told(pair)
        for sentence in (
            "Ann – Bob 1 2 1 3 Ann – Bob The same comments why ever &lt;not&gt;",
            "The same names zorro , batman The same wrong results 2.1 dL/db: at (1,): expected 2",
            "Ann , lines 3 to 4 3 three 4 four &lt; 5 Bob , lines 10 to 12 10 line 10 11 line 11",
            "Ann , lines 2 to 2 2 \\x0ctwo Bob , lines 7 to 7 7 line 7",
        ):
            self.assertIn(sentence, words)

    def test_it_says_first_that_this_is_no_verdict(self):
        for pairs in ((), (Pair("a1", "b2", 9.0),)):
            self.assertRegex(self.told(*pairs), "^Lab 2.{30,50} This is evidence.* no verdict")

    def test_no_evidence_is_said_and_of_whom_nothing_can_be(self):
        words = self.told(too_short=["c3"])
        self.assertIn("No evidence", words)
        self.assertRegex(words, "nothing can be said: .* Cid$")
        self.assertNotIn("No evidence", self.told(Pair("a1", "b2", 9.0)))

    def test_of_very_many_pairs_and_lines_the_first_are_shown(self):
        pair = Pair("b2", "a1", 9.0, passages=(((1, 200), (1, 4)),))
        words = self.told(*(150 * [pair]))
        self.assertIn("The 100 most striking of 150 pairs.", words)
        self.assertIn("80 line 80 120 more lines", words)
        self.assertEqual(words.count("The same code"), 100)


class OfAStudent(unittest.TestCase):
    def told(self, grade):
        return words_of(pages.student_page(LAB, grade))

    def test_each_check_is_told_and_a_mistake_once(self):
        page = pages.student_page(LAB, of_three()[0])
        words = words_of(page)
        ignored = framework.RELU.mistakes["g_ignored"].words
        self.assertIn(f"✗ FAIL dL/db 0 / 3 expected 1, received 2 {BIAS}", words)
        self.assertIn("✓ ok value 3 / 3 5 entries", words)
        self.assertEqual(words.count(ignored), 1)
        self.assertEqual(page.count('class="mistake"'), 2)

    def test_the_sum_and_what_it_consists_of(self):
        first, second, third = map(self.told, of_three())
        self.assertIn("18.5 of 40 points Functions 11 / 20 Question 1 7.5 / 10", first)
        self.assertIn("7.2 of 40 points The questions are not all marked yet", second)
        self.assertIn("Functions 9 / 20 Late two days −1.8 Question 1 not marked yet", second)
        self.assertIn("lab2 (1).py counts", second)
        self.assertIn("2.2 relu 0 / 8 not written", second)
        self.assertIn("9 of 40 points Functions 0 / 20", third)
        self.assertIn("could not be run. lab2.py, line 3: invalid syntax", third)

    def test_a_check_that_was_not_run_says_why(self):
        mark = Marked(framework.RELU, (Outcome("value", NOT_RUN, 0, 8, "needs dL/dx"),))
        self.assertIn("– not run value 0 / 8 needs dL/dx", self.told(grade("a1", "Ann", (mark,))))

    def test_it_speaks_the_student_s_language(self):
        page = pages.student_page(LAB, grade("a1", "Ann", of_three()[0].record.marked, "ru"))
        self.assertIn('<html lang="ru">', page)
        self.assertIn("✗ ошибка dL/db 0 / 3", words_of(page))

    def test_answers_stand_as_they_were_written(self):
        page = pages.student_page(
            LAB, grade("a1", "Ann", answers={1: "a < b\r\n  c", 2: ""}, questions={1: None})
        )
        self.assertIn("<pre>a &lt; b\n  c</pre>", page)
        self.assertEqual(page.count("No answer was found"), 1)

    def test_nothing_of_flags_or_of_others_is_told(self):
        words = self.told(of_three()[0])
        for word in ("GradientTape", "Bob", "Cid"):
            self.assertNotIn(word, words)


class Hostile(unittest.TestCase):
    """Pages as a browser shows them, of a student who puts marks wherever he can."""

    @classmethod
    def setUpClass(cls):
        cls.browser = chromium()
        cls.addClassCleanup(cls.browser.quit)
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        mark = Marked(framework.RELU, (Outcome("value", FAILED, 0, 8, HOSTILE + STRANGE),))
        marked = (outcomes(framework.LINEAR), mark)
        told = {"notes": (HOSTILE + STRANGE,), "flags": (HOSTILE,), "late_words": HOSTILE}
        text = f"{HOSTILE}\n{STRANGE}\n{'x' * 2**16}"
        hostile = grade("a1", HOSTILE + STRANGE, marked, late=1, answers={1: text}, **told)
        broken = grade("b2", "n" * 2**16, problem="w" * 2**16)
        students = [hostile, broken, *made_up_class(LAB, 12)]
        cls.paths = {}
        for name, page in {
            "class": pages.class_page(LAB, students, ABOUT),
            "student": pages.student_page(LAB, hostile),
            "broken": pages.student_page(LAB, broken),
            "copies": pages.copies_page(
                LAB,
                [
                    Pair(
                        "a1",
                        "b2",
                        9.0,
                        (HOSTILE + STRANGE,),
                        (HOSTILE,),
                        passages=(((1, 3), (1, 3)),),
                    )
                ],
                {"a1": text, "b2": text},
                {"a1": HOSTILE + STRANGE, "b2": "n" * 2**16},
            ),
        }.items():
            cls.paths[name] = folder / f"{name}.html"
            cls.paths[name].write_text(page, encoding="utf-8")

    def js(self, script):
        return self.browser.execute_script(script)

    def opened(self):
        for name, path in self.paths.items():
            self.browser.get(path.as_uri())
            yield name

    def test_nothing_of_it_is_executed_or_becomes_an_element(self):
        requests(self.browser)
        for _ in self.opened():
            self.assertRegex(self.browser.title, "^Lab 2")
            self.assertEqual(self.js("return document.querySelectorAll('script, img').length"), 0)
            self.assertEqual(self.js("return document.querySelectorAll('style').length"), 1)
            self.assertEqual(self.browser.get_log("browser"), [])
        self.assertEqual({url.partition(":")[0] for url in requests(self.browser)}, {"file"})

    def test_it_is_printed_as_it_is(self):
        shown = repr(STRANGE)[1:-1]
        for name in self.opened():
            text = self.js("return document.body.textContent")
            self.assertNotRegex(text, "[\x00\x07\x85\u202e\ufffd]")
            if name != "broken":
                self.assertIn(HOSTILE + shown, text)
        answer = self.paths["student"].read_text(encoding="utf-8")
        self.assertIn("x" * 2**16, answer)

    def test_nothing_sticks_out_of_a_phone(self):
        for _ in self.opened():
            for width in (1200, 400, 340):
                resize(self.browser, width)
                wide = self.js("return document.documentElement.scrollWidth")
                self.assertLessEqual(wide, width)

    def test_a_page_that_had_a_script_would_not_run_it(self):
        path = self.paths["student"].with_name("script.html")
        page = self.paths["student"].read_text(encoding="utf-8")
        path.write_text(page + "<script>document.title = 'run'</script>", encoding="utf-8")
        self.browser.get(path.as_uri())
        self.assertRegex(self.browser.title, "^Lab 2")
        self.assertRegex(self.browser.get_log("browser")[0]["message"], "Content Security Policy")

    def test_they_are_accessible(self):
        from axe_selenium_python import Axe

        for name in self.opened():
            if name == "broken":
                continue
            for scheme in ("light", "dark"):
                feature = {"name": "prefers-color-scheme", "value": scheme}
                self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
                axe = Axe(self.browser)
                axe.inject()
                found = axe.run()["violations"]
                self.assertEqual([(rule["id"], rule["nodes"]) for rule in found], [], scheme)
