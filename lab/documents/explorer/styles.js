// The tab of the conditional VAE: a class, and a style that all classes share.

const SLIDERS = 10;
const FARTHEST = 3; // standard deviations of the prior

function stylesTab(section, { shape, latents, generate, names }, judge) {
  const canvas = one("canvas.pad", section);
  const map = new CodeMap(canvas, [0, 0], FARTHEST);
  const redraw = inSlices();
  const z = new Float32Array(latents);
  const order = byStrength(latents, (code) => generate(code, 0));
  const axes = [order[0], order[1] ?? order[0]];
  const selects = [one("[name=across]", section), one("[name=up]", section)];
  const sliders = order.slice(0, SLIDERS).map(addSlider);
  const buttons = names.map(addClass);
  let chosen = 0;

  function show() {
    const image = generate(z, chosen);
    map.show([cross(axes.map((axis) => z[axis]))]);
    paintImage(one("canvas.image", section), image, shape);
    one(".judge", section).textContent = judge.says(image);
    sliders.forEach(({ input, value, latent }) => {
      input.value = z[latent];
      value.textContent = numberText(z[latent]);
    });
    buttons.forEach((button, label) => {
      paintImage(one("canvas", button), generate(z, label), shape);
      button.setAttribute("aria-pressed", String(label === chosen));
    });
  }

  function showAll() {
    const around = Float32Array.from(z);
    const decode = (code) => generate(withAxes(code, around), chosen);
    const nearest = axes.map((axis) => z[axis]);
    redraw(map.imageSteps(decode, shape, nearest), () => map.show());
    show();
  }

  function withAxes(code, around) {
    const moved = Float32Array.from(around);
    axes.forEach((axis, i) => (moved[axis] = code[i]));
    return moved;
  }

  function choose(code, label = chosen) {
    z.set(code);
    chosen = label;
    showAll();
  }

  function addSlider(latent) {
    const value = element("output");
    const name = element("span", { class: "name" });
    const input = element("input", { type: "range", min: -FARTHEST, max: FARTHEST, step: 0.05 });
    input.addEventListener("input", () => {
      z[latent] = Number(input.value);
      if (axes.includes(latent)) show();
      else showAll();
    });
    one(".sliders", section).append(element("label", {}, name, input, value));
    return { input, value, name, latent };
  }

  function addClass(_, label) {
    const caption = element("span", { class: "name" });
    const button = element("button", { type: "button" }, element("canvas"), caption);
    button.addEventListener("click", () => choose(z, label));
    one(".classes", section).append(element("li", {}, button));
    return button;
  }

  const hold = choosePlaces(canvas, {
    get: () => map.fromPlane(axes.map((axis) => z[axis])),
    set: (place) => {
      z.set(withAxes(map.toPlane(place), z));
      show();
    },
  });
  selects.forEach((select, i) => {
    for (const latent of order) select.append(element("option", { value: latent }));
    select.value = axes[i];
    select.addEventListener("change", () => {
      axes[i] = Number(select.value);
      showAll();
    });
  });
  for (const [name, number] of [["random", () => standardNormal()], ["mean", () => 0]]) {
    one(`[name=${name}]`, section).addEventListener("click", () => {
      choose(z.map(number));
      hold();
    });
  }
  map.setOver({ onImages: true });
  showAll();

  return {
    choose,
    translate() {
      const named = (latent) => text("styles.latent", { number: latent + 1 });
      for (const option of section.querySelectorAll("option")) {
        option.textContent = named(Number(option.value));
      }
      for (const { name, latent } of sliders) name.textContent = named(latent);
      buttons.forEach((button, label) => {
        one(".name", button).textContent = names[label];
        button.setAttribute("aria-label", text("styles.class", { name: names[label] }));
      });
      map.repaint();
      show();
    },
  };
}

// The latents, first the one that changes the image most from -1.5 to 1.5.
function byStrength(latents, generate) {
  const strengths = Array.from({ length: latents }, (_, latent) => {
    const [low, high] = [-1.5, 1.5].map((value) => {
      const code = new Float32Array(latents);
      code[latent] = value;
      return generate(code);
    });
    return low.reduce((sum, value, i) => sum + Math.abs(value - high[i]), 0);
  });
  return [...strengths.keys()].sort((a, b) => strengths[b] - strengths[a]);
}
