import unittest
import weakref

import tensorflow as tf

from lab.framework import Linear
from lab.framework.graphs import released

X = tf.ones((1, 2))


def traced():
    """A layer's forward pass as a program, and a weak reference to its graph."""
    layer = Linear(1)
    program = tf.function(lambda x: layer(x))
    return program, weakref.ref(program.get_concrete_function(X).graph)


def gradient(program):
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = program(X)
    return tape.gradient(y, X)


class Released(unittest.TestCase):
    def test_a_graph_with_a_custom_gradient_goes_when_its_program_goes(self):
        with released():
            graph = traced()[1]
        self.assertIsNone(graph())

    def test_a_program_that_is_held_can_still_be_called(self):
        with released():
            program, graph = traced()
        self.assertEqual(program(X).shape, (1, 1))
        self.assertIsNotNone(graph())

    def test_what_was_traced_before_the_block_can_still_be_differentiated(self):
        program, _ = traced()
        with released():
            traced()
        self.assertEqual(gradient(program).shape, X.shape)
