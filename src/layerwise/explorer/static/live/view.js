/** Live: a study is planned, started and watched. */

import { h, write } from "lw/core/dom";
import { livePanel } from "lw/live/panel";

/** @type {import("lw/core/app").View} */
export const live = {
  id: "live",
  fits: (app) => app.source.live,
  mount(root, app) {
    const panel = livePanel(app);
    const title = h("h1", {});
    const lead = h("p", { class: "lead" }, app.say("live.lead"));
    root.append(h("div", { class: "head" }, h("div", {}, title, lead)), panel.element);
    return () => {
      write(title, panel.title());
      panel.render();
    };
  },
};
