// What an autoencoder and a VAE make of one image: its code, the decoded image, the nats.

const BOUND_SAMPLES = 50;
const SHOWN_SAMPLES = 40;
const NEAR_SIGMAS = 4;
const LARGEST_LOG_VAR = 20; // as in training

// The autoencoder: call the result's `show` with an image, or with null where there is none.
function autoencoderCodes(block, { codes, encode, decode }, { shape, groups }) {
  const map = new CodeMap(one(".map", block), ...squareAround(codes));
  map.setOver({ groups });
  return {
    maps: [map],
    show(image) {
      const code = image && encode(image);
      map.show(code ? [cross(code)] : []);
      showDecoded(block, decode, code, image, shape);
    },
  };
}

// The VAE: the same, with q(z|x) around mu, samples of z from it, and the ELBO.
function vaeCodes(block, { codes, encode, decode }, { shape, groups }) {
  const map = new CodeMap(one(".map", block), ...squareAround(codes));
  const near = new CodeMap(one(".near", block), [0, 0], 1, 7);
  const [redraw, bound] = [inSlices(), inSlices()];
  const uniform = repeatable(1);
  const epsilons = Array.from({ length: BOUND_SAMPLES }, () => [
    standardNormal(uniform),
    standardNormal(uniform),
  ]);
  const write = (name, words) => (one(`[data-number=${name}]`, block).textContent = words);
  const buttons = block.querySelectorAll("button");
  let [x, mu, sigma, samples] = [null, null, null, []];
  map.setOver({ groups });

  function show(image) {
    [x, mu, sigma, samples] = [image, null, null, []];
    for (const button of buttons) button.disabled = !image;
    near.noImages();
    if (image) {
      encodeImage();
    } else {
      lookAt([0, 0], 1, false);
      redraw([].values(), () => {});
    }
    write("mu", x ? pair(mu) : NOTHING);
    write("sigma", x ? pair(sigma, 3) : NOTHING);
    write("kl", x ? nats(divergence()) : NOTHING);
    write("elbo", NOTHING);
    bound(x ? boundSteps() : [].values(), () => {});
    showCode();
  }

  function encodeImage() {
    const q = encode(x);
    const bounded = q.slice(2).map((a) => Math.min(LARGEST_LOG_VAR, Math.max(-LARGEST_LOG_VAR, a)));
    mu = q.slice(0, 2);
    sigma = bounded.map((a) => Math.exp(a / 2));
    lookAt([...mu], NEAR_SIGMAS * Math.max(...sigma), true);
    redraw(near.imageSteps(decode, shape, mu), () => near.show());
  }

  function lookAt(centre, reach, onImages) {
    Object.assign(near, { centre, reach });
    near.setOver({ onImages });
  }

  function showCode() {
    const z = samples.at(-1) ?? mu;
    const marks = x ? [ellipses(mu, sigma), dots(samples), cross(z)] : [];
    map.show(marks);
    near.show(marks);
    showDecoded(block, decode, z, x, shape);
  }

  // KL(N(mu, sigma^2) || N(0, I))
  function divergence() {
    return mu.reduce((sum, m, i) => {
      const variance = sigma[i] ** 2;
      return sum + (m * m + variance - 1 - Math.log(variance)) / 2;
    }, 0);
  }

  // E over q(z|x) of log p(x|z) by samples, minus the KL, with its standard error
  function* boundSteps() {
    const errors = [];
    for (const epsilon of epsilons) {
      errors.push(crossEntropy(x, decode.logits(sampled(epsilon))));
      yield;
    }
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
    const spread = Math.sqrt(squares / (errors.length - 1) / errors.length);
    write("elbo", nats(`${numberText(-mean - divergence(), 1)} ± ${numberText(spread, 1)}`));
  }

  const sampled = (epsilon) => mu.map((m, i) => m + sigma[i] * epsilon[i]);

  one("[name=sample]", block).addEventListener("click", () => {
    samples = [...samples, sampled([standardNormal(), standardNormal()])].slice(-SHOWN_SAMPLES);
    showCode();
  });
  one("[name=mean]", block).addEventListener("click", () => {
    samples = [];
    showCode();
  });

  return { maps: [map, near], show };
}

const NOTHING = "\u2013";
const pair = (values, digits) => `(${listed(values, digits)})`;
const nats = (value) =>
  text("nats", { value: typeof value === "number" ? numberText(value, 1) : value });

function showDecoded(block, decode, code, image, shape) {
  const picture = one(".image", block);
  if (image) paintImage(picture, decode(code), shape);
  else paintNothing(picture, shape);
  one("[data-number=z]", block).textContent = image ? pair(code) : NOTHING;
  one("[data-number=error]", block).textContent = image
    ? nats(crossEntropy(image, decode.logits(code)))
    : NOTHING;
}
