// Puts the page together: what was trained, the tabs, the language.

const contents = JSON.parse(one("#contents").textContent);
const tabs = [...document.querySelectorAll("[role=tab]")];
const PART_OF = { plane: "autoencoder", styles: "cvae", pixels: "made", drawing: "autoencoder" };
const shown = {};
// what tests look at: window.lab
const lab = { shown, TEXTS, UNKNOWN_TEXTS, PixelByPixel, imageOf, centredImageOf };

function imagesOf(packed, [rows, columns]) {
  const bytes = bytesOf(packed);
  const size = rows * columns;
  return Array.from({ length: bytes.length / size }, (_, i) =>
    Float32Array.from(bytes.subarray(i * size, (i + 1) * size), (byte) => byte / 255),
  );
}

function startAutoencoder(packed) {
  const { shape, classes, box } = packed;
  const kinds = Object.fromEntries(
    Object.entries(packed.kinds).map(([kind, { codes, encoder, decoder }]) => [
      kind,
      { codes: floatsOf(codes), encode: network(encoder), decode: network(decoder) },
    ]),
  );
  const originals = imagesOf(packed.originals, shape);
  const shared = { shape, classes, box, originals, kinds, labels: bytesOf(packed.labels) };
  shown.plane = planeTab(one("#plane"), shared, lab.judge);
  shown.drawing = drawingTab(one("#drawing"), shared, lab.judge);
  lab.kinds = kinds;
}

function startConditional({ shape, latents, names, decoder }) {
  const decode = network(decoder);
  const generate = (z, label) => {
    const inputs = new Float32Array(decode.inputs);
    inputs.set(z);
    inputs[latents + label] = 1;
    return decode(inputs);
  };
  shown.styles = stylesTab(one("#styles"), { shape, latents, generate, names }, lab.judge);
  lab.generate = generate;
}

function startPixels(packed) {
  const made = new PixelByPixel(packed);
  const originals = imagesOf(packed.originals, packed.shape);
  shown.pixels = pixelsTab(one("#pixels"), { shape: packed.shape, made, originals });
  lab.made = made;
}

function judgeOf(autoencoder) {
  if (!autoencoder?.judge) return { says: () => "" };
  const classify = network(autoencoder.judge);
  const cutOff = (value) => Math.min(1, Math.max(0, value));
  const probabilities = (image) => softmax(classify(image.map(cutOff)));
  const says = (image) => {
    const found = probabilities(image);
    const best = found.indexOf(Math.max(...found));
    return text("judge", { name: autoencoder.classes[best], share: percent(found[best]) });
  };
  return { probabilities, says };
}

function nameMissing(section, command) {
  const message = element("p", { "data-text": "missing" });
  const code = element("pre", {}, element("code", {}, command));
  one(".content", section).replaceChildren(message, code);
}

function setLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.title = `${text("title")} · ${contents.dataset}`;
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = text(node.dataset.text, { dataset: contents.dataset });
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", text(node.dataset.label));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  for (const tab of tabs) describeRun(tab.getAttribute("aria-controls"));
  for (const tab of Object.values(shown)) tab.translate();
}

function describeRun(id) {
  const run = contents[PART_OF[id]]?.run;
  if (!run) return;
  one(`#${id} .run`).textContent = text("run", {
    ...run,
    dataset: contents.dataset,
    training: numberText(run.training, 0),
    test: numberText(run.test, 0),
    thresholded: run.thresholded ? text("thresholded") : "",
  });
}

function choose(tab) {
  shown.pixels?.pause();
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    one(`#${other.getAttribute("aria-controls")}`).hidden = !chosen;
  }
}

tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const places = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 };
    if (!(event.key in places)) return;
    event.preventDefault();
    const next = tabs.at(places[event.key] % tabs.length);
    next.focus();
    choose(next);
  });
});
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => setLanguage(button.dataset.language));
}

lab.judge = judgeOf(contents.autoencoder);
if (contents.autoencoder) startAutoencoder(contents.autoencoder);
if (contents.cvae) startConditional(contents.cvae);
if (contents.made) startPixels(contents.made);
for (const tab of tabs) {
  const id = tab.getAttribute("aria-controls");
  const command = contents.missing[PART_OF[id]];
  if (command) nameMissing(one(`#${id}`), command);
}
setLanguage(contents.language);
choose(tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash) ?? tabs[0]);
window.lab = lab;
