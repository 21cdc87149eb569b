// Networks as the page carries them: bytes with a scale for each unit, and how to run them.

function bytesOf(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

const floatsOf = (text) => new Float32Array(bytesOf(text).buffer);

const ACTIVATIONS = {
  linear: (a) => a,
  relu: (a) => Math.max(a, 0),
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  tanh: Math.tanh,
};

// y = activation(x kernel + bias). Unit j sees the first seen[j] of the inputs.
class Layer {
  constructor(packed) {
    this.inputs = packed.inputs;
    this.weights = new Int8Array(bytesOf(packed.weights).buffer);
    this.seen = new Uint16Array(bytesOf(packed.seen).buffer);
    this.scales = floatsOf(packed.scales);
    this.biases = floatsOf(packed.biases);
    this.activation = ACTIVATIONS[packed.activation];
    this.starts = new Uint32Array(this.seen.length);
    for (let j = 1; j < this.seen.length; j++) {
      this.starts[j] = this.starts[j - 1] + this.seen[j - 1];
    }
  }

  get units() {
    return this.seen.length;
  }

  // the sum that goes into unit j
  sum(j, x) {
    const { weights } = this;
    const count = this.seen[j];
    let at = this.starts[j];
    // four sums at a time: none waits for the other
    let [a, b, c, d, i] = [0, 0, 0, 0, 0];
    for (; i + 3 < count; i += 4, at += 4) {
      a += x[i] * weights[at];
      b += x[i + 1] * weights[at + 1];
      c += x[i + 2] * weights[at + 2];
      d += x[i + 3] * weights[at + 3];
    }
    for (; i < count; i++, at++) a += x[i] * weights[at];
    return this.biases[j] + this.scales[j] * (a + b + c + d);
  }

  sums(x) {
    const y = new Float32Array(this.units);
    for (let j = 0; j < y.length; j++) y[j] = this.sum(j, x);
    return y;
  }

  forward(x) {
    const y = this.sums(x);
    for (let j = 0; j < y.length; j++) y[j] = this.activation(y[j]);
    return y;
  }
}

// Layers, one after another: a function from numbers to numbers. Its `logits` leave out the
// activation of the last layer.
function network(packedLayers) {
  const layers = packedLayers.map((packed) => new Layer(packed));
  const below = (x) => layers.slice(0, -1).reduce((values, layer) => layer.forward(values), x);
  const run = (x) => layers.at(-1).forward(below(x));
  run.logits = (x) => layers.at(-1).sums(below(x));
  run.inputs = layers[0].inputs;
  return run;
}

// -log p(x) in nats of independent pixels that are white with the probability sigmoid(logit)
function crossEntropy(x, logits) {
  return logits.reduce(
    (sum, a, i) => sum + Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))) - x[i] * a,
    0,
  );
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (a) => Math.exp(a - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

// A MADE that draws pixel after pixel. Each hidden unit is computed once, when an output first
// needs it: the units of a layer are sorted by what they see, and what they see never changes
// again. A whole image costs one forward pass.
class PixelByPixel {
  constructor(packed) {
    this.hidden = packed.hidden.map((layer) => new Layer(layer));
    this.output = new Layer(packed.output);
    this.direct = packed.direct && new Layer(packed.direct);
    this.residual = packed.residual;
    this.pixels = this.output.units;
    this.start();
  }

  // given: 0 or 1 at the pixels that are fixed, NaN at those to be drawn.
  // uniforms: a pixel is white where its number in [0, 1) lies below its probability.
  start(given, uniforms) {
    this.given = given ?? new Float32Array(this.pixels).fill(NaN);
    this.uniforms = uniforms ?? Float32Array.from({ length: this.pixels }, Math.random);
    this.x = new Float32Array(this.pixels);
    this.probabilities = new Float32Array(this.pixels);
    this.values = this.hidden.map((layer) => new Float32Array(layer.units));
    this.ready = this.hidden.map(() => 0);
    this.position = 0;
    this.nats = 0;
  }

  get done() {
    return this.position === this.pixels;
  }

  // draws the next pixel
  step() {
    const at = this.position;
    const last = this.hidden.length - 1;
    this.compute(last, this.output.seen[at]);
    let logit = this.output.sum(at, this.values[last]);
    if (this.direct) logit += this.direct.sum(at, this.x);
    const p = ACTIVATIONS.sigmoid(logit);
    const fixed = this.given[at];
    this.x[at] = Number.isNaN(fixed) ? Number(this.uniforms[at] < p) : fixed;
    this.probabilities[at] = p;
    this.nats += Math.log1p(Math.exp(this.x[at] ? -logit : logit));
    this.position += 1;
  }

  // makes the first `count` units of a hidden layer ready
  compute(index, count) {
    const layer = this.hidden[index];
    const shortcut = this.residual && index > 0;
    for (let j = this.ready[index]; j < count; j++) {
      const needed = shortcut ? Math.max(layer.seen[j], j + 1) : layer.seen[j];
      if (index > 0) this.compute(index - 1, needed);
      const below = index > 0 ? this.values[index - 1] : this.x;
      const value = layer.activation(layer.sum(j, below));
      this.values[index][j] = shortcut ? below[j] + value : value;
    }
    this.ready[index] = Math.max(this.ready[index], count);
  }
}
