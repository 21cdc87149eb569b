// Maps of the latent plane: decoded images, codes, axes, and marks on them.

// of the classes, as in the lab's figures
const COLOURS = [
  ...["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"],
  ...["#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"],
];
const MAP_SIZE = 720;
const PRIOR_RADIUS = 2; // of N(0, I) in the plane, 1 - exp(-2) = 86 % lie within

const colourOf = (label) => COLOURS[label % COLOURS.length];

function layer() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = MAP_SIZE;
  return canvas.getContext("2d");
}

// A square of the plane, painted on a canvas: x to the right, y upwards. Decoded images lie below,
// then codes with the names of their classes, axes and the prior, then the marks.
class CodeMap {
  constructor(canvas, centre, reach, tiles = 14) {
    canvas.width = canvas.height = MAP_SIZE;
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.centre = centre;
    this.reach = reach;
    this.tiles = tiles;
    this.images = layer();
    this.over = layer();
    this.marks = [];
    this.setOver({});
    new ResizeObserver(() => this.repaint()).observe(canvas);
  }

  // for another size of the screen, or another language
  repaint() {
    this.setOver(this.contents);
    this.show();
  }

  // one pixel of the screen, in those of the canvas
  get unit() {
    return MAP_SIZE / (this.canvas.clientWidth || MAP_SIZE / 2);
  }

  // from the unit square of the canvas, y downwards, to the plane, and back
  toPlane([u, v]) {
    return [
      this.centre[0] + this.reach * (2 * u - 1),
      this.centre[1] - this.reach * (2 * v - 1),
    ];
  }

  fromPlane([x, y]) {
    return [
      ((x - this.centre[0]) / this.reach + 1) / 2,
      (1 - (y - this.centre[1]) / this.reach) / 2,
    ];
  }

  at(code) {
    return this.fromPlane(code).map((share) => share * MAP_SIZE);
  }

  noImages() {
    this.images.clearRect(0, 0, MAP_SIZE, MAP_SIZE);
  }

  // steps that paint the decoded images, first those nearest to a code
  *imageSteps(decode, shape, nearest) {
    const tile = document.createElement("canvas");
    const side = MAP_SIZE / this.tiles;
    const near = this.fromPlane(nearest).map((share) => share * this.tiles - 0.5);
    const places = Array.from({ length: this.tiles ** 2 }, (_, i) => [
      i % this.tiles,
      Math.floor(i / this.tiles),
    ]);
    const distance = ([column, row]) => Math.hypot(column - near[0], row - near[1]);
    for (const [column, row] of places.sort((a, b) => distance(a) - distance(b))) {
      const code = this.toPlane([(column + 0.5) / this.tiles, (row + 0.5) / this.tiles]);
      paintImage(tile, decode(code), shape);
      this.images.drawImage(tile, column * side, row * side, side, side);
      yield;
    }
  }

  // what lies over the images. groups: [{ name, colour, codes }]
  setOver(contents) {
    this.contents = contents;
    const { groups = [], onImages = false, prior = false } = contents;
    this.over.clearRect(0, 0, MAP_SIZE, MAP_SIZE);
    for (const group of groups) this.paintCodes(group, onImages);
    this.paintAxes(onImages);
    if (prior) this.paintPrior(onImages);
    for (const group of groups) this.paintName(group);
  }

  paintCodes({ colour, codes }, onImages) {
    this.over.globalAlpha = onImages ? 0.85 : 0.6;
    this.over.fillStyle = colour;
    for (const code of codes) {
      this.over.beginPath();
      this.over.arc(...this.at(code), 2 * this.unit, 0, 2 * Math.PI);
      this.over.fill();
    }
    this.over.globalAlpha = 1;
  }

  paintName({ name, codes }) {
    if (!codes.length) return;
    const middle = [0, 1].map((axis) => median(codes.map((code) => code[axis])));
    this.over.textAlign = "center";
    this.write(name, ...this.at(middle), `600 ${13 * this.unit}px`, "#111111", "#ffffffe0");
  }

