// The tab to draw on: what a classifier and two autoencoders make of a drawing.

const SKETCH_SIZE = 560;

function drawingTab(section, { shape, classes, labels, box, originals, kinds }, judge) {
  const [rows, columns] = shape;
  const canvas = one("canvas.pad", section);
  const centre = one("[name=centre]", section);
  const maps = {};
  let example = null; // a test image, until something is drawn
  let taken = 0;
  let showBars = null;
  const sketchpad = new Sketchpad(canvas, 1, (inked = true) => {
    if (inked) example = null;
    show();
  });
  const isEmpty = () => !example && !sketchpad.strokes.length;

  const template = one("template", section);
  for (const [kind, { codes }] of Object.entries(kinds)) {
    const block = one("div", template.content).cloneNode(true);
    block.className = kind;
    one("h2", block).dataset.text = `drawing.${kind}`;
    template.before(block);
    maps[kind] = new CodeMap(one(`.${kind} .map`, section), ...squareAround(codes));
    maps[kind].setBackground({ codes, labels, hidden: new Set() });
  }

  function image() {
    if (example) return example;
    const { strokes } = sketchpad;
    return centre.checked ? centredImageOf(strokes, shape, box) : imageOf(strokes, shape);
  }

  function show() {
    const seen = image();
    paintSketch();
    paintImage(one(".seen", section), seen, shape);
    one(".judge", section).textContent = isEmpty() ? text("drawing.nothing") : judge.says(seen);
    one(".bars", section).classList.toggle("idle", isEmpty());
    if (judge.probabilities) showBars?.(judge.probabilities(seen));
    else one(".judge", section).textContent = text("drawing.nojudge");
    for (const [kind, { encode, decode }] of Object.entries(kinds)) {
      const block = one(`.${kind}`, section);
      const code = encode(seen);
      const back = decode(code);
      paintImage(one(".image", block), back, shape);
      maps[kind].mark(code);
      const error = back.reduce((sum, value, i) => sum + (value - seen[i]) ** 2, 0) / back.length;
      one(".code", block).textContent = text("drawing.error", {
        numbers: listed(code),
        error: numberText(error, 3),
      });
      block.classList.toggle("idle", isEmpty());
    }
  }

  function paintSketch() {
    const context = canvas.getContext("2d");
    canvas.width = SKETCH_SIZE;
    canvas.height = Math.round((SKETCH_SIZE * rows) / columns);
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (example) {
      const picture = document.createElement("canvas");
      paintImage(picture, example, shape);
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    }
    if (isEmpty() && !sketchpad.showPen) {
      context.fillStyle = "#8a949e";
      context.font = "32px system-ui, sans-serif";
      context.textAlign = "center";
      context.fillText(text("drawing.pad"), canvas.width / 2, canvas.height / 2);
    }
    context.strokeStyle = "#ffffff";
    context.lineWidth = (2 * PEN * canvas.width) / columns;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of sketchpad.strokes) {
      context.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) {
        context.lineTo(x * canvas.width, y * canvas.height);
      }
      context.stroke();
    }
    if (sketchpad.showPen) {
      const [x, y] = sketchpad.pen;
      context.beginPath();
      context.lineWidth = 5;
      context.strokeStyle = sketchpad.down ? "#d1642a" : "#8fb4d9";
      context.arc(x * canvas.width, y * canvas.height, 14, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  one("[name=undo]", section).addEventListener("click", () => sketchpad.undo());
  one("[name=clear]", section).addEventListener("click", () => sketchpad.clear());
  one("[name=test]", section).addEventListener("click", () => {
    sketchpad.strokes = [];
    example = originals[taken++ % originals.length];
    show();
  });
  centre.addEventListener("change", show);

  return {
    sketchpad,
    image,
    show,
    translate() {
      one(".bars", section).replaceChildren();
      showBars = barsOf(one(".bars", section), classes);
      show();
    },
  };
}
