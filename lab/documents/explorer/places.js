// A canvas on which a place is chosen.

const HANDLE = 44; // of the mark, for a finger, in pixels of the screen
const SLIP = 6; // a click may move so far

// By mouse: the place follows the pointer, until a click holds it. By touch: a tap chooses, a finger
// that starts at the mark drags it, any other scrolls the page. With the arrow keys.
// get() -> [u, v] in the unit square; set([u, v]). Returns what holds the place.
function choosePlaces(canvas, { get, set }) {
  const sign = one(".held", canvas.parentElement);
  let [held, pressed, dragged, onMark] = [false, null, false, false];

  function hold(value = true) {
    held = value;
    canvas.classList.toggle("is-held", held);
    sign.hidden = !held;
  }

  function isAtMark({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [u, v] = get();
    return Math.hypot(left + u * width - clientX, top + v * height - clientY) < HANDLE;
  }

  canvas.addEventListener(
    "touchstart",
    (event) => {
      onMark = event.touches.length === 1 && isAtMark(event.touches[0]);
      if (onMark) event.preventDefault(); // else the browser would scroll
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (event) => {
    pressed = [event.clientX, event.clientY];
    dragged = false;
    if (event.pointerType === "touch") return;
    canvas.setPointerCapture(event.pointerId);
    set(placeOn(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") {
      if (onMark && pressed) set(placeOn(canvas, event));
      return;
    }
    if (!event.buttons && held) return;
    dragged ||= isDrag(event);
    set(placeOn(canvas, event));
  });
  canvas.addEventListener("pointerup", (event) => {
    // no click follows where the browser was kept from scrolling
    if (event.pointerType === "touch" && onMark) set(placeOn(canvas, event));
    pressed = null;
  });
  canvas.addEventListener("pointercancel", () => (pressed = null));
  canvas.addEventListener("click", (event) => {
    set(placeOn(canvas, event));
    if (event.pointerType !== "touch") hold(dragged || !held);
  });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    hold();
    const step = event.shiftKey ? 0.1 : 0.02;
    set(get().map((share, i) => Math.min(1, Math.max(0, share + step * arrow[i]))));
  });

  function isDrag({ buttons, clientX, clientY }) {
    if (!buttons || !pressed) return false;
    return Math.hypot(clientX - pressed[0], clientY - pressed[1]) > SLIP;
  }

  return hold;
}
