// Images on canvases.

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

// A canvas with nothing on it, of the shape of an image.
function paintNothing(canvas, [rows, columns]) {
  canvas.width = columns;
  canvas.height = rows;
}
