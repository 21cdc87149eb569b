// A canvas to draw on: with a pointer, a finger, or keys (arrows move the pen, space lowers and
// lifts it, Backspace takes the last stroke back).

const PEN_STEP = 0.04;

class Sketchpad {
  // lowest: how far down one may draw, as a share of the canvas. changed: called after each change.
  constructor(canvas, lowest, changed) {
    this.canvas = canvas;
    this.lowest = lowest;
    this.changed = changed;
    this.pen = [0.5, lowest / 2];
    this.showPen = false;
    this.clear(false);
    canvas.addEventListener("pointerdown", (event) => this.pressed(event));
    canvas.addEventListener("pointermove", (event) => this.dragged(event));
    canvas.addEventListener("pointerup", () => (this.down = false));
    // a second finger, to zoom or scroll: the first did not mean to draw
    canvas.addEventListener("pointercancel", () => this.down && this.undo());
    canvas.addEventListener("keydown", (event) => this.typed(event));
    canvas.addEventListener("blur", () => this.lift());
  }

  clear(tell = true) {
    this.strokes = [];
    this.down = false;
    if (tell) this.changed();
  }

  undo() {
    this.strokes.pop();
    this.down = false;
    this.changed();
  }

  lift() {
    this.showPen = this.down = false;
    this.changed(false);
  }

  pressed(event) {
    if (!event.isPrimary) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus();
    this.showPen = false;
    this.lower(this.within(placeOn(this.canvas, event)));
  }

  dragged(event) {
    if (!event.isPrimary || !this.down || !event.buttons) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      this.draw(this.within(placeOn(this.canvas, part)));
    }
    this.changed();
  }

  typed(event) {
    if (ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key];
      const place = this.within([this.pen[0] + PEN_STEP * dx, this.pen[1] + PEN_STEP * dy]);
      if (this.down) this.draw(place);
      this.pen = place;
    } else if (event.key === " ") {
      if (this.down) this.down = false;
      else this.lower(this.pen);
    } else if (event.key === "Backspace") {
      this.undo();
    } else {
      return;
    }
    event.preventDefault();
    this.showPen = true;
    this.changed(Boolean(this.down));
  }

  lower(place) {
    this.down = true;
    this.strokes.push([place]);
    this.pen = place;
    this.changed();
  }

  draw(place) {
    this.strokes.at(-1).push(place);
    this.pen = place;
  }

  within([x, y]) {
    const inside = (share, most) => Math.min(most, Math.max(0, share));
    return [inside(x, 1), inside(y, this.lowest)];
  }
}