  write(words, x, y, font, colour, around) {
    this.over.font = `${font} system-ui, sans-serif`;
    this.over.lineJoin = "round";
    this.over.lineWidth = 4 * this.unit;
    this.over.strokeStyle = around;
    this.over.strokeText(words, x, y);
    this.over.fillStyle = colour;
    this.over.fillText(words, x, y);
  }

  // numbers along the lower and the left edge, at round steps
  paintAxes(onImages) {
    const step = roundStep(this.reach / 2);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const [colour, around] = onImages ? ["#ffffff", "#000000cc"] : ["#5b6470", "#ffffffcc"];
    const edge = 20 * this.unit;
    const first = this.centre.map((middle) => Math.ceil((middle - this.reach) / step));
    for (let k = 0; k <= (2 * this.reach) / step; k++) {
      const values = first.map((number) => Number(((number + k) * step).toPrecision(6)));
      const labels = values.map((value) => numberText(value, digits));
      const [u, v] = this.at(values);
      this.line(onImages ? "#ffffff40" : "#0000001a", (over) => {
        over.moveTo(u, 0);
        over.lineTo(u, MAP_SIZE);
        over.moveTo(0, v);
        over.lineTo(MAP_SIZE, v);
      });
      const font = `${11 * this.unit}px`;
      this.over.textAlign = "center";
      if (u > 2 * edge && u < MAP_SIZE - edge) {
        this.write(labels[0], u, MAP_SIZE - 4 * this.unit, font, colour, around);
      }
      this.over.textAlign = "left";
      if (v > edge && v < MAP_SIZE - edge) {
        this.write(labels[1], 3 * this.unit, v - 3 * this.unit, font, colour, around);
      }
    }
  }

  paintPrior(onImages) {
    const circle = (over) =>
      over.arc(...this.at([0, 0]), (PRIOR_RADIUS / this.reach / 2) * MAP_SIZE, 0, 2 * Math.PI);
    if (!onImages) this.line("#ffffffb0", circle, 3);
    this.over.setLineDash([6 * this.unit, 4 * this.unit]);
    this.line(onImages ? "#ffffff" : "#1f2933", circle, 1.3);
    this.over.setLineDash([]);
  }

  line(colour, trace, width = 1) {
    this.over.strokeStyle = colour;
    this.over.lineWidth = width * this.unit;
    this.over.beginPath();
    trace(this.over);
    this.over.stroke();
  }

  // marks: functions of the map that paint on its context; those of the last call stay
  show(marks = this.marks) {
    this.marks = marks;
    this.context.fillStyle = "#ffffff";
    this.context.fillRect(0, 0, MAP_SIZE, MAP_SIZE);
    this.context.drawImage(this.images.canvas, 0, 0);
    this.context.drawImage(this.over.canvas, 0, 0);
    for (const mark of marks) mark(this);
  }

  // dark on a light border, so that it shows on anything
  outline(trace) {
    for (const [width, colour] of [[4, "#ffffff"], [1.8, "#111111"]]) {
      this.context.lineWidth = width * this.unit;
      this.context.strokeStyle = colour;
      this.context.beginPath();
      trace(this.context);
      this.context.stroke();
    }
  }
}

// [{ name, colour, codes }] of the classes that are shown, codes as pairs
function groupsOf({ codes, labels, classes }, hidden = new Set()) {
  const groups = classes.map((name, label) => ({ name, colour: colourOf(label), codes: [] }));
  labels.forEach((label, i) => groups[label].codes.push([codes[2 * i], codes[2 * i + 1]]));
  return groups.filter((_, label) => !hidden.has(label));
}

function median(values) {
  return Float32Array.from(values).sort()[Math.floor(values.length / 2)];
}

// 1, 2 or 5 times a power of ten, not above `size`
function roundStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * [5, 2, 1].find((factor) => factor * power <= size);
}

// The square that holds all but the farthest codes: its centre, and half its side.
function squareAround(codes) {
  const spans = [0, 1].map((axis) => {
    const sorted = codes.filter((_, i) => i % 2 === axis).sort();
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    return [at(0.004), at(0.996)];
  });
  const centre = spans.map(([low, high]) => (low + high) / 2);
  const reach = Math.max(...spans.map(([low, high]) => (high - low) / 2));
  return [centre, 1.08 * reach];
}
