"""Batches split across devices: what one replica needs from the others.

Under a MirroredStrategy every device has its replica of the model, sees an equal part of each
batch, and adds up the others' gradients. Elsewhere there is one replica, and nothing here does
anything.
"""

import tensorflow as tf


def replicas():
    """Number of parts into which the batch is split here."""
    context = tf.distribute.get_replica_context()
    return context.num_replicas_in_sync if context else 1


def own_part(whole, axis):
    """This replica's part of a tensor that all have: an equal share of one axis, in their order."""
    count = replicas()
    if count == 1:
        return whole
    number = tf.distribute.get_replica_context().replica_id_in_sync_group
    return tf.stack(tf.split(whole, count, axis))[number]


def summed(value):
    """The sum over all replicas of a value; its gradient sums all replicas' gradients."""
    if replicas() == 1:
        return value
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, value)


def overflow_shared(gradients):
    """The gradients, the first of them NaN if any replica's is not finite.

    An optimizer that scales its loss leaves out such an update, but asks the first replica alone.
    """
    if replicas() == 1:
        return gradients
    # 0 where all are finite, else NaN
    sign = summed(tf.add_n([tf.reduce_sum(0 * g) for g in gradients if g is not None]))
    first, *others = gradients
    return [first + sign, *others]


def share_of_mean(values):
    """What this replica adds to the mean over the whole batch: [B, ...] -> [...]."""
    mean = tf.reduce_mean(values, 0)
    return mean if replicas() == 1 else mean / replicas()
