// Marks that CodeMap.show paints over a map.

// a cross at a code; at the border of the map if the code lies beyond
const cross = (code) => (map) => {
  const [u, v] = map.at(code).map((place) => Math.min(MAP_SIZE, Math.max(0, place)));
  const [radius, arm] = [6 * map.unit, 10 * map.unit];
  map.outline((context) => {
    context.arc(u, v, radius, 0, 2 * Math.PI);
    context.moveTo(u - arm, v);
    context.lineTo(u + arm, v);
    context.moveTo(u, v - arm);
    context.lineTo(u, v + arm);
  });
};

// ellipses of one and two standard deviations around a mean
const ellipses = (mean, sigma) => (map) => {
  for (const factor of [1, 2]) {
    const radii = sigma.map((value) => (factor * value * MAP_SIZE) / (2 * map.reach));
    map.outline((context) => context.ellipse(...map.at(mean), ...radii, 0, 0, 2 * Math.PI));
  }
};

const dots = (codes) => (map) => {
  map.context.fillStyle = "#c2410c";
  for (const code of codes) {
    map.context.beginPath();
    map.context.arc(...map.at(code), 2.5 * map.unit, 0, 2 * Math.PI);
    map.context.fill();
  }
};
