// Drawings as strokes, and how they become images like those of the data set.
// A stroke is a list of points [x, y] in the unit square, y downwards.

const PEN = 1.25; // half the width of a stroke, in pixels of the image
const LARGEST_ENLARGEMENT = 3; // a dot stays a dot

// Strokes in pixels -> the ink of each pixel in [0, 1]; soft edges, one pixel wide.
function inked(strokes, shape) {
  const [rows, columns] = shape;
  const image = new Float32Array(rows * columns);
  for (const stroke of strokes) {
    stroke.forEach((point, i) => inkSegment(image, shape, stroke[Math.max(i - 1, 0)], point));
  }
  return image;
}

function inkSegment(image, [rows, columns], [x0, y0], [x1, y1]) {
  const reach = PEN + 0.5;
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(y0, y1) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(columns - 1, Math.ceil(Math.max(x0, x1) + reach));
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = squared ? Math.min(1, Math.max(0, (px * dx + py * dy) / squared)) : 0;
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const ink = Math.min(1, Math.max(0, reach - distance));
      const at = row * columns + column;
      image[at] = Math.max(image[at], ink);
    }
  }
}

// As drawn, where it was drawn.
function imageOf(strokes, shape) {
  const [rows, columns] = shape;
  return inked(moved(strokes, columns, rows, 0, 0), shape);
}

// As MNIST was made: fitted into a square box, then the centre of its ink put into the middle.
// The strokes are moved, not pixels, so that they stay as wide as the data's.
function centredImageOf(strokes, shape, box) {
  const [rows, columns] = shape;
  const points = strokes.flat();
  if (!points.length) return new Float32Array(rows * columns);
  const [left, right] = extent(points.map(([x]) => x));
  const [top, bottom] = extent(points.map(([, y]) => y));
  const size = Math.max(right - left, bottom - top);
  const scale = Math.min((box - 2 * PEN) / size, LARGEST_ENLARGEMENT * Math.max(rows, columns));
  const x = columns / 2 - (scale * (left + right)) / 2;
  const y = rows / 2 - (scale * (top + bottom)) / 2;
  const fitted = moved(strokes, scale, scale, x, y);
  const [centreX, centreY] = centreOf(inked(fitted, shape), columns);
  return inked(moved(fitted, 1, 1, columns / 2 - centreX, rows / 2 - centreY), shape);
}

function extent(values) {
  return [Math.min(...values), Math.max(...values)];
}

function moved(strokes, scaleX, scaleY, x, y) {
  return strokes.map((stroke) => stroke.map(([px, py]) => [scaleX * px + x, scaleY * py + y]));
}

function centreOf(image, columns) {
  let [sum, x, y] = [0, 0, 0];
  image.forEach((ink, i) => {
    sum += ink;
    x += ink * ((i % columns) + 0.5);
    y += ink * (Math.floor(i / columns) + 0.5);
  });
  return [x / sum, y / sum];
}
