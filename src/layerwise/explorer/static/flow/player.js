/** The flow as a film: layer by layer, played, paused, stepped through, faster and slower. */

import { h } from "lw/core/dom";

// Milliseconds that one layer takes at each speed.
const SPEEDS = { slow: 2800, usual: 1400, fast: 500 };

/** Whether the reader wants little to move: layers then come whole, one after the other. */
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Player {
  /**
   * @param {import("lw/core/app").App} app
   * @param {() => number} layers of the network that is played, its answers among them
   * @param {(reached: number) => void} draw
   */
  constructor(app, layers, draw) {
    this.app = app;
    this.layers = layers;
    this.draw = draw;
    this.reached = Infinity;
    this.until = Infinity;
    this.playing = false;
    this.last = 0;
    const { say } = app;
    this.play = h("button", { type: "button", class: "button main", onclick: () => this.toggle() }, say("flow.play"));
    this.next = h("button", { type: "button", class: "button", onclick: () => this.step() }, say("flow.step"));
    this.speed = h(
      "select",
      { class: "pill", "aria-label": say("flow.speed") },
      Object.keys(SPEEDS).map((name) => h("option", { value: name, selected: name === "usual" }, say(`flow.${name}`))),
    );
    this.element = h("div", { class: "row" }, this.play, this.next, this.speed);
  }

  /** Shows everything at once: what is drawn or chosen is answered without waiting. */
  rest() {
    this.playing = false;
    this.reached = this.until = Infinity;
    this.named();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.from(this.reached >= this.layers() ? 0 : this.reached, Infinity);
  }

  /** Goes on to the end of the next layer. */
  step() {
    const start = this.reached >= this.layers() ? 0 : this.reached;
    const end = Math.floor(start + 1e-9) + 1;
    if (still()) {
      this.pause();
      this.reached = end;
      this.draw(end);
    } else this.from(start, end);
  }

  pause() {
    this.playing = false;
    this.named();
  }

  /** @param {number} start @param {number} end */
  from(start, end) {
    this.reached = start;
    this.until = end;
    this.playing = true;
    this.last = performance.now();
    this.named();
    requestAnimationFrame((now) => this.tick(now));
  }

  /** @param {number} now */
  tick(now) {
    if (!this.playing || !this.element.isConnected) return;
    const pace = SPEEDS[/** @type {keyof typeof SPEEDS} */ (this.speed.value)];
    this.reached = Math.min(this.reached + Math.max(0, now - this.last) / pace, this.until, this.layers());
    this.last = now;
    this.draw(still() ? Math.floor(this.reached) : this.reached);
    if (this.reached >= Math.min(this.until, this.layers())) this.pause();
    else requestAnimationFrame((later) => this.tick(later));
  }

  named() {
    this.play.textContent = this.app.say(this.playing ? "flow.pause" : "flow.play");
    this.play.setAttribute("aria-pressed", String(this.playing));
  }
}
