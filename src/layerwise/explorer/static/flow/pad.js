/** The drawing pad: mouse, touch, pen and keyboard. */

import { h } from "lw/core/dom";
import { colours } from "lw/flow/colours";
import { PAD, paint, pictureOf, trace } from "lw/ink/raster";

const STEP = 0.02; // of the pad's side, that an arrow key moves the pen
const NEAR = 0.004; // points closer than this are one

export class Pad {
  /** @param {import("lw/core/app").App} app */
  constructor(app) {
    this.app = app;
    this.width = 0.09;
    /** @type {{x: number, y: number}|null} where the keyboard's pen stands; null until it is used */
    this.pen = null;
    this.down = false;
    const { say } = app;
    this.canvas = h("canvas", {
      class: "pad",
      width: PAD,
      height: PAD,
      tabindex: "0",
      role: "application",
      "aria-label": say("flow.pad"),
      "aria-describedby": "pad-help",
      onpointerdown: (/** @type {PointerEvent} */ event) => this.begin(event),
      onpointermove: (/** @type {PointerEvent} */ event) => this.move(event),
      onpointerup: () => (this.down = false),
      onpointercancel: () => (this.down = false),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
      onblur: () => this.lift(),
    });
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "button", onclick: act }, say(`flow.${name}`));
    const width = h("input", {
      type: "range",
      min: "4",
      max: "16",
      value: String(Math.round(this.width * 100)),
      "aria-label": say("flow.width"),
      oninput: (/** @type {any} */ event) => (this.width = Number(event.target.value) / 100),
    });
    this.element = h(
      "div",
      { class: "drawing" },
      this.canvas,
      h("p", { id: "pad-help", class: "unseen" }, say("flow.pad-help")),
      h(
        "div",
        { class: "row" },
        button("undo", () => this.undo()),
        button("clear", () => this.clear()),
        h("label", { class: "field push" }, say("flow.pen"), width),
      ),
    );
  }

  /** The drawing in hand; what is shown instead of one becomes what it is drawn on. */
  get drawing() {
    const { input } = this.app.state;
    if (input.kind === "strokes") return input;
    const over = input.kind === "sample" && input.part === "test" ? input.index : null;
    return { kind: /** @type {const} */ ("strokes"), strokes: [], over };
  }

  /** @param {import("lw/core/inputs").Stroke[]} strokes @param {number|null} [over] */
  show(strokes, over = this.drawing.over) {
    this.app.store.set({ input: { kind: "strokes", strokes, over }, label: null, edits: {} });
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture?.(event.pointerId);
    this.pen = null;
    this.down = true;
    this.show([...this.drawing.strokes, { width: this.width, points: [this.place(event)] }]);
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.down || this.pen) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    this.extend((passed.length ? passed : [event]).map((each) => this.place(each)));
  }

  /** @param {{x: number, y: number}[]} points */
  extend(points) {
    const strokes = [...this.drawing.strokes];
    const last = strokes.pop();
    if (!last) return;
    const all = [...last.points];
    for (const point of points) {
      const before = all[all.length - 1];
      if (Math.hypot(point.x - before.x, point.y - before.y) >= NEAR) all.push(point);
    }
    if (all.length > last.points.length) this.show([...strokes, { ...last, points: all }]);
  }

  /** @param {PointerEvent} event */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const share = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
    return { x: share((event.clientX - box.left) / box.width), y: share((event.clientY - box.top) / box.height) };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const moves = /** @type {Record<string, number[]>} */ ({
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
    });
    const undoes = event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey));
    if (!(event.key in moves) && !undoes && ![" ", "Delete"].includes(event.key)) return;
    event.preventDefault();
    if (undoes) return this.undo();
    if (event.key === "Delete") return this.clear();
    this.pen ??= { x: 0.5, y: 0.25 };
    if (event.key === " ") {
      this.down = !this.down;
      this.app.announce(this.app.say(this.down ? "flow.pen-down" : "flow.pen-up"));
      if (this.down) return this.show([...this.drawing.strokes, { width: this.width, points: [this.pen] }]);
      return this.render();
    }
    const [dx, dy] = moves[event.key];
    const step = event.shiftKey ? 3 * STEP : STEP;
    const inside = (/** @type {number} */ value) => Math.min(0.98, Math.max(0.02, value));
    this.pen = { x: inside(this.pen.x + dx * step), y: inside(this.pen.y + dy * step) };
    if (this.down) this.extend([this.pen]);
    this.render();
  }

  lift() {
    this.down = false;
    this.pen = null;
    this.render();
  }

  undo() {
    const { strokes } = this.drawing;
    this.show(strokes.slice(0, -1), strokes.length ? this.drawing.over : null);
  }

  clear() {
    this.down = false;
    this.show([], null);
  }

  /** Draws what the pad holds. */
  render() {
    const context = this.canvas.getContext("2d");
    const { input } = this.app.state;
    const shape = this.app.card.data.picture_shape;
    const examples = this.app.library.examples[input.kind === "sample" ? input.part : "test"];
    const index = input.kind === "sample" ? input.index : input.kind === "strokes" ? input.over : null;
    context.globalCompositeOperation = "source-over";
    context.fillStyle = "#101214";
    context.fillRect(0, 0, PAD, PAD);
    if (index !== null && examples && index < examples.labels.length) {
      context.globalCompositeOperation = "lighten";
      paint(context, pictureOf(examples, index, shape));
    }
    if (input.kind === "strokes") {
      context.lineCap = context.lineJoin = "round";
      context.strokeStyle = "#fff";
      for (const stroke of input.strokes) trace(context, stroke);
    }
    if (this.pen) this.cursor(context, this.pen);
  }

  /** @param {CanvasRenderingContext2D} context @param {{x: number, y: number}} pen */
  cursor(context, pen) {
    context.globalCompositeOperation = "source-over";
    context.strokeStyle = colours().for;
    context.lineWidth = this.down ? 4 : 2;
    context.beginPath();
    context.arc(pen.x * PAD, pen.y * PAD, (this.width * PAD) / 2 + 3, 0, 2 * Math.PI);
    context.stroke();
  }
}

