// Controls that several tabs share. Texts enter the page as text, never as markup.

const one = (selector, root = document) => root.querySelector(selector);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// where the pointer is on a canvas, in its unit square
function placeOn(canvas, event) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const inside = (share) => Math.min(1, Math.max(0, share));
  return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// A canvas on which a place is chosen: by mouse (hovering, until a click holds it), by touch, or
// with the arrow keys. get() -> [u, v] in the unit square; set([u, v]).
function choosePlaces(canvas, { get, set }) {
  let held = false;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    set(placeOn(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons || (event.pointerType === "mouse" && !held)) set(placeOn(canvas, event));
  });
  canvas.addEventListener("click", () => {
    held = !held;
  });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    held = true;
    const step = event.shiftKey ? 0.1 : 0.02;
    set(get().map((share, i) => Math.min(1, Math.max(0, share + step * arrow[i]))));
  });
}

// calls back once, before the next frame, however often it was asked
function beforeNextFrame(callback) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      callback();
    });
  };
}

// a bar for each class and what stands beside it: call the result with the probabilities
function barsOf(list, names) {
  const bars = names.map((name) => {
    const fill = element("span", { class: "fill" });
    const share = element("span", { class: "share" });
    const bar = element("span", { class: "bar" }, fill);
    const row = element("li", {}, element("span", { class: "name" }, name), bar, share);
    list.append(row);
    return { fill, share, row };
  });
  return (probabilities) => {
    const best = probabilities.indexOf(Math.max(...probabilities));
    bars.forEach(({ fill, share, row }, i) => {
      fill.style.width = `${100 * probabilities[i]}%`;
      share.textContent = percent(probabilities[i]);
      row.classList.toggle("best", i === best);
    });
  };
}

// with a true minus sign
function numberText(value, digits = 2) {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(language, fraction).replace("-", "\u2212");
}

const listed = (code) => Array.from(code, (value) => numberText(value)).join("; ");

const percent = (share) =>
  share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });
