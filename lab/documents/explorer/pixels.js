// The tab of MADE: it draws pixel by pixel, and completes what is drawn in the upper half.

const KEPT = 8;
const NOT_YET = [214, 224, 235];
const MAY_BE_DRAWN = [229, 237, 245];
const NEXT = [209, 100, 42];

function pixelsTab(section, { shape, made, originals }) {
  const [rows, columns] = shape;
  const half = Math.floor(rows / 2) * columns;
  const canvas = one("canvas.pad", section);
  const play = one("[name=play]", section);
  const speed = one("[name=speed]", section);
  let sketched = new Float32Array(rows * columns); // 1 where the upper half is inked
  let running = false;
  let taken = 0;
  const sketchpad = new Sketchpad(canvas, 0.5, (inked = true) => {
    if (inked) begin(imageOf(sketchpad.strokes, shape).map((ink) => Number(ink > 0.5)));
    else show();
  });

  // makes a new beginning with this image's upper half
  function begin(image) {
    sketched = image;
    restart();
  }

  const isGiven = () => sketched.subarray(0, half).some((ink) => ink > 0);

  function restart(uniforms) {
    running = false;
    made.start(isGiven() ? sketched.map((ink, i) => (i < half ? ink : NaN)) : null, uniforms);
    show();
  }

  function advance(count) {
    if (made.done) restart();
    for (let i = 0; i < count && !made.done; i++) made.step();
    if (made.done) {
      running = false;
      keep();
    }
    show();
  }

  function show() {
    const notYet = (i) => (i < half ? MAY_BE_DRAWN : NOT_YET);
    const grey = (value) => Array(3).fill(255 * value);
    paintImage(canvas, made.x, shape, (value, i) => {
      if (i < made.position) return grey(value);
      if (sketched[i] && i < half) return grey(sketched[i]);
      return i === made.position && made.position > 0 ? NEXT : notYet(i);
    });
    paintImage(one(".probabilities", section), made.probabilities, shape, (value, i) =>
      i < made.position ? grey(value) : notYet(i),
    );
    if (sketchpad.showPen) paintPen(canvas, sketchpad.pen, shape);
    const begun = made.position > 0 && !made.done;
    play.textContent = text(running ? "pixels.pause" : begun ? "pixels.go" : "pixels.play");
    one(".speed", section).textContent = text("pixels.speed", { speed: numberText(rate(), 0) });
    one(".status", section).textContent = status();
  }

  function status() {
    if (!made.position) return text(isGiven() ? "pixels.begun" : "pixels.empty");
    const nats = numberText(made.nats, 1);
    if (made.done) return text("pixels.done", { nats });
    const at = made.position - 1;
    const colour = text(made.x[at] ? "pixels.white" : "pixels.black");
    const given = Number.isNaN(made.given[at]) ? "" : ` (${text("pixels.given")})`;
    return text("pixels.status", {
      number: at + 1,
      pixels: made.pixels,
      row: Math.floor(at / columns) + 1,
      column: (at % columns) + 1,
      p: numberText(made.probabilities[at], 3),
      colour: colour + given,
      nats,
    });
  }

  function keep() {
    const list = one(".finished", section);
    const picture = element("canvas");
    paintImage(picture, made.x, shape);
    list.prepend(element("li", {}, picture));
    while (list.children.length > KEPT) list.lastElementChild.remove();
    list.parentElement.hidden = false;
  }

  const rate = () => Math.round(10 ** Number(speed.value));

  function run() {
    let [last, owed] = [performance.now(), 0];
    running = true;
    if (made.done) {
      restart();
      running = true;
    }
    requestAnimationFrame(function frame(now) {
      if (!running) return;
      owed += (rate() * Math.max(0, now - last)) / 1000;
      last = now;
      const count = Math.floor(owed);
      owed -= count;
      if (count) advance(count);
      requestAnimationFrame(frame);
    });
    show();
  }

  function pause() {
    running = false;
    show();
  }

  play.addEventListener("click", () => (running ? pause() : run()));
  one("[name=step]", section).addEventListener("click", () => {
    running = false;
    advance(1);
  });
  one("[name=finish]", section).addEventListener("click", () => advance(made.pixels));
  one("[name=clear]", section).addEventListener("click", () => sketchpad.clear());
  one("[name=half]", section).addEventListener("click", () => {
    sketchpad.strokes = [];
    begin(originals[taken++ % originals.length].map((value) => Number(value > 0.5)));
  });
  speed.addEventListener("input", show);

  return { translate: show, pause };
}

// one pixel where the pen of the keyboard is
function paintPen(canvas, [x, y], [rows, columns]) {
  const context = canvas.getContext("2d");
  const column = Math.min(columns - 1, Math.floor(x * columns));
  const row = Math.min(rows - 1, Math.floor(y * rows));
  context.fillStyle = "#d1642a";
  context.fillRect(column, row, 1, 1);
}
