/** The studies of the server, as the page knows them: kept while views come and go and the language changes. */

import { addressOf, call } from "lw/live/api";
import { read, usual } from "lw/live/asked";

/** @typedef {import("lw/live/api").Study} Study */

export class Studies {
  constructor() {
    /** @type {import("lw/live/api").Choice[]} */
    this.choices = [];
    /** @type {Study[]} */
    this.all = [];
    /** @type {import("lw/live/api").Place[]} */
    this.places = [];
    /** @type {import("lw/live/asked").Form|null} */
    this.form = null;
    /** What was asked for when the plan was made, and what it would take. @type {{asked: any, expected: any}|null} */
    this.plan = null;
    /** @type {"plan"|"start"|null} */
    this.busy = null;
    /** What went wrong last. */
    this.error = "";
    /** Of the study that is watched. */
    this.id = "";
    /** @type {import("lw/live/api").Curves|null} */
    this.curves = null;
    /** @type {EventSource|null} */
    this.stream = null;
    /** Called at every change. */
    this.changed = () => {};
    /** Called when the study that is watched has come to rest. @type {(study: Study) => void} */
    this.rested = () => {};
  }

  /** The study that is watched. @returns {Study|null} */
  get study() {
    return this.all.find((each) => each.id === this.id) ?? null;
  }

  /** The data set of the form. */
  get choice() {
    return this.choices.find((each) => each.name === this.form?.data) ?? null;
  }

  /** Asks the server how all stands, and watches one. @param {string} [id] */
  async open(id = "") {
    await this.tried(async () => {
      [this.choices, this.all, this.places] = await Promise.all([
        call("/api/data"),
        call("/api/studies"),
        call("/api/places"),
      ]);
      if (!this.form && this.choices.length) this.form = usual(this.choices[0]);
      const atWork = this.all.find((each) => each.state === "running" || each.state === "queued");
      const wanted = this.all.find((each) => each.id === id) ?? atWork ?? this.all[0];
      if (wanted && wanted.id !== this.id) this.watch(wanted.id);
    });
  }

  /** @param {Partial<import("lw/live/asked").Form>} values */
  fillIn(values) {
    if (!this.form) return;
    const other = values.data !== undefined && values.data !== this.form.data;
    this.form = { ...this.form, ...values };
    if (other && this.choice) this.form = usual(this.choice);
    this.plan = null;
    this.error = "";
    this.changed();
  }

  /** What the form asks for. */
  get asked() {
    return this.form ? read(this.form, this.choice?.seeds_step ?? 1) : null;
  }

  async makePlan() {
    const asked = this.asked?.asked;
    if (!asked) return;
    this.busy = "plan";
    this.changed();
    await this.tried(async () => {
      const expected = await call("/api/plan", asked);
      if (JSON.stringify(asked) === JSON.stringify(this.asked?.asked)) this.plan = { asked, expected };
    });
    this.busy = null;
    this.changed();
  }

  async start() {
    if (!this.plan) return;
    this.busy = "start";
    await this.tried(async () => {
      const study = await call("/api/studies", this.plan?.asked);
      this.plan = null;
      this.take(study);
      this.watch(study.id);
    });
    this.busy = null;
    this.changed();
  }

  /** @param {string} id @param {"stop"|"resume"} what */
  async tell(id, what) {
    await this.tried(async () => {
      this.take(await call(addressOf(id, what), undefined, true));
      if (what === "resume" || id === this.id) this.watch(id);
    });
  }

  /** Hears of one study, from now until it comes to rest. @param {string} id */
  watch(id) {
    this.stream?.close();
    if (id !== this.id) this.curves = null;
    this.id = id;
    const stream = (this.stream = new EventSource(addressOf(id, "events")));
    const on = (/** @type {string} */ kind, /** @type {(values: any) => void} */ listener) =>
      stream.addEventListener(kind, (event) => {
        listener(JSON.parse(/** @type {MessageEvent} */ (event).data));
        this.changed();
      });
    on("state", (study) => this.take(study));
    on("progress", (progress) => this.study && this.take({ ...this.study, progress }));
    on("curves", (curves) => (this.curves = curves));
    on("end", () => {
      stream.close();
      if (this.study) this.rested(this.study);
    });
    this.changed();
  }

  /** Puts what is known of a study in its place. @param {Study} study */
  take(study) {
    const known = this.all.some((each) => each.id === study.id);
    this.all = known ? this.all.map((each) => (each.id === study.id ? study : each)) : [study, ...this.all];
  }

  /** @param {() => Promise<void>} what */
  async tried(what) {
    this.error = "";
    try {
      await what();
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    }
    this.changed();
  }
}
