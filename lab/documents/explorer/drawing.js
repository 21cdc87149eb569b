// The tab to draw on: what a classifier and two autoencoders make of a drawing.

const SKETCH_SIZE = 560;

function drawingTab(section, { shape, classes, labels, box, originals, kinds }, judge) {
  const [rows, columns] = shape;
  const canvas = one("canvas.pad", section);
  const centre = one("[name=centre]", section);
  let example = null; // a test image, until something is drawn
  let taken = 0;
  let showBars = null;
  const sketchpad = new Sketchpad(canvas, 1, (inked = true) => {
    if (inked) {
      example = null;
      show();
    } else {
      paintSketch();
    }
  });
  const groups = (codes) => groupsOf({ codes, labels, classes });
  const coded = [
    autoencoderCodes(one(".ae", section), kinds.ae, { shape, groups: groups(kinds.ae.codes) }),
    vaeCodes(one(".vae", section), kinds.vae, { shape, groups: groups(kinds.vae.codes) }),
  ];

  // what the networks see; null where nothing is drawn
  function image() {
    const { strokes } = sketchpad;
    if (example || !strokes.length) return example;
    return centre.checked ? centredImageOf(strokes, shape, box) : imageOf(strokes, shape);
  }

  function show() {
    const seen = image();
    paintSketch();
    if (seen) paintImage(one(".seen", section), seen, shape);
    else paintNothing(one(".seen", section), shape);
    one(".judge", section).textContent = seen ? judge.says(seen) : text("drawing.nothing");
    showBars?.(seen ? judge.probabilities(seen) : []);
    for (const network of coded) network.show(seen);
  }

  function paintSketch() {
    const context = canvas.getContext("2d");
    canvas.width = SKETCH_SIZE;
    canvas.height = Math.round((SKETCH_SIZE * rows) / columns);
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (example) {
      const picture = document.createElement("canvas");
      paintImage(picture, example, shape);
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    }
    if (!example && !sketchpad.strokes.length && !sketchpad.showPen) {
      context.fillStyle = "#c3cad2";
      context.font = "32px system-ui, sans-serif";
      context.textAlign = "center";
      context.fillText(text("drawing.pad"), canvas.width / 2, canvas.height / 2);
    }
    paintStrokes(context);
    if (sketchpad.showPen) {
      const [x, y] = sketchpad.pen;
      context.beginPath();
      context.lineWidth = 5;
      context.strokeStyle = sketchpad.down ? "#d1642a" : "#8fb4d9";
      context.arc(x * canvas.width, y * canvas.height, 14, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  function paintStrokes(context) {
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
    translate() {
      one(".bars", section).replaceChildren();
      showBars = barsOf(one(".bars", section), classes);
      for (const { maps } of coded) maps.forEach((map) => map.repaint());
      show();
    },
  };
}
