// What is painted: images, maps of codes, grids of decoded images.

// of the classes, as in the lab's figures
const COLOURS = [
  ...["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"],
  ...["#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"],
];
const MAP_SIZE = 720;
const TILES = 14;

const colourOf = (label) => COLOURS[label % COLOURS.length];

// Values in [0, 1], 1 is white; `colour(value, i)` -> [r, g, b] paints them otherwise.
function paintImage(canvas, values, [rows, columns], colour) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    const grey = 255 * Math.min(1, Math.max(0, values[i]));
    const [r, g, b] = colour ? colour(values[i], i) : [grey, grey, grey];
    image.data.set([r, g, b, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

// A square of the plane, painted on a canvas: x to the right, y upwards.
class CodeMap {
  constructor(canvas, centre, reach) {
    canvas.width = canvas.height = MAP_SIZE;
    this.context = canvas.getContext("2d");
    this.centre = centre;
    this.reach = reach;
    this.background = document.createElement("canvas");
    this.background.width = this.background.height = MAP_SIZE;
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

  // paints what stays: decoded images or nothing, then points with their labels
  setBackground({ decode, shape, codes, labels, hidden }) {
    const context = this.background.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, MAP_SIZE, MAP_SIZE);
    if (decode) this.paintTiles(context, decode, shape);
    if (codes) this.paintPoints(context, codes, labels, hidden, Boolean(decode));
    this.paintAxes(context, Boolean(decode));
  }

  paintTiles(context, decode, shape) {
    const tile = document.createElement("canvas");
    const side = MAP_SIZE / TILES;
    for (let row = 0; row < TILES; row++) {
      for (let column = 0; column < TILES; column++) {
        const code = this.toPlane([(column + 0.5) / TILES, (row + 0.5) / TILES]);
        paintImage(tile, decode(code), shape);
        context.drawImage(tile, column * side, row * side, side, side);
      }
    }
  }

  paintPoints(context, codes, labels, hidden, onImages) {
    context.globalAlpha = onImages ? 0.85 : 0.6;
    for (let i = 0; i < labels.length; i++) {
      if (hidden.has(labels[i])) continue;
      const [u, v] = this.fromPlane([codes[2 * i], codes[2 * i + 1]]);
      context.fillStyle = colourOf(labels[i]);
      context.beginPath();
      context.arc(u * MAP_SIZE, v * MAP_SIZE, 5, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  // numbers along the lower and the left edge, at round steps
  paintAxes(context, onImages) {
    const step = roundStep(this.reach / 2);
    context.font = "22px system-ui, sans-serif";
    context.fillStyle = onImages ? "#ffffff" : "#5b6470";
    const write = (label, x, y) => {
      context.lineWidth = 8;
      context.strokeStyle = onImages ? "#000000cc" : "#ffffffcc";
      context.strokeText(label, x, y);
      context.fillText(label, x, y);
    };
    for (let k = -12; k <= 12; k++) {
      const label = String(Number((k * step).toPrecision(6))).replace("-", "\u2212");
      const [u, v] = this.fromPlane([k * step, k * step]).map((share) => share * MAP_SIZE);
      context.lineWidth = 2;
      context.strokeStyle = onImages ? "#ffffff40" : "#0000001a";
      context.beginPath();
      context.moveTo(u, 0);
      context.lineTo(u, MAP_SIZE);
      context.moveTo(0, v);
      context.lineTo(MAP_SIZE, v);
      context.stroke();
      context.textAlign = "center";
      if (u > 50 && u < MAP_SIZE - 20) write(label, u, MAP_SIZE - 10);
      context.textAlign = "left";
      if (v > 20 && v < MAP_SIZE - 40) write(label, 8, v - 6);
    }
  }

  // the background, and a cross where the code is
  mark(code) {
    const context = this.context;
    context.drawImage(this.background, 0, 0);
    const [u, v] = this.fromPlane(code).map((share) => Math.min(1, Math.max(0, share)) * MAP_SIZE);
    for (const [width, colour] of [[9, "#ffffff"], [4, "#111111"]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(u, v, 15, 0, 2 * Math.PI);
      context.moveTo(u - 24, v);
      context.lineTo(u + 24, v);
      context.moveTo(u, v - 24);
      context.lineTo(u, v + 24);
      context.stroke();
    }
  }
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
