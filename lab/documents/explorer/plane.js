// The tab of the latent plane: codes of two numbers, and what the decoders make of any.

function planeTab(section, { shape, classes, labels, kinds }, judge) {
  const canvas = one("canvas.pad", section);
  const grid = one("[name=grid]", section);
  const legend = one(".legend", section);
  const hidden = new Set();
  const models = Object.fromEntries(
    Object.entries(kinds).map(([kind, { codes, decode }]) => {
      const map = new CodeMap(canvas, ...squareAround(codes));
      return [kind, { codes, decode, map, code: [...map.centre] }];
    }),
  );
  let kind = "ae";

  function show() {
    const { decode, map, code } = models[kind];
    const image = decode(code);
    map.mark(code);
    paintImage(one("canvas.image", section), image, shape);
    one(".code", section).textContent = text("code", { numbers: listed(code) });
    one(".judge", section).textContent = judge.says(image);
  }

  const showAll = beforeNextFrame(() => {
    const { codes, decode, map } = models[kind];
    map.setBackground({ decode: grid.checked && decode, shape, codes, labels, hidden });
    show();
  });

  function choose(code) {
    models[kind].code = code;
    show();
  }

  choosePlaces(canvas, {
    get: () => models[kind].map.fromPlane(models[kind].code),
    set: (place) => choose(models[kind].map.toPlane(place)),
  });
  for (const button of section.querySelectorAll("[name=network]")) {
    button.addEventListener("change", () => {
      kind = button.value;
      showAll();
    });
  }
  grid.addEventListener("change", showAll);
  classes.forEach((_, label) => {
    const dot = element("span", { class: "dot", style: `background: ${colourOf(label)}` });
    const name = element("span", { class: "name" });
    const button = element("button", { type: "button", "aria-pressed": "true" }, dot, name);
    button.addEventListener("click", () => {
      const hides = !hidden.delete(label);
      if (hides) hidden.add(label);
      button.setAttribute("aria-pressed", String(!hides));
      showAll();
    });
    legend.append(element("li", {}, button));
  });
  showAll();

  return {
    choose,
    translate() {
      legend.querySelectorAll(".name").forEach((name, i) => (name.textContent = classes[i]));
      show();
    },
  };
}
