// The tab of the latent plane: codes of two numbers, and what two decoders make of any.

function planeTab(section, { shape, classes, labels, kinds }, judge) {
  const grid = one("[name=grid]", section);
  const legend = one(".legend", section);
  const hidden = new Set();
  const template = one("template", section);
  const planes = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, addPlane(kind)]));

  function addPlane(kind) {
    const { codes, decode } = kinds[kind];
    const block = one("div", template.content).cloneNode(true);
    const canvas = one(".pad", block);
    block.className = kind;
    one("h2", block).dataset.text = kind;
    canvas.dataset.label = `plane.${kind}.pad`;
    template.before(block);
    const map = new CodeMap(canvas, ...squareAround(codes));
    const redraw = inSlices();
    let code = [...map.centre];

    function show() {
      const image = decode(code);
      map.show([cross(code)]);
      paintImage(one(".image", block), image, shape);
      one(".code", block).textContent = text("code", { numbers: listed(code) });
      one(".judge", block).textContent = judge.says(image);
    }

    function choose(chosen) {
      code = chosen;
      show();
    }

    function showAll() {
      const groups = groupsOf({ codes, labels, classes }, hidden);
      map.setOver({ groups, onImages: grid.checked, prior: true });
      show();
    }

    function showGrid() {
      if (!grid.checked) map.noImages();
      const steps = grid.checked ? map.imageSteps(decode, shape, code) : [].values();
      redraw(steps, () => map.show());
      showAll();
    }

    const place = () => map.fromPlane(code);
    const hold = choosePlaces(canvas, {
      get: place,
      set: (chosen) => choose(map.toPlane(chosen)),
    });
    return { choose, hold, showAll, showGrid };
  }

  const all = Object.values(planes);
  grid.addEventListener("change", () => all.forEach((plane) => plane.showGrid()));
  one("[name=prior]", section).addEventListener("click", () => {
    const z = [standardNormal(), standardNormal()];
    for (const plane of all) {
      plane.choose(z);
      plane.hold();
    }
  });
  classes.forEach((name, label) => {
    const dot = element("span", { class: "dot", style: `background: ${colourOf(label)}` });
    const caption = element("span", { class: "name" }, name);
    const button = element("button", { type: "button", "aria-pressed": "true" }, dot, caption);
    button.addEventListener("click", () => {
      const hides = !hidden.delete(label);
      if (hides) hidden.add(label);
      button.setAttribute("aria-pressed", String(!hides));
      for (const plane of all) plane.showAll();
    });
    legend.append(element("li", {}, button));
  });

  return {
    planes,
    translate() {
      for (const plane of all) plane.showAll();
    },
  };
}
