// Puts the page together: what was trained, the tabs, the language.

const contents = JSON.parse(one("#contents").textContent);
const tabs = [...document.querySelectorAll("[role=tab]")];
const PART_OF = { plane: "autoencoder", styles: "cvae", pixels: "made", drawing: "autoencoder" };
const TASKS = 3;
const shown = {};

function imagesOf(packed, [rows, columns]) {
  const bytes = bytesOf(packed);
  const size = rows * columns;
  return Array.from({ length: bytes.length / size }, (_, i) =>
    Float32Array.from(bytes.subarray(i * size, (i + 1) * size), (byte) => byte / 255),
  );
}

// made when first asked for: only the tab that is shown costs time
function whenAsked(make) {
  let made;
  return () => (made ??= make());
}

const autoencoders = whenAsked(() => {
  const { shape, classes, box, originals, labels } = contents.autoencoder;
  const kinds = Object.fromEntries(
    Object.entries(contents.autoencoder.kinds).map(([kind, { codes, encoder, decoder }]) => [
      kind,
      { codes: floatsOf(codes), encode: network(encoder), decode: network(decoder) },
    ]),
  );
  const images = imagesOf(originals, shape);
  return { shape, classes, box, originals: images, kinds, labels: bytesOf(labels) };
});

const conditional = whenAsked(() => {
  const { shape, latents, names, decoder } = contents.cvae;
  const decode = network(decoder);
  const generate = (z, label) => {
    const inputs = new Float32Array(decode.inputs);
    inputs.set(z);
    inputs[latents + label] = 1;
    return decode(inputs);
  };
  return { shape, latents, generate, names };
});

const pixelByPixel = whenAsked(() => {
  const { shape, originals } = contents.made;
  return { shape, made: new PixelByPixel(contents.made), originals: imagesOf(originals, shape) };
});

const judge = whenAsked(() => {
  if (!contents.autoencoder) return { says: () => "" };
  const classify = network(contents.autoencoder.judge);
  const cutOff = (value) => Math.min(1, Math.max(0, value));
  const probabilities = (image) => softmax(classify(image.map(cutOff)));
  const says = (image) => {
    const found = probabilities(image);
    const best = found.indexOf(Math.max(...found));
    return text("judge", { name: contents.autoencoder.classes[best], share: percent(found[best]) });
  };
  return { probabilities, says };
});

const START = {
  plane: (section) => planeTab(section, autoencoders(), judge()),
  styles: (section) => stylesTab(section, conditional(), judge()),
  pixels: (section) => pixelsTab(section, pixelByPixel()),
  drawing: (section) => drawingTab(section, autoencoders(), judge()),
};

// what stands above a tab's pads, on a phone below them
function introduce(id) {
  const tasks = Array.from({ length: TASKS }, (_, i) =>
    element("li", { "data-text": `${id}.task${i + 1}` }),
  );
  one(`#${id} .intro`).append(
    element("p", { class: "lead", "data-text": `${id}.lead` }),
    element("div", { class: "tasks" }, element("h2", { "data-text": "tasks" }), element("ol", {}, ...tasks)),
  );
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
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  for (const tab of tabs) describeRun(idOf(tab));
  translate(document);
  for (const tab of Object.values(shown)) tab.translate();
}

function translate(root) {
  const values = { dataset: contents.dataset, samples: BOUND_SAMPLES };
  for (const node of root.querySelectorAll("[data-text]")) {
    node.textContent = text(node.dataset.text, values);
  }
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", text(node.dataset.label));
  }
}

function describeRun(id) {
  const run = contents[PART_OF[id]]?.run;
  if (!run) return;
  const time = run.time && text("run.time", { time: dateText(run.time) });
  const commit = run.commit && text("run.commit", { commit: run.commit });
  one(`#${id} .run`).textContent = text("run", {
    ...run,
    dataset: contents.dataset,
    made: time + commit,
    training: numberText(run.training, 0),
    test: numberText(run.test, 0),
    thresholded: run.thresholded ? text("thresholded") : "",
  });
}

const idOf = (tab) => tab.getAttribute("aria-controls");

function choose(tab) {
  shown.pixels?.pause();
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    one(`#${idOf(other)}`).hidden = !chosen;
  }
  start(idOf(tab));
  writeAddress(language, idOf(tab));
}

function start(id) {
  if (id in shown || !contents[PART_OF[id]]) return;
  const section = one(`#${id}`);
  shown[id] = START[id](section);
  translate(section);
  shown[id].translate();
}

function showAddress() {
  setLanguage(firstLanguage(contents.language));
  choose(tabs.find((tab) => idOf(tab) === readAddress().tab) ?? tabs[0]);
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
  const id = idOf(tab);
  introduce(id);
  const command = contents.missing[PART_OF[id]];
  if (command) nameMissing(one(`#${id}`), command);
});
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    writeAddress(language, readAddress().tab);
  });
}
window.addEventListener("hashchange", () => {
  const { language: wanted, tab } = readAddress();
  if (wanted !== language || one(`#${tab}`)?.hidden) showAddress();
});
showAddress();

// what tests look at
window.lab = {
  ...{ shown, TEXTS, UNKNOWN_TEXTS, PixelByPixel, imageOf, centredImageOf, crossEntropy },
  ...{ autoencoders, conditional, pixelByPixel, judge, unfinished: () => unfinished },
};
