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

// a bar for each class and what stands beside it: call the result with the probabilities, or []
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
      fill.style.width = `${100 * (probabilities[i] ?? 0)}%`;
      share.textContent = probabilities.length ? percent(probabilities[i]) : "\u2013";
      row.classList.toggle("best", i === best);
    });
  };
}
